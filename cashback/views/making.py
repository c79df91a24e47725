"""Information makes the list: computes it, or brings a file and looks at every row; then sends it."""

from pathlib import PurePath
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.files import Incoming
from deskops.core.forms import ActForm
from deskops.core.jobs import start_job
from deskops.core.models import Job
from deskops.core.pages import Tab, page
from deskops.handoffs.plugging import page_of
from deskops.org.access import DeskRequest, desk_view

from ..forms import FileForm, TakeForm
from ..jobs import COMPUTE, READ, TAKE
from ..models import Cycle, ListFile, ListRow
from ..queries.board import shares_of
from ..roles import FINANCE, INFORMATION
from ..services import send_list
from ..services.listing import COLUMNS, WHY
from .reach import CYCLE_TONES, cycle_in_reach, file_in_reach

READS = INFORMATION | FINANCE
PAGE = 50


def inner_key(key: UUID) -> str:
    """The request key of the act that a job does for a form's own key."""
    return str(uuid5(key, "cashback"))


@desk_view(acts=INFORMATION, reads=FINANCE)
def making(request: DeskRequest, pk: int) -> HttpResponse:
    """The list as it stands, what was brought for it, and a file to look at."""
    found = cycle_in_reach(request, pk, INFORMATION, READS)
    form = FileForm(request.POST or None, request.FILES or None)
    job = form.attempt(lambda: _bring(request, found, form)) if request.method == "POST" else None
    if job:
        return redirect("job", job.pk)
    context = {
        "form": form,
        "cycle": found,
        "tone": CYCLE_TONES[Cycle.State(found.state)],
        "shares": shares_of(found),
        "files": found.files.select_related("file", "brought_by").order_by("-pk")[:5],
        "columns": COLUMNS,
        "press": ActForm(),
        "may": request.access.may(*INFORMATION),
        "aside": True,
    }
    return page(request, "cashback/making.html", context)


def _bring(request: DeskRequest, found: Cycle, form: FileForm) -> Job:
    upload, key = form.cleaned_data["file"], form.cleaned_data["request_key"]
    name = PurePath(upload.name).name
    return start_job(
        request_key=key,
        kind=READ,
        title=_("Look at %(file)s: cashback of %(month)s") % {"file": name, "month": found.code},
        by=request.user,
        store=found.store,
        params={"cycle": found.pk, "key": inner_key(key)},
        source=Incoming(upload, name, upload.content_type or "application/octet-stream"),
    )


@desk_view(acts=INFORMATION)
@require_POST
def compute(request: DeskRequest, pk: int) -> HttpResponse:
    """Compute the list anew, in the background."""
    found = cycle_in_reach(request, pk, INFORMATION)
    form = ActForm(request.POST)
    job = form.attempt(lambda: _compute(request, found, form))
    return redirect("job", job.pk) if job else redirect("cashback:making", found.pk)


def _compute(request: DeskRequest, found: Cycle, form: ActForm) -> Job:
    key = form.cleaned_data["request_key"]
    return start_job(
        request_key=key,
        kind=COMPUTE,
        title=_("Compute the cashback of %(month)s") % {"month": found.code},
        by=request.user,
        store=found.store,
        params={"cycle": found.pk, "key": inner_key(key)},
    )


@desk_view(acts=INFORMATION, reads=FINANCE)
def file(request: DeskRequest, pk: int) -> HttpResponse:
    """Every row of a file with what it would do; taking it in is a job."""
    found = file_in_reach(request, pk, INFORMATION, READS)
    form = TakeForm(request.POST or None)
    job = form.attempt(lambda: _take(request, found, form)) if request.method == "POST" else None
    if job:
        return redirect("job", job.pk)
    box = request.GET.get("box", "")
    after = request.GET.get("after", "")
    rows = found.rows.select_related("member")
    rows = rows.filter(outcome=box) if box in ListRow.Outcome.values else rows
    if after.isdigit() and len(after) < 10:
        rows = rows.filter(row__gt=int(after))
    shown = list(rows.order_by("row")[: PAGE + 1])
    context = {
        "form": form,
        "file": found,
        "cycle": found.cycle,
        "rows": [(row, WHY.get(row.why, "")) for row in shown[:PAGE]],
        "after": shown[PAGE - 1].row if len(shown) > PAGE else None,
        "tabs": _outcomes(found, box),
        "may": request.access.may(*INFORMATION) and found.state == ListFile.State.READ,
    }
    return page(request, "cashback/file.html", context)


def _outcomes(found: ListFile, box: str) -> list[Tab]:
    url = reverse("cashback:file", args=[found.pk])
    counts = {
        "": found.added + found.changed + found.same + found.refused,
        "added": found.added,
        "changed": found.changed,
        "same": found.same,
        "refused": found.refused,
    }
    words = {"": _("All"), **{code: str(label) for code, label in ListRow.Outcome.choices}}
    return [
        Tab(words[code], f"{url}?box={code}" if code else url, code == box, number)
        for code, number in counts.items()
    ]


def _take(request: DeskRequest, found: ListFile, form: TakeForm) -> Job:
    key = form.cleaned_data["request_key"]
    return start_job(
        request_key=key,
        kind=TAKE,
        title=_("Take in %(file)s: cashback of %(month)s")
        % {"file": found.file.name, "month": found.cycle.code},
        by=request.user,
        store=found.cycle.store,
        params={"file": found.pk, "partial": form.cleaned_data["partial"], "key": inner_key(key)},
    )


@desk_view(acts=INFORMATION)
@require_POST
def send(request: DeskRequest, pk: int) -> HttpResponse:
    """Sign the list and send it to finance."""
    found = cycle_in_reach(request, pk, INFORMATION)
    form = ActForm(request.POST)
    handoff = form.attempt(
        lambda: send_list(cycle_id=found.pk, by=request.user, now=request.now, **form.cleaned_data)
    )
    if handoff:
        return redirect(page_of(handoff.document))
    if form.refused:
        messages.error(request, str(form.refused))
    return redirect("cashback:making", found.pk)
