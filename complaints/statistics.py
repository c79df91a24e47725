"""顾客投诉分类统计表: one list of columns for each way of sorting, on the page and in the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Avg,
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from deskops.clocks.models import Target
from deskops.core.exports import Column, Kind, Table
from deskops.ledger.reports.expressions import person, running, worded
from deskops.org.clock import SHANGHAI
from deskops.org.models import Floor, Staff, Store

from .models import Complaint
from .models.words import Cause, Channel, Department, Result, Satisfaction

DAY = timedelta(days=1)
SPANS: Sequence[tuple[str, str | Promise, timedelta | None]] = (
    ("1", gettext_lazy("within a day"), DAY),
    ("3", gettext_lazy("within 3 days"), 3 * DAY),
    ("7", gettext_lazy("within 7 days"), 7 * DAY),
    ("15", gettext_lazy("within 15 days"), 15 * DAY),
    ("more", gettext_lazy("longer"), None),
    ("open", gettext_lazy("still open"), None),
)
"""Spans of the time taken from registration to the summary."""

type Choices = Sequence[tuple[Any, Any]]


@dataclass(frozen=True)
class Span:
    """Which cases: a store's, registered between two days, both included."""

    store: Store
    first: date
    last: date

    def rows(self) -> QuerySet[Complaint]:
        return Complaint.objects.filter(store=self.store, on__gte=self.first, on__lte=self.last)


@dataclass(frozen=True)
class Sorting:
    """One way of sorting cases: its key in addresses, its name, the code of a case, the words of codes."""

    key: str
    label: str | Promise
    words: Callable[[Span], Choices]
    code: Callable[[], Any] | None = None

    @property
    def expression(self) -> Any:
        return self.code() if self.code else F(self.key)


def taken() -> Any:
    """The span of ``SPANS`` that a case fell into."""
    made = F("registered_at")
    within = [When(closed_at__lte=made + span, then=Value(code)) for code, _label, span in SPANS if span]
    return Case(
        When(closed_at__isnull=True, then=Value("open")),
        *within,
        default=Value("more"),
        output_field=CharField(),
    )


def _floor() -> Any:
    return Coalesce(Cast("floor", CharField()), Value(""))


def _floors(span: Span) -> Choices:
    return [(str(floor.pk), floor.name) for floor in Floor.objects.filter(store=span.store)]


def _listed(choices: Choices) -> Callable[[Span], Choices]:
    return lambda _span: choices


SORTINGS = (
    Sorting("kind", gettext_lazy("Kind"), _listed(Complaint.Kind.choices)),
    Sorting("department", gettext_lazy("Department"), _listed(Department.choices)),
    Sorting("floor", gettext_lazy("Floor"), _floors, _floor),
    Sorting("shop", gettext_lazy("Shop"), _listed(())),
    Sorting("cause", gettext_lazy("Cause"), _listed(Cause.choices)),
    Sorting("result", gettext_lazy("Result"), _listed(Result.choices)),
    Sorting("taken", gettext_lazy("Time taken"), _listed([(code, word) for code, word, _s in SPANS]), taken),
    Sorting("satisfaction", gettext_lazy("Satisfaction"), _listed(Satisfaction.choices)),
    Sorting("channel", gettext_lazy("Channel"), _listed(Channel.choices)),
)
BY = {one.key: one for one in SORTINGS}
REGISTER = "register"


def table_of(span: Span, by: str, *, asked_by: Staff, at: datetime) -> Table:
    """The table of one way of sorting, or the register of the cases themselves."""
    facts = [
        (_("Store"), f"{span.store.code} {span.store.name}"),
        (_("Registered"), f"{span.first} – {span.last}"),
        (_("Made by"), str(asked_by)),
        (_("Made at"), f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"),
    ]
    if by == REGISTER:
        return Table(_("Register of complaints"), _register(), span.rows().order_by("pk"), facts)
    sorting = BY[by]
    title = _("Complaints by %(what)s") % {"what": str(sorting.label)}
    return Table(title, _columns(span, sorting), _grouped(span, sorting), facts)


def _grouped(span: Span, sorting: Sorting) -> QuerySet[Any]:
    missed = Target.objects.filter(store=span.store, missed_at__isnull=False).values("document")
    lasted = ExpressionWrapper(F("closed_at") - F("registered_at"), DurationField())
    epoch = Func(Value("epoch"), Avg(lasted), function="date_part")
    asked = ~Q(satisfaction__in=["", Satisfaction.UNREACHED])
    pleased = Q(satisfaction__in=[Satisfaction.VERY, Satisfaction.SATISFIED])
    rows: QuerySet[Any] = span.rows().annotate(code=sorting.expression).values("code")
    rows = rows.annotate(
        cases=Count("pk"),
        ended=Count("pk", filter=Q(state="closed")),
        late=Count("pk", filter=Q(document__in=missed)),
        told=Count("pk", filter=asked),
        pleased=Count("pk", filter=pleased),
        hours=Cast(epoch / 3600, IntegerField()),
    )
    return rows.order_by("-cases", "code")


def _columns(span: Span, sorting: Sorting) -> list[Column]:
    words = worded("code", [("", _("not entered")), *sorting.words(span)])
    return [
        Column("code", _("Code"), "code", width=10),
        Column("word", str(sorting.label), words, width=24),
        Column("cases", _("Cases"), "cases", Kind.INT, total=True),
        Column("ended", pgettext("complaints", "Closed"), "ended", Kind.INT, total=True),
        Column("late", _("A promise missed"), "late", Kind.INT, total=True),
        Column("hours", _("Mean hours taken"), "hours", Kind.INT),
        Column("told", _("Asked afterwards"), "told", Kind.INT, total=True),
        Column("pleased", _("Satisfied"), "pleased", Kind.INT, total=True),
    ]


def _register() -> list[Column]:
    blank = [("", "")]
    return [
        running("pk"),
        Column("number", _("Number"), "document__number", width=24),
        Column("on", _("Registered on"), "on", Kind.DATE),
        Column("kind", _("Kind"), worded("kind", Complaint.Kind.choices)),
        Column("channel", _("Channel"), worded("channel", Channel.choices)),
        Column("state", _("State"), worded("state", Complaint.State.choices)),
        Column("name", _("Complainant"), "name"),
        Column("what", _("What happened"), "what", width=50),
        Column("demand", _("What is demanded"), "demand", width=30),
        Column("department", _("Department"), worded("department", [*blank, *Department.choices])),
        Column("floor", _("Floor"), "floor__name"),
        Column("shop", _("Shop"), "shop"),
        Column("cause", _("Cause"), worded("cause", [*blank, *Cause.choices])),
        Column("handler", _("Handler"), person("handler")),
        Column("result", _("Result"), worded("result", [*blank, *Result.choices])),
        Column("amount", _("Cost"), "document__amount", Kind.MONEY, total=True),
        Column("closed", _("Closed at"), "closed_at", Kind.TIME),
        Column("satisfaction", _("Satisfaction"), worded("satisfaction", [*blank, *Satisfaction.choices])),
    ]
