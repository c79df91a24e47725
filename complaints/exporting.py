"""Statistics and register as files: made in the background, kept."""

from datetime import date
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from deskops.core.files import store_file
from deskops.core.jobs import JobKind, Outcome, Progress, start_job
from deskops.core.models import Job
from deskops.ledger.reports.exporting import TYPES, Format, write_table
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff, Store

from .roles import STATISTICS
from .statistics import Span, table_of

KIND = "complaints.statistics"


def ask_export(*, request_key: UUID, span: Span, by: str, form: Format, asked_by: Staff) -> Job:
    """Ask for the file of one way of sorting, or of the register."""
    title = f"{span.store.code} {span.first} – {span.last} {by} {form.label}"
    params = {
        "store": span.store.pk,
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "by": by,
        "form": str(form),
    }
    return start_job(
        request_key=request_key, kind=KIND, title=title, by=asked_by, store=span.store, params=params
    )


def run(job: Job, progress: Progress) -> Outcome:
    """Write the file, in Chinese, and put it into storage with its SHA-256."""
    asked: dict[str, Any] = job.params
    form = Format(asked["form"])
    store = Store.objects.get(pk=asked["store"])
    span = Span(store, date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
    with translation.override(settings.LANGUAGE_CODE), TemporaryFile() as out:
        table = table_of(span, asked["by"], asked_by=job.asked_by, at=job.asked_at)
        write_table(table, form, cast(BinaryIO, out))
        out.seek(0)
        at = job.asked_at.astimezone(SHANGHAI)
        name = f"{table.title}_{store.code}_{span.first:%Y%m%d}-{span.last:%Y%m%d}_{at:%Y%m%d%H%M%S}.{form}"
        file = store_file(
            File(cast(Any, out)), name=name.replace("/", "-"), content_type=TYPES[form], by=job.asked_by
        )
        return Outcome(file, {"sha256": file.sha256})


STATISTICS_EXPORT = JobKind(KIND, _("statistics of complaints"), run, STATISTICS, queue="short")
