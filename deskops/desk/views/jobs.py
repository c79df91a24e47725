"""Long work: how far it is, what came out, and the list of what somebody asked for."""

from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from deskops.core.files import file_response
from deskops.core.jobs import job_kinds
from deskops.core.models import Job
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

SHOWN = 30


def visible(request: DeskRequest) -> Q:
    """Jobs that the person asked for, or of a kind and a store that the person may see."""
    kinds = [kind.key for kind in job_kinds if request.access.may(*kind.roles, Role.AUDITOR)]
    return Q(asked_by=request.user) | Q(kind__in=kinds) & (
        request.access.store_filter() | Q(store__isnull=True)
    )


def find(request: DeskRequest, pk: int) -> Job:
    rows = Job.objects.select_related("asked_by", "store", "source", "result")
    return get_object_or_404(rows.filter(visible(request)), pk=pk)


@desk_view(reads=Role.everyone())
def jobs(request: DeskRequest) -> HttpResponse:
    """The latest long work that the person may see."""
    rows = Job.objects.filter(visible(request)).select_related("asked_by", "result").order_by("-pk")[:SHOWN]
    return render(request, "desk/jobs.html", {"jobs": rows})


@desk_view(reads=Role.everyone())
def job(request: DeskRequest, pk: int) -> HttpResponse:
    """One job; asked for by htmx, its progress alone, and the whole page once it has ended."""
    found = find(request, pk)
    if request.headers.get("HX-Request"):
        if found.ended:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "components/job.html", {"job": found, "url": request.path})
    template = job_kinds.get(found.kind).template if found.ended else ""
    return render(request, "desk/job.html", {"job": found, "outcome_template": template})


@desk_view(reads=Role.everyone())
def result(request: DeskRequest, pk: int) -> FileResponse:
    """The file that a job made."""
    found = find(request, pk)
    if found.result is None:
        raise Http404
    return file_response(found.result)
