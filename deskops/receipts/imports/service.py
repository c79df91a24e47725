"""Taking in a file of receipts: COPY, checks by sets, all or nothing."""

from collections.abc import Callable
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _

from deskops.core.acts import background
from deskops.core.imports import SHOWN, IncompleteFile, Options, Report, RowError, refuse_unless_whole
from deskops.core.refusals import Refused
from deskops.core.tables import columns_of, encoding_of, is_xlsx, rows_of, write_csv
from deskops.org.models import Staff
from deskops.org.services import make_places

from ..models import Batch
from ..plugs import import_followers
from . import sql
from .words import FAULTS

# A column of the file and the column of the staging table it goes to.
COLUMNS = {
    "门店": "store",
    "收银机": "pos",
    "小票号": "number",
    "交易时间": "moment",
    "会员卡号": "card",
    "行号": "position",
    "商品条码": "barcode",
    "品名": "name",
    "类别": "category",
    "楼层": "floor",
    "数量": "quantity",
    "单价": "price",
    "金额": "amount",
    "现金": "cash",
    "银行卡": "bank_card",
    "储值卡": "stored_value",
    "微信": "wechat",
    "支付宝": "alipay",
    "转账": "bank_transfer",
}
REQUIRED = tuple(name for name in COLUMNS if name not in ("微信", "支付宝", "转账"))
STEPS = 5


def import_receipts(path: Path, options: Options, progress: Callable[[int, int], None]) -> Report:
    """Look at or take in a file of receipts; what is there already with the same content is unchanged.

    Raises Refused for a file that can't be read, IncompleteFile when rows are refused.
    """
    with background(by=options.by, name="receipts.import"), connection.cursor() as cursor:
        _stage(path, cursor)
        progress(1, STEPS)
        if options.create_stores:
            cursor.execute(sql.MISSING_PLACES)
            make_places(cursor.fetchall())
        check_staged(cursor, lambda done: progress(done + 1, STEPS))
        report = report_of(cursor)
        if options.dry:
            transaction.set_rollback(True)
            return report
        refuse_unless_whole(report, options)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return add_staged(
            cursor,
            report,
            name=path.name,
            sha256=digest,
            by=options.by,
            now=options.now,
            whole=not options.partial,
        )


def check_staged(cursor: Any, progress: Callable[[int], None] = lambda done: None) -> None:
    """Find what is faulty among the staged rows and what will become of each receipt."""
    checks = ((sql.FAULTY, sql.ANALYZE_FAULTY), (sql.PURCHASE, sql.ANALYZE_PURCHASE))
    for step, (statement, analyze) in enumerate(checks, start=1):
        cursor.execute(statement)
        cursor.execute(analyze)
        progress(step)


def make_room(cursor: Any) -> None:
    """The empty staging table of this transaction."""
    for statement in (sql.ROOM, sql.CLEAR, sql.STAGE, sql.MOMENT):
        cursor.execute(statement)


def _stage(path: Path, cursor: Any) -> None:
    make_room(cursor)
    header = next(rows_of(path), [])
    columns = [COLUMNS[name] for name in columns_of(header, known=tuple(COLUMNS), required=REQUIRED)]
    encoding = "UTF8" if is_xlsx(path) or encoding_of(path) == "utf-8-sig" else "GB18030"
    copy = f"COPY staged ({', '.join(columns)}) FROM STDIN (FORMAT csv, HEADER true, ENCODING '{encoding}')"
    try:
        with transaction.atomic(), cursor.copy(copy) as target:
            for block in _blocks(path):
                target.write(block)
    except psycopg.DataError as error:
        raise _ragged(path, len(columns)) from error
    cursor.execute(sql.ANALYZE_STAGED)


def _blocks(path: Path) -> Any:
    if is_xlsx(path):
        yield from write_csv(rows_of(path))
        return
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            yield block


def _ragged(path: Path, width: int) -> Refused:
    for number, row in enumerate(rows_of(path)):
        if len(row) != width:
            return Refused(
                "ragged_row",
                _("Row %(row)d has %(count)d fields instead of %(width)d: the file is cut off or damaged.")
                % {"row": number, "count": len(row), "width": width},
                field="file",
                value=row[0][:40] if row else "",
                remedy=_("Ask for the file again."),
            )
    return Refused("file_unreadable", _("The file can't be read."), field="file", value=path.name)


def report_of(cursor: Any) -> Report:
    """What the staged rows will add, leave unchanged and refuse."""
    cursor.execute(sql.COUNTS)
    receipts, added, unchanged, amount, all_amount = cursor.fetchone()
    cursor.execute(sql.REFUSED_ROWS)
    (refused,) = cursor.fetchone()
    cursor.execute(sql.ERRORS, [SHOWN])
    found = [RowError(row, *FAULTS[code].told(value)) for row, code, value in cursor.fetchall()]
    totals = {"receipts_added": receipts, "amount_added": amount, "amount_in_file": all_amount}
    return Report(int(added), int(unchanged), int(refused), found, totals)


def add_staged(
    cursor: Any, report: Report, *, name: str, sha256: str, by: Staff, now: datetime, whole: bool
) -> Report:
    """Store the receipts that were found sound and new, as one batch; returns what was done in the end.

    Where another file or till brought some of them since they were looked at, those are unchanged, or
    refused when they differ. Raises IncompleteFile for such a one unless the rest alone is wanted.
    """
    batch = Batch(name=name[:200], sha256=sha256, staff=by, at=now, refused=0)
    batch.pk = _next_batch(cursor)
    cursor.execute(sql.ADD_RECEIPTS, [batch.pk])
    if cursor.rowcount != report.totals["receipts_added"]:
        cursor.execute(sql.SETTLE)
        report = report_of(cursor)
        if whole and report.refused:
            raise IncompleteFile(report)
    cursor.execute(sql.ADD_LINES)
    cursor.execute(sql.ADD_TENDERS)
    batch.receipts_added = int(report.totals["receipts_added"])
    batch.lines_added, batch.unchanged, batch.refused = report.added, report.unchanged, report.refused
    batch.save(force_insert=True)
    for follower in import_followers:
        follower.follow(batch)
    return report


def _next_batch(cursor: Any) -> int:
    cursor.execute("SELECT nextval('receipts_batch_id_seq')")
    key: int = cursor.fetchone()[0]
    return key
