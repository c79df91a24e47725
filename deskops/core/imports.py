"""Files of rows that people bring: looked at first, row by row, then taken in, whole or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from deskops.org.models import Role, Staff, Store

from .files import as_path
from .jobs import JobKind, Outcome, Progress, job_kinds
from .models import Job
from .plugs import Plugs
from .refusals import Refused

SHOWN = 1000  # errors kept with a report; all of them are counted


@dataclass(frozen=True)
class RowError:
    """Why one row (1 is the first below the header) can't be taken in: which column, which value."""

    row: int
    column: str
    value: str
    message: str


@dataclass
class Report:
    """What a file would do, or did: rows added, unchanged and refused, with totals to compare."""

    added: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[RowError] = field(default_factory=list)
    totals: dict[str, Decimal | int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def refuse(self, error: RowError) -> None:
        self.refused += 1
        if len(self.errors) < SHOWN:
            self.errors.append(error)


@dataclass(frozen=True)
class Options:
    """How a file is taken in. ``store`` stands where the file names none; ``dry`` looks only."""

    by: Staff
    now: datetime
    store: Store | None = None
    partial: bool = False
    create_stores: bool = False
    dry: bool = False


@dataclass(frozen=True)
class ImportKind:
    """A kind of file: its columns (the first ``required`` of them must be there), who may bring it.

    ``run`` reads the file at a path within one transaction and may be repeated: what is there
    already is unchanged. It calls its last argument with rows done and rows in all. ``totals`` words
    the totals of its report.
    """

    key: str
    label: str | Promise
    columns: tuple[str, ...]
    required: tuple[str, ...]
    roles: frozenset[Role]
    run: Callable[[Path, Options, Callable[[int, int], None]], Report]
    help: str | Promise = ""
    totals: Mapping[str, str | Promise] = field(default_factory=dict)

    @property
    def job(self) -> str:
        """The kind of the jobs that look at and take in such files."""
        return f"import.{self.key}"


import_kinds: Plugs[ImportKind] = Plugs(key="key")


def refuse_unless_whole(report: Report, options: Options) -> None:
    """Raises Refused when rows were refused and the rest alone is not wanted."""
    if report.refused and not options.partial:
        raise IncompleteFile(report)


class IncompleteFile(Refused):
    """Some rows were refused, so none was taken in; carries the report."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            "rows_refused",
            _("%(count)d rows were refused, so nothing was taken in.") % {"count": report.refused},
            remedy=_("Mend the rows, or take in the others alone."),
        )
        self.report = report


def run_import(kind: str, path: Path, options: Options, progress: Callable[[int, int], None]) -> Report:
    """Look at a file (``options.dry``) or take it in.

    Raises Refused for a file that can't be read, and IncompleteFile as above.
    """
    return import_kinds.get(kind).run(path, options, progress)


def import_job(job: Job, progress: Progress) -> Outcome:
    """Look at or take in a job's source file; a file with refused rows ends with its report too."""
    options = Options(
        by=job.asked_by,
        now=timezone.now(),
        store=job.store,
        partial=job.params["partial"],
        create_stores=job.params["create_stores"],
        dry=job.params["dry"],
    )
    if job.source is None:
        raise Refused("file_missing", _("The job has no file."))
    with as_path(job.source) as path:
        try:
            return Outcome(figures=figures(run_import(job.params["kind"], path, options, progress)))
        except IncompleteFile as incomplete:
            return Outcome(figures={**figures(incomplete.report), "taken": False})


def add_import(kind: ImportKind) -> None:
    """Plug a kind of file in, with the job that takes it in: who may bring it sees what became of it."""
    import_kinds.add(kind)
    job_kinds.add(
        JobKind(kind.job, kind.label, import_job, roles=kind.roles, template="desk/import_report.html")
    )


def figures(report: Report) -> Mapping[str, Any]:
    """The report as plain values, to keep with a job."""
    return {
        "added": report.added,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "errors": [vars(error) for error in report.errors],
        "totals": {name: str(value) for name, value in report.totals.items()},
        "notes": report.notes,
    }
