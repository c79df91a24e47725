"""Finance's reports: the list, a report's page, and asking for its file."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from deskops.core.exports import Table
from deskops.core.models import Job
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from .forms import AskForm, ExportForm
from .reports import Asked, Report, reports
from .reports.exporting import KIND, READERS, Format, ask_export
from .reports.tables import Rows, table_of

PER_PAGE = 50
FILES_SHOWN = 12


@desk_view(reads=READERS)
def index(request: DeskRequest) -> HttpResponse:
    """Every report, and the files made last in this store."""
    files = Job.objects.filter(kind=KIND, store=request.access.store)
    files = files.select_related("asked_by", "result").order_by("-pk")[:FILES_SHOWN]
    listed = sorted(reports, key=lambda report: report.order)
    return render(request, "ledger/reports.html", {"reports": listed, "files": files})


@desk_view(reads=READERS, acts=READERS - {Role.AUDITOR})
def report(request: DeskRequest, code: str) -> HttpResponse:
    """A report over business dates beside the accounts; a POST asks for its file."""
    found = _report(code)
    store = request.access.store
    form = AskForm(request.GET, report=found, store=store, today=store.business_date(request.now))
    asked = form.asked() if form.is_valid() else None
    export = ExportForm(request.POST or None)
    if asked and export.is_bound:
        job = export.attempt(lambda: _ask(request, found, asked, export))
        if job:
            return redirect("job", job.pk)
    shown = _shown(request, found, asked) if asked else {}
    context = {"report": found, "ask": form, "form": export, "formats": Format.choices, **shown}
    return page(request, "ledger/report.html", context)


def _report(code: str) -> Report:
    if code not in reports:
        raise Http404
    return reports.get(code)


def _ask(request: DeskRequest, found: Report, asked: Asked, export: ExportForm) -> Job:
    data = export.cleaned_data
    return ask_export(
        request_key=data["request_key"],
        report=found,
        asked=asked,
        form=Format(data["form"]),
        by=request.user,
        now=request.now,
    )


def _shown(request: DeskRequest, found: Report, asked: Asked) -> dict[str, Any]:
    table = table_of(found, asked, by=request.user, at=request.now)
    rows: Any = Rows(table)
    part = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "columns": table.columns,
        "page_obj": part,
        "rows": [list(zip(table.columns, cells, strict=True)) for cells in part.object_list],
        "totals": _foot(table),
        "compared": found.compared(asked),
        "query": urlencode({"first": asked.first, "last": asked.last, **asked.chosen}),
    }


def _foot(table: Table) -> list[Any]:
    """The totals under their columns, None elsewhere; nothing when no column has one."""
    sums = table.totals()
    return [(column, sums.get(column.key)) for column in table.columns] if sums else []
