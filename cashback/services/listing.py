"""The list: computed from the receipts, or brought as a file and looked at row by row."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.acts import act
from deskops.core.files import as_path
from deskops.core.models import Job
from deskops.core.money import JIAO, ZERO, yuan
from deskops.core.refusals import Refused
from deskops.core.tables import columns_of, rows_of
from deskops.org.models import Staff

from .. import sql
from ..models import Cycle, ListFile
from .common import ask_row, lock_cycle, require_open_list, run, spanned

CARD, NAME, AMOUNT = "会员卡号", "姓名", "返现金额"
COLUMNS = (CARD, NAME, AMOUNT)
WHY = {
    "amount": gettext_lazy("The amount is not in yuan and jiao, or not above zero."),
    "card": gettext_lazy("No member card has this number."),
    "member": gettext_lazy("This membership is not in force."),
    "store": gettext_lazy("Another store is this member's home."),
    "name": gettext_lazy("The card belongs to another name."),
    "twice": gettext_lazy("This member stands in the file before."),
}


def compute_list(*, request_key: UUID, cycle_id: int, by: Staff, now: datetime) -> Cycle:
    """Work the whole list out anew from the receipts; what was computed or brought before is replaced.

    Three million receipts take seconds: pages run it as a job. Raises Refused once finance has it.
    """
    with act(request_key=request_key, by=by, name="cashback.compute", asked={"cycle": cycle_id}) as running:
        if not running.replayed:
            cycle = lock_cycle(cycle_id)
            require_open_list(cycle)
            for statement in (*sql.FORGET, sql.COMPUTE, sql.TAKE_RETURNS, sql.TAKE_CARRIED):
                run(statement, **spanned(cycle))
            _changed(cycle)
            running.result = {"cycle": cycle_id}
    return Cycle.objects.get(pk=cycle_id)


def _changed(cycle: Cycle) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(version=F("version") + 1)


def read_list(*, job: Job, cycle_id: int, now: datetime, progress: Callable[[int, int], None]) -> ListFile:
    """Look at a job's file: every row is kept with what it would do. Repeats safely, for one job once.

    Raises Refused for a file that can't be read and a list that is with finance.
    """
    if job.source is None:
        raise Refused("file_missing", _("The job has no file."))
    key = UUID(job.params["key"])
    asked = {"cycle": cycle_id, "job": job.pk}
    with act(request_key=key, by=job.asked_by, name="cashback.read", asked=asked) as running:
        if running.replayed:
            return ListFile.objects.get(pk=running.result["file"])
        cycle = lock_cycle(cycle_id)
        require_open_list(cycle)
        file = ListFile.objects.create(
            cycle=cycle,
            file=job.source,
            job_id=job.pk,
            version=cycle.version,
            brought_by=job.asked_by,
            read_at=now,
        )
        with as_path(job.source) as path:
            _copy(file, path, progress)
        run(sql.JUDGE, file=file.pk, **spanned(cycle))
        file.added, file.changed, file.same, file.refused, file.total = ask_row(sql.COUNT_ROWS, file=file.pk)
        file.save(update_fields=["added", "changed", "same", "refused", "total"])
        running.result = {"file": file.pk}
    return file


def _copy(file: ListFile, path: Path, progress: Callable[[int, int], None]) -> None:
    rows = rows_of(path)
    header = next(rows, None)
    if header is None:
        raise Refused("file_empty", _("The file has no rows."), field="file", value=path.name)
    at = {name: place for place, name in enumerate(columns_of(header, known=COLUMNS, required=COLUMNS))}
    columns = "file_id, row, card, name, typed, amount, outcome, why"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY cashback_listrow ({columns}) FROM STDIN") as copy,
    ):
        for number, row in enumerate(_padded(rows, len(at)), 1):
            card, name, typed = (row[at[column]].strip() for column in COLUMNS)
            amount = _amount(typed)
            why = "" if amount else "amount"
            copy.write_row((file.pk, number, card[:60], name[:120], typed[:60], amount, "refused", why))
            if number % 5000 == 0:
                progress(number, 0)


def _padded(rows: Iterator[list[str]], width: int) -> Iterator[Sequence[str]]:
    for row in rows:
        yield [text.replace("\x00", "") for text in row] + [""] * (width - len(row))


def _amount(typed: str) -> Decimal | None:
    """Yuan and jiao above zero; None for anything else, nothing is rounded."""
    try:
        amount = yuan(typed.replace(",", ""))
    except ValueError:
        return None
    return amount if amount > ZERO and not amount % JIAO else None


def take_list(*, request_key: UUID, file_id: int, partial: bool, by: Staff, now: datetime) -> Cycle:
    """Take in a file that was looked at; ``partial``: the sound rows although others are refused.

    Raises Refused: rows refused and not ``partial``, the list has changed since it was looked at, the
    file was taken in before, the list is with finance.
    """
    asked = {"file": file_id, "partial": partial}
    with act(request_key=request_key, by=by, name="cashback.take", asked=asked) as running:
        cycle_id = ListFile.objects.values_list("cycle", flat=True).get(pk=file_id)
        if not running.replayed:
            cycle = lock_cycle(cycle_id)
            require_open_list(cycle)
            file = ListFile.objects.select_for_update(no_key=True, of=("self",)).get(pk=file_id)
            _require_fresh(file, cycle, partial=partial)
            run(sql.TAKE_FILE, file=file.pk, **spanned(cycle))
            run(sql.TAKE_RETURNS, **spanned(cycle))
            run(sql.TAKE_CARRIED, **spanned(cycle))
            file.state = ListFile.State.TAKEN
            file.save(update_fields=["state"])
            _changed(cycle)
            running.result = {"cycle": cycle_id}
    return Cycle.objects.get(pk=cycle_id)


def _require_fresh(file: ListFile, cycle: Cycle, *, partial: bool) -> None:
    if file.state == ListFile.State.TAKEN:
        raise Refused("file_taken", _("This file was taken in before."), value=file.pk)
    if file.version != cycle.version:
        raise Refused(
            "list_changed",
            _("The list has changed since this file was looked at."),
            value=cycle.version,
            remedy=_("Bring the file again and look at what it would do now."),
        )
    if file.refused and not partial:
        raise Refused(
            "rows_refused",
            _("%(count)d rows were refused, so nothing was taken in.") % {"count": file.refused},
            field="partial",
            value=file.refused,
            remedy=_("Mend the rows, or take in the others alone."),
        )
