"""Reports as files: over closed business dates, made in the background, kept, and answered again."""

from collections.abc import Mapping
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.exports import Table, write_csv, write_xlsx
from deskops.core.files import store_file
from deskops.core.frozen import canonical
from deskops.core.jobs import JobKind, Outcome, Progress, job_kinds, start_job
from deskops.core.models import Job
from deskops.core.refusals import Refused
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff, Store

from .kinds import Asked, Report, reports, still_open
from .tables import filters_in_words, table_of

READERS = frozenset(
    {
        Role.FINANCE,
        Role.SERVICE_MANAGER,
        Role.STORE_MANAGER,
        Role.AREA_MANAGER,
        Role.GENERAL_MANAGER,
        Role.AUDITOR,
    }
)
KIND = "report"


class Format(TextChoices):
    """What file a report becomes."""

    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}


def refuse_open_dates(asked: Asked, now: datetime) -> None:
    """Raises Refused when one of the business dates asked for may still change."""
    if asked.last >= asked.store.business_date(now):
        raise Refused(
            "date_open",
            _("The business date %(day)s is not over yet.") % {"day": asked.last},
            field="last",
            value=asked.last.isoformat(),
            remedy=_("Files are made of closed business dates."),
        )
    open_still = [words for one in still_open if (words := one.words(asked))]
    if open_still:
        raise Refused(
            "date_open",
            _("These dates are not closed yet: %(what)s.") % {"what": "、".join(open_still)},
            field="last",
            value=asked.last.isoformat(),
            remedy=_("Close what is open, then ask again."),
        )


def ask_export(
    *, request_key: UUID, report: Report, asked: Asked, form: Format, by: Staff, now: datetime
) -> Job:
    """The job that makes a report's file; the same report, dates and filters answer the first one again.

    Raises Refused ``date_open`` unless every business date is closed.
    """
    refuse_open_dates(asked, now)
    params = _params(report, asked, form)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [canonical(params)])
        made = Job.objects.filter(kind=KIND, store=asked.store, params=params)
        earlier = made.exclude(state=Job.State.FAILED).order_by("pk").first()
        if earlier:
            return earlier
        return start_job(
            request_key=request_key,
            kind=KIND,
            title=_title(report, asked, form),
            by=by,
            store=asked.store,
            params=params,
        )


def _params(report: Report, asked: Asked, form: Format) -> dict[str, Any]:
    return {
        "report": report.code,
        "store": asked.store.pk,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "chosen": {key: value for key, value in sorted(asked.chosen.items()) if value},
        "changes": report.changes(asked),
        "form": str(form),
    }


def asked_again(params: Mapping[str, Any]) -> Asked:
    """What was asked, from a job's parameters."""
    return Asked(
        Store.objects.get(pk=params["store"]),
        date.fromisoformat(params["first"]),
        date.fromisoformat(params["last"]),
        params["chosen"],
    )


def _title(report: Report, asked: Asked, form: Format) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        words = " · ".join(word for _label, word in filters_in_words(report, asked))
        title = f"{report.label} {asked.store.name} {asked.first} – {asked.last} {words}".strip()
        return f"{title} {form.label}"[:200]


def run(job: Job, progress: Progress) -> Outcome:
    """Write the file, in Chinese, and put it into storage with its SHA-256."""
    form, report = Format(job.params["form"]), reports.get(job.params["report"])
    asked = asked_again(job.params)
    with translation.override(settings.LANGUAGE_CODE), TemporaryFile() as out:
        table = table_of(report, asked, by=job.asked_by, at=job.asked_at)
        write_table(table, form, cast(BinaryIO, out))
        out.seek(0)
        file = store_file(
            File(cast(Any, out)),
            name=_name(report, job, asked, form),
            content_type=TYPES[form],
            by=job.asked_by,
        )
        return Outcome(file, {"sha256": file.sha256})


def write_table(table: Table, form: Format, out: BinaryIO) -> None:
    """Write a table as the file asked for."""
    if form == Format.CSV:
        write_csv(table, out)
    else:
        write_xlsx(table, out)


def _name(report: Report, job: Job, asked: Asked, form: Format) -> str:
    """Report, store, dates, filters, time and maker."""
    words = "".join(f"_{word}" for _label, word in filters_in_words(report, asked))
    at = job.asked_at.astimezone(SHANGHAI)
    name = f"{report.label}_{asked.store.code}_{asked.first:%Y%m%d}-{asked.last:%Y%m%d}{words}"
    return f"{name}_{at:%Y%m%d%H%M%S}_{job.asked_by.number}.{form}".replace("/", "-").replace(" ", "")


job_kinds.add(JobKind(KIND, gettext_lazy("report"), run, READERS))
