"""The statistics of complaints: every figure opens its cases; the month's measures stand under it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.calendar import local_date
from deskops.core.exports import Cell, Table
from deskops.core.models import Job
from deskops.core.pages import Tab, page
from deskops.ledger.reports.exporting import Format
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..exporting import ask_export
from ..forms.enquiries import MeasureForm
from ..forms.statistics import FileForm, SpanForm
from ..models import Measure
from ..roles import JUDGES, STATISTICS
from ..services.beside import write_measure
from ..statistics import BY, REGISTER, SORTINGS, Span, table_of

SHOWN = 20


@desk_view(reads=STATISTICS, acts=STATISTICS - {Role.AUDITOR})
def figures(request: DeskRequest) -> HttpResponse:
    """One way of sorting over the days asked for; a POST asks for its file."""
    form = SpanForm(request.GET, today=local_date(request.now))
    by = request.GET.get("by", "kind")
    by = by if by in BY or by == REGISTER else "kind"
    export = FileForm(request.POST or None)
    if form.is_valid() and export.is_bound:
        job = export.attempt(lambda: _ask(request, form, by, export))
        if job:
            return redirect("job", job.pk)
    context = {
        "ask": form,
        "form": export,
        "formats": Format.choices,
        "by": by,
        "tabs": _tabs(form, by),
        "measure": MeasureForm(),
        "may_measure": request.access.may(*JUDGES),
        "may_export": request.access.may(*(STATISTICS - {Role.AUDITOR})),
        **(_shown(request, form, by) if form.is_valid() else {}),
    }
    return page(request, "complaints/statistics.html", context)


def _span(request: DeskRequest, form: SpanForm) -> Span:
    return Span(request.access.store, form.cleaned_data["first"], form.cleaned_data["last"])


def _ask(request: DeskRequest, form: SpanForm, by: str, export: FileForm) -> Job:
    data = export.cleaned_data
    return ask_export(
        request_key=data["request_key"],
        span=_span(request, form),
        by=by,
        form=Format(data["form"]),
        asked_by=request.user,
    )


def _days(form: SpanForm) -> dict[str, str]:
    if not form.is_valid():
        return {}
    return {name: form.cleaned_data[name].isoformat() for name in ("first", "last")}


def _tabs(form: SpanForm, by: str) -> list[Tab]:
    url, days = reverse("complaints:statistics"), _days(form)
    named = [(one.key, one.label) for one in SORTINGS] + [(REGISTER, _("Register"))]
    return [Tab(label, f"{url}?{urlencode({**days, 'by': key})}", key == by) for key, label in named]


def _shown(request: DeskRequest, form: SpanForm, by: str) -> dict[str, Any]:
    span = _span(request, form)
    table = table_of(span, by, asked_by=request.user, at=request.now)
    months = [day.replace(day=1) for day in (span.first, span.last)]
    measures = Measure.objects.filter(store=span.store, month__gte=months[0], month__lte=months[1])
    cells = table.cells(0, SHOWN if by == REGISTER else None)
    return {
        "span": span,
        "columns": table.columns if by == REGISTER else table.columns[1:],
        "rows": [(_url(form, by, row[0]), row if by == REGISTER else row[1:]) for row in cells[:SHOWN]],
        "totals": _sums(table, cells) if by != REGISTER and cells else [],
        "measures": list(measures.select_related("by").order_by("-pk")[:SHOWN]),
        "query": urlencode({**_days(form), "by": by}),
        "title": table.title,
    }


def _sums(table: Table, cells: Sequence[tuple[Cell, ...]]) -> list[int | None]:
    """What stands at the foot, from the groups that were read: the cases aren't counted a second time."""
    columns = zip(table.columns, zip(*cells, strict=True), strict=True)
    return [sum(map(int, values)) if column.total else None for column, values in columns][1:]


def _url(form: SpanForm, by: str, code: Any) -> str:
    """The list of the cases that a row is made of."""
    if by == REGISTER:
        return ""
    return f"{reverse('complaints:list')}?{urlencode({**_days(form), by: code or '-', 'box': 'all'})}"


@desk_view(reads=STATISTICS, acts=JUDGES)
def measure(request: DeskRequest) -> HttpResponse:
    """Write a measure for improvement under this month's statistics."""
    if request.method == "POST":
        form = MeasureForm(request.POST)
        month = local_date(request.now).replace(day=1)
        done = form.attempt(
            lambda: write_measure(
                by=request.user,
                now=request.now,
                store=request.access.store,
                month=month,
                **form.cleaned_data,
            )
        )
        if done:
            messages.success(request, _("The measure was written down."))
        else:
            messages.error(request, str(form.refused or _("Write down the measure.")))
    return redirect("complaints:statistics")
