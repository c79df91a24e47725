"""The handoffs of gifts: drawn from the warehouse, leftovers back, sent to a store, a count's report.

What is sent lies on the way until it is received. Only what both sides agree on arrives; a difference goes
back to the giver's book, where a count finds it: no gift is lost without one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from deskops.core.refusals import Refused
from deskops.documents.services import set_state
from deskops.handoffs.kinds import Cell, Column, HandoffKind, Line, Section
from deskops.handoffs.models import Handoff, HandoffLine
from deskops.handoffs.rules import next_working_day
from deskops.org.access import held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff
from deskops.papers.paper import DESK, FINANCE, STUB

from .models import Campaign, GiftItem, Movement, Place
from .models.asks import AskState
from .services.moving import Move, move, place_of

PIECES = Section(
    "gifts",
    gettext_lazy("Gifts"),
    (
        Column("model", gettext_lazy("Model")),
        Column("specification", gettext_lazy("Specification")),
        Column("unit", gettext_lazy("Unit")),
        Column("campaign", gettext_lazy("Campaign")),
    ),
    amount=None,
    quantity=pgettext_lazy("gift", "pieces"),
)
COUNTED = Section(
    "counted",
    gettext_lazy("Count of gifts"),
    (
        Column("book", gettext_lazy("By the book at the start"), Cell.INT),
        Column("moved", gettext_lazy("Moved meanwhile"), Cell.INT),
        Column("counted", pgettext_lazy("gift count", "Counted"), Cell.INT),
    ),
    amount=gettext_lazy("Difference in yuan"),
    quantity=pgettext_lazy("gift count", "Difference"),
)


@dataclass(frozen=True)
class Given:
    """So many of one gift, for a campaign or for none."""

    item: GiftItem
    quantity: int
    campaign: Campaign | None = None

    @property
    def line(self) -> Line:
        """As a handoff's line; its key says gift and campaign."""
        campaign = self.campaign
        return Line(
            key=f"{self.item.code}@{campaign.pk}" if campaign else self.item.code,
            label=self.item.name,
            quantity=self.quantity,
            values={
                "model": self.item.model,
                "specification": self.item.specification,
                "unit": self.item.unit,
                "campaign": campaign.name if campaign else "",
            },
            section=PIECES.code,
        )


def _moves(rows: Iterable[HandoffLine]) -> list[tuple[HandoffLine, int, int | None]]:
    """The lines with gift and campaign, as their keys say."""
    lines = list(rows)
    codes = [row.key.partition("@")[0] for row in lines]
    items = dict(GiftItem.objects.filter(code__in=codes).values_list("code", "pk"))
    return [
        (row, items[code], int(campaign) if campaign else None)
        for row, code, campaign in (
            (row, row.key.partition("@")[0], row.key.partition("@")[2]) for row in lines
        )
    ]


FROM = {"gift_draw": Place.Kind.WAREHOUSE, "gift_return": Place.Kind.DESK}
TO = {
    "gift_draw": Place.Kind.DESK,
    "gift_return": Place.Kind.WAREHOUSE,
    "gift_shipment": Place.Kind.WAREHOUSE,
}


def _giver(handoff: Handoff) -> Place:
    if handoff.kind in FROM:
        return place_of(handoff.store, FROM[handoff.kind])
    central = Place.objects.select_related("store").filter(kind=Place.Kind.CENTRAL).first()
    if central is None:
        raise Refused(
            "no_central",
            _("There is no central warehouse of gifts."),
            remedy=_("The service manager opens it, on the page of gifts by store."),
        )
    return central


def gifts_sent(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """What was signed leaves the giver's place and is on the way. Raises Refused when it isn't there."""
    giver, transit = _giver(handoff), place_of(handoff.store, Place.Kind.TRANSIT)
    if giver.kind == Place.Kind.CENTRAL:
        _require_central(giver, by, now)
        _request_sent(handoff)
    moves = [
        one
        for row, item, campaign in _moves(handoff.lines.all())
        for one in (
            Move(giver, item, -(row.quantity or 0), campaign),
            Move(transit, item, row.quantity or 0, campaign),
        )
    ]
    kind = Movement.Kind.SENT
    move(moves, kind=kind, document=handoff.document, store=handoff.store, by=by, now=now)


def _require_central(central: Place, by: Staff, now: datetime) -> None:
    held = held_by(by, now.astimezone(SHANGHAI).date())
    if not any(one.role == Role.WAREHOUSE and one.reaches(central.store) for one in held):
        raise Refused(
            "not_central",
            _("The central warehouse signs for what it sends."),
            value=by.number,
            remedy=_("Ask a colleague of %(store)s.") % {"store": central.store},
        )


def _request_sent(handoff: Handoff) -> None:
    origin = handoff.document.origin
    request = getattr(origin, "gift_request", None)
    if origin is not None and request is not None:
        request.state = AskState.SENT
        request.save(update_fields=["state"])
        set_state(origin, AskState.SENT)


def gifts_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """What both agree on arrives; what they agree wasn't there is the giver's again."""
    giver, transit = _giver(handoff), place_of(handoff.store, Place.Kind.TRANSIT)
    taker = place_of(handoff.store, TO[handoff.kind])
    arrived: list[Move] = []
    settled: list[Move] = []
    for row, item, campaign in _moves(handoff.lines.all()):
        sent = row.quantity or 0
        agreed = (row.agreed_quantity or 0) if row.differs else sent
        arrived += [Move(transit, item, -sent, campaign), Move(taker, item, agreed, campaign)]
        settled.append(Move(giver, item, sent - agreed, campaign))
    for kind, moves in ((Movement.Kind.RECEIVED, arrived), (Movement.Kind.SETTLED, settled)):
        move(moves, kind=kind, document=handoff.document, store=handoff.store, by=by, now=now)


COPIES = (STUB, DESK)
DRAW = HandoffKind(
    "gift_draw",
    "ZL",
    gettext_lazy("gifts drawn from the warehouse"),
    Role.WAREHOUSE,
    Role.CLERK,
    (PIECES,),
    check_all=True,
    copies=COPIES,
    sent=gifts_sent,
    received=gifts_received,
    readers=frozenset({Role.STORE_MANAGER}),
)
LEFTOVERS = HandoffKind(
    "gift_return",
    "ZT",
    gettext_lazy("leftover gifts back to the warehouse"),
    Role.CLERK,
    Role.WAREHOUSE,
    (PIECES,),
    check_all=True,
    copies=COPIES,
    sent=gifts_sent,
    received=gifts_received,
    readers=frozenset({Role.STORE_MANAGER}),
)
SHIPMENT = HandoffKind(
    "gift_shipment",
    "LF",
    gettext_lazy("gifts sent by head office"),
    Role.WAREHOUSE,
    Role.WAREHOUSE,
    (PIECES,),
    check_all=True,
    copies=COPIES,
    sent=gifts_sent,
    received=gifts_received,
    readers=frozenset({Role.STORE_MANAGER, Role.SERVICE_MANAGER, Role.CLERK, Role.DESK_SUPERVISOR}),
)
REPORT = HandoffKind(
    "gift_report",
    "PB",
    gettext_lazy("report of a gift count"),
    Role.CLERK,
    Role.FINANCE,
    (COUNTED,),
    due=next_working_day,
    copies=(DESK, FINANCE),
    readers=frozenset({Role.WAREHOUSE, Role.STORE_MANAGER}),
)
KINDS = (DRAW, LEFTOVERS, SHIPMENT, REPORT)
