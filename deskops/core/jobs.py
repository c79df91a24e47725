"""Long work in the background: asked for on a page, done by the worker, shown as it goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deskops.org.models import Role, Staff, Store

from .acts import act
from .files import Incoming
from .models import Job, StoredFile
from .plugs import Plugs
from .refusals import Refused

SHOWN_EVERY = 0.5  # seconds between two writes of progress


class Progress:
    """How far a job is; written twice a second at most, outside the job's own transaction."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._written = 0.0

    def __call__(self, done: int, total: int) -> None:
        if monotonic() - self._written >= SHOWN_EVERY:
            self._written = monotonic()
            Job.objects.filter(pk=self._job.pk).update(done=done, total=total)


@dataclass(frozen=True)
class Outcome:
    """What a job ends with: a file, figures for the page, or both."""

    result: StoredFile | None = None
    figures: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class JobKind:
    """A kind of long work. ``run`` may be called again after a crash: it must be safe to repeat.

    Whoever asked sees it, and holders of ``roles`` in its store. ``template`` shows the outcome;
    ``queue`` is "short" or "long".
    """

    key: str
    label: str | Promise
    run: Callable[[Job, Progress], Outcome]
    roles: frozenset[Role] = frozenset()
    queue: str = "long"
    template: str = ""


job_kinds: Plugs[JobKind] = Plugs(key="key")


def start_job(
    *,
    request_key: UUID,
    kind: str,
    title: str,
    by: Staff,
    store: Store | None,
    params: Mapping[str, Any],
    source: StoredFile | Incoming | None = None,
) -> Job:
    """Ask for a job; it starts when the transaction commits. The same request key asks once.

    A file that comes with it goes into storage only after the key is claimed: pressed twice, it is
    stored once.
    """
    asked = {"kind": kind, "params": dict(params), "source": source.sha256 if source else None}
    with act(request_key=request_key, by=by, name=f"job.{kind}", asked=asked) as done:
        if done.replayed:
            return Job.objects.get(pk=done.result["job"])
        job = Job.objects.create(
            kind=job_kinds.get(kind).key,
            title=title,
            store=store,
            asked_by=by,
            params=dict(params),
            source=source.store(by=by) if isinstance(source, Incoming) else source,
        )
        done.result = {"job": job.pk}
        _defer(job)
        return job


def _defer(job: Job) -> None:
    from .tasks import run_job

    run_job.configure(queue=job_kinds.get(job.kind).queue).defer(job_id=job.pk)


def perform(job_id: int) -> Job:
    """Do a job that waits or that a lost worker left; a finished one is left alone."""
    with transaction.atomic():
        job = Job.objects.select_for_update(no_key=True, of=("self",)).get(pk=job_id)
        if job.ended:
            return job
        job.state, job.started_at = Job.State.RUNNING, timezone.now()
        job.save(update_fields=["state", "started_at"])
    try:
        outcome = job_kinds.get(job.kind).run(job, Progress(job))
    except Refused as refused:
        return _end(job, Job.State.FAILED, error=str(refused))
    except Exception:
        _end(job, Job.State.FAILED, error=_("The work broke off. The administrator sees why in the log."))
        raise
    return _end(job, Job.State.DONE, outcome=outcome)


def _end(job: Job, state: Job.State, *, outcome: Outcome | None = None, error: str = "") -> Job:
    outcome = outcome or Outcome()
    job.state, job.finished_at, job.error = state, timezone.now(), error
    job.result, job.outcome = outcome.result, dict(outcome.figures or {})
    job.save(update_fields=["state", "finished_at", "error", "result", "outcome"])
    return job
