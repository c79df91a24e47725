"""Files that people bring: choose, look row by row, take in."""

from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deskops.core.files import Incoming
from deskops.core.imports import ImportKind, import_kinds
from deskops.core.jobs import start_job
from deskops.core.models import Job
from deskops.core.pages import page
from deskops.desk.import_forms import TakeForm, UploadForm
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from .jobs import find, visible

BRINGERS = frozenset({Role.INFORMATION, Role.FINANCE, Role.ADMINISTRATOR})


def permitted(request: DeskRequest, key: str) -> ImportKind:
    """The kind of file, for who may bring it."""
    if key not in import_kinds:
        raise Http404
    kind = import_kinds.get(key)
    if not request.access.may(*kind.roles, Role.AUDITOR):
        raise PermissionDenied
    return kind


@desk_view(reads=BRINGERS)
def imports(request: DeskRequest) -> HttpResponse:
    """What may be brought, and what was brought lately."""
    kinds = [kind for kind in import_kinds if request.access.may(*kind.roles, Role.AUDITOR)]
    rows = Job.objects.filter(visible(request), kind__in=[kind.job for kind in kinds])
    context = {"kinds": kinds, "jobs": rows.select_related("asked_by").order_by("-pk")[:20]}
    return render(request, "desk/imports.html", context)


@desk_view(acts=BRINGERS)
def bring(request: DeskRequest, key: str) -> HttpResponse:
    """Send a file and have it looked at in the background."""
    kind = permitted(request, key)
    form = UploadForm(request.POST or None, request.FILES or None, stores=request.access.reachable_stores())
    job = form.attempt(lambda: _look(request, kind, form)) if request.method == "POST" else None
    if job:
        return redirect("job", job.pk)
    return page(request, "desk/import.html", {"form": form, "kind": kind, "aside": True})


def _look(request: DeskRequest, kind: ImportKind, form: UploadForm) -> Job:
    upload = form.cleaned_data["file"]
    name = PurePath(upload.name).name
    content_type = upload.content_type or "application/octet-stream"
    return start_job(
        request_key=form.cleaned_data["request_key"],
        kind=kind.job,
        title=_("Look at %(file)s: %(kind)s") % {"file": name, "kind": kind.label},
        by=request.user,
        store=form.cleaned_data["store"],
        params={"kind": kind.key, "dry": True, "partial": False, "create_stores": False},
        source=Incoming(upload, name, content_type),
    )


@desk_view(acts=BRINGERS)
def take(request: DeskRequest, pk: int) -> HttpResponse:
    """Take in a file that was looked at."""
    looked = find(request, pk)
    kind = permitted(request, looked.params.get("kind", ""))
    if looked.kind != kind.job:
        raise Http404
    form = TakeForm(request.POST or None)
    job = form.attempt(lambda: _take(request, kind, looked, form)) if request.method == "POST" else None
    if job:
        return redirect("job", job.pk)
    return page(request, "desk/import_take.html", {"form": form, "job": looked, "kind": kind})


def _take(request: DeskRequest, kind: ImportKind, looked: Job, form: TakeForm) -> Job:
    name = looked.source.name if looked.source else ""
    return start_job(
        request_key=form.cleaned_data["request_key"],
        kind=kind.job,
        title=_("Take in %(file)s: %(kind)s") % {"file": name, "kind": kind.label},
        by=request.user,
        store=looked.store,
        params={"kind": kind.key, "dry": False, **form.asked},
        source=looked.source,
    )
