"""What the worker does for a list: computing it, looking at a file, taking it in."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deskops.core.jobs import JobKind, Outcome, Progress, job_kinds
from deskops.core.models import Job

from .roles import INFORMATION
from .services import compute_list, read_list, take_list

COMPUTE, READ, TAKE = "cashback.compute", "cashback.read", "cashback.take"


def _compute(job: Job, progress: Progress) -> Outcome:
    cycle = compute_list(
        request_key=UUID(job.params["key"]),
        cycle_id=job.params["cycle"],
        by=job.asked_by,
        now=timezone.now(),
    )
    return Outcome(figures={"cycle": cycle.pk, "lines": cycle.lines.count()})


def _read(job: Job, progress: Progress) -> Outcome:
    file = read_list(job=job, cycle_id=job.params["cycle"], now=timezone.now(), progress=progress)
    return Outcome(figures={"cycle": file.cycle_id, "file": file.pk})


def _take(job: Job, progress: Progress) -> Outcome:
    cycle = take_list(
        request_key=UUID(job.params["key"]),
        file_id=job.params["file"],
        partial=job.params["partial"],
        by=job.asked_by,
        now=timezone.now(),
    )
    return Outcome(figures={"cycle": cycle.pk, "lines": cycle.lines.count()})


DONE = "cashback/job_done.html"
job_kinds.add(JobKind(COMPUTE, _("Compute the cashback list"), _compute, INFORMATION, template=DONE))
job_kinds.add(JobKind(READ, _("Look at a cashback list"), _read, INFORMATION, template=DONE))
job_kinds.add(JobKind(TAKE, _("Take in a cashback list"), _take, INFORMATION, template=DONE))
