"""Tills over and short, with the reason and who approved it, beside the account they were posted to."""

from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.approvals.columns import approvers
from deskops.core.exports import Column, Kind
from deskops.core.money import ZERO
from deskops.core.pages import Compared
from deskops.ledger.kinds import AccountKind
from deskops.ledger.queries import movement
from deskops.ledger.reports import Asked, Choice, Report, StillOpen
from deskops.ledger.reports.expressions import person, running, worded
from deskops.org.models import Store

from ..models import Difference, Shift
from .payments import clerk_choice, till_choice

ORDER = ("shift__business_date", "document__number")
POSTED = ("till_opening", "till_closing")


def _rows(asked: Asked) -> QuerySet[Difference]:
    dates = (asked.first, asked.last)
    found = Difference.objects.filter(shift__till__store=asked.store, shift__business_date__range=dates)
    return found.order_by(*ORDER)


def _columns(_asked: Asked) -> Sequence[Column]:
    return (
        running(*ORDER),
        Column("day", _("Business date"), "shift__business_date", Kind.DATE),
        Column("time", _("Time"), "document__made_at", Kind.TIME),
        Column("store", _("Store"), "document__store__code", width=8),
        Column("number", _("Number"), "document__number", width=24),
        Column("till", _("Till"), "shift__till__code", width=8),
        Column("clerk", _("Clerk"), person("shift__clerk")),
        Column("moment", _("When"), worded("moment", Difference.Moment.choices)),
        Column("amount", _("Over or short"), "amount", Kind.MONEY, total=True),
        Column("reason", _("Reason"), "reason", width=30),
        Column("state", _("State"), worded("state", Difference.State.choices)),
        Column("approver", _("Approved by"), approvers("document")),
    )


def _compared(asked: Asked) -> Sequence[Compared]:
    found = _rows(asked).order_by().aggregate(sum=Sum("amount", default=ZERO))["sum"]
    moved = movement(kind=AccountKind.OVER_SHORT, store=asked.store, first=asked.first, last=asked.last)
    posted = sum((line.came_in - line.went_out for line in moved.lines if line.kind in POSTED), ZERO)
    return [Compared(str(AccountKind.OVER_SHORT.label), found, posted)]


def _changes(asked: Asked) -> str:
    """Decisions come after the date is closed: a file made before them is not the file after."""
    counts = (
        _rows(asked)
        .order_by()
        .aggregate(
            asked=Count("pk"),
            approved=Count("pk", filter=Q(state=Difference.State.APPROVED)),
            rejected=Count("pk", filter=Q(state=Difference.State.REJECTED)),
            signed=Count(
                "document__approvals", filter=~Q(document__approvals__decision="pending"), distinct=True
            ),
        )
    )
    return "/".join(str(count) for count in counts.values())


def _states(_store: Store) -> list[tuple[str, str]]:
    return [(state.value, str(state.label)) for state in Difference.State]


DIFFERENCES = Report(
    "differences",
    gettext_lazy("Tills over and short"),
    _rows,
    _columns,
    _compared,
    (
        till_choice("shift__till__code"),
        clerk_choice("shift__clerk__number"),
        Choice("state", gettext_lazy("State"), "state", _states),
    ),
    gettext_lazy("What a count found beyond or below the books, with the reason and who approved it."),
    order=30,
    changes=_changes,
)


def _open_tills(asked: Asked) -> str:
    """Drawers whose shift of these dates is not closed: closing posts on the shift's own date."""
    shifts = Shift.objects.filter(
        till__store=asked.store,
        business_date__range=(asked.first, asked.last),
        state__in=Shift.UNDER_WAY,
    )
    found = shifts.annotate(name=F("till__name")).values_list("name", "business_date")
    return "、".join(f"{name} {day}" for name, day in found.order_by("business_date", "till__code"))


OPEN_TILLS = StillOpen("tills", _open_tills)
