"""The list of member cards that end next month, told to their store (到期会员通知门店)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.calendar import WorkCalendar, end_of
from deskops.handoffs.kinds import Cell, Column, HandoffKind, Line, Section
from deskops.handoffs.models import Handoff, State
from deskops.handoffs.services import draft
from deskops.org.models import Floor, Role, Staff, Store

from .queries import expiring
from .rules import DAY, LISTED_BY, next_month

CODE = "cards_expiring"
SECTION = Section(
    "",
    _("Member cards that end next month"),
    columns=(Column("card", _("Card")), Column("ends", _("Expires on"), Cell.DATE)),
    amount=_("Bought in the year"),
    quantity=pgettext_lazy("membership", "Purchases"),
)


def build(*, store: Store, business_date: date, floor: Floor | None) -> Sequence[Line]:
    """Every card of the store's list for the month after a business date."""
    return [
        Line(
            key=one.card.number,
            label=one.card.member.name,
            amount=one.amount,
            quantity=one.purchases,
            values={"card": one.card.number, "ends": one.expires_on},
        )
        for one in expiring(store, next_month(business_date))
    ]


def due(day: date, calendar: WorkCalendar) -> datetime:
    """By the end of the 5th; the next day for a list that is made later."""
    return end_of(day.replace(day=LISTED_BY) if day.day <= LISTED_BY else day + DAY)


CARDS_EXPIRING = HandoffKind(
    CODE,
    "DQ",
    _("member cards that end next month"),
    Role.CLERK,
    Role.STORE_MANAGER,
    (SECTION,),
    build=build,
    due=due,
)


def told(store: Store, today: date) -> Handoff | None:
    """The handoff of this month's list, sent or not; None when the store was not told."""
    rows = Handoff.objects.filter(kind=CODE, store=store, business_date__gte=today.replace(day=1))
    return rows.exclude(state=State.WITHDRAWN).select_related("document").order_by("-pk").first()


def tell(*, request_key: UUID, store: Store, by: Staff, now: datetime) -> Handoff:
    """Draft the handoff of this month's list, once a month; the one that is there otherwise."""
    today = store.business_date(now)
    return told(store, today) or draft(
        request_key=request_key, kind=CODE, store=store, business_date=today, by=by, now=now
    )
