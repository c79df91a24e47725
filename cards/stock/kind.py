"""Blank cards drawn from finance (储值卡领取), by serial range, as a kind of handoff."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.refusals import Refused
from deskops.handoffs.kinds import Column, HandoffKind, Line, Section
from deskops.handoffs.models import Handoff, HandoffLine
from deskops.handoffs.rules import next_working_day
from deskops.handoffs.services import draft
from deskops.org.models import Role, Staff, Store
from deskops.papers.paper import DESK, FINANCE

from ..models import Stretch
from . import rules
from .moving import Keeping, add
from .rules import Numbers


def give_out(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, ranges: Sequence[Numbers]
) -> Handoff:
    """Finance's draft of the ranges it hands to the desk; it is signed on the handoff's page.

    Raises Refused for no range, and for numbers that some store has already.
    """
    if not ranges:
        raise Refused("ranges_missing", _("Say which cards."), field="ranges")
    for one in ranges:
        _refuse_known(one)
    lines = [
        Line(
            key=one.number(one.first),
            label=str(one),
            quantity=one.count,
            values={"first": one.number(one.first), "last": one.number(one.last)},
        )
        for one in sorted(ranges)
    ]
    return draft(
        request_key=request_key,
        kind=BLANK_CARDS.code,
        store=store,
        business_date=store.business_date(now),
        by=by,
        now=now,
        lines=lines,
    )


def _refuse_known(one: Numbers) -> None:
    known = Stretch.objects.filter(
        series__prefix=one.prefix,
        series__digits=one.digits,
        first__lte=one.last,
        last__gte=one.first,
    )
    row = known.select_related("store", "series").order_by("first").first()
    if row:
        raise Refused(
            "range_known",
            _("%(range)s was drawn already: %(known)s is “%(state)s” in %(store)s.")
            % {"range": one, "known": row.words, "state": row.get_state_display(), "store": row.store},
            field="ranges",
            value=str(one),
            remedy=_("Look at the numbers on the boxes again."),
        )


def cards_settled(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """A range is settled whole or not at all: which cards of it are missing, no figure says.

    Raises Refused for a settlement in between.
    """
    for row in handoff.lines.filter(differs=True):
        if row.agreed_quantity not in (0, row.quantity):
            raise Refused(
                "range_not_whole",
                _("Line %(position)s: a range is handed over whole or not at all.")
                % {"position": row.position},
                field="quantity",
                value=row.agreed_quantity,
                remedy=_("Settle it at 0 pieces and give out the cards that are there by another handoff."),
            )


def cards_received(*, handoff: Handoff, by: Staff, now: datetime) -> None:
    """The desk has signed: the ranges are on hand."""
    for row in handoff.lines.order_by("position"):
        if _agreed(row):
            numbers = rules.between(row.values["first"], row.values["last"])
            add(numbers, Stretch.State.ON_HAND, Keeping(handoff.store, handoff.document))


def _agreed(row: HandoffLine) -> bool:
    return bool(row.agreed_quantity if row.differs else row.quantity)


BLANK_CARDS = HandoffKind(
    "blank_cards",
    "KL",
    gettext_lazy("blank stored-value cards"),
    Role.FINANCE,
    Role.CLERK,
    (
        Section(
            "",
            gettext_lazy("Ranges"),
            (Column("first", gettext_lazy("First number")), Column("last", gettext_lazy("Last number"))),
            amount=None,
            quantity=gettext_lazy("pieces"),
        ),
    ),
    due=next_working_day,
    check_all=True,
    copies=(DESK, FINANCE),
    settled=cards_settled,
    received=cards_received,
    readers=frozenset({Role.STORE_MANAGER}),
)
