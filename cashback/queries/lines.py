"""The lines of a cycle, a page at a time; a member's; the one to be paid."""

from datetime import date

from django.db.models import Q, QuerySet

from deskops.org.models import Store
from members.models import Member

from ..models import Call, Cycle, Line

PAGE = 50
BOXES = {
    "": Q(),
    "owed": Q(state__in=Line.OWED),
    "uncalled": Q(state__in=Line.OWED, reach="none"),
    "missed": Q(state__in=Line.OWED, reach="missed"),
    "called": Q(state__in=Line.PAYABLE, reach="reached"),
    "paid": Q(state="paid"),
    "waiting": Q(state="waiting"),
    "no_id": Q(state="no_id"),
    "nothing": Q(state="nothing"),
}


def listed(cycle: Cycle, *, box: str = "", card: str = "", after: int | None = None) -> list[Line]:
    """A page of lines and one more, in the order of the list, after the last key of the page before."""
    rows = cycle.lines.filter(BOXES.get(box, Q())).select_related("member")
    if card:
        rows = rows.filter(Q(card_number=card) | Q(member__cards__number=card)).distinct()
    if after:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk")[: PAGE + 1])


def lines_of(member: Member) -> list[Line]:
    """A member's cashback in all stores, the latest first."""
    rows = Line.objects.filter(member=member).select_related("cycle__store", "payout__document", "exception")
    return list(rows.order_by("-cycle__month")[:12])


def payable_now(member: Member, store: Store, today: date) -> Line | None:
    """The line of a member in the store's cycle that is being paid."""
    rows = Line.objects.filter(
        member=member, cycle__store=store, cycle__state=Cycle.State.DRAWN, cycle__pay_until__gte=today
    )
    return rows.select_related("cycle__store", "member").order_by("cycle__month").first()


def paying_cycle(store: Store) -> Cycle | None:
    """The store's cycle whose cash is at the desk, the oldest where there are several."""
    return Cycle.objects.filter(store=store, state=Cycle.State.DRAWN).order_by("month").first()


def calls_of(line: Line) -> QuerySet[Call]:
    """The notice calls about a line, the latest first."""
    return line.notices.select_related("by")
