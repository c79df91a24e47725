"""Taking in a file of receipts: COPY, checks by sets, all or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _

from deskops.core.acts import background
from deskops.core.imports import SHOWN, Options, Report, RowError, refuse_unless_whole
from deskops.core.refusals import Refused
from deskops.core.tables import columns_of, encoding_of, is_xlsx, rows_of, write_csv
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
        checks = ((sql.FAULTY, sql.ANALYZE_FAULTY), (sql.PURCHASE, sql.ANALYZE_PURCHASE))
        for step, (statement, analyze) in enumerate(checks, start=2):
            cursor.execute(statement)
            cursor.execute(analyze)
            progress(step, STEPS)
        report = _report(cursor)
        if options.dry:
            transaction.set_rollback(True)
            return report
        refuse_unless_whole(report, options)
        _add(cursor, path, report, options)
        return report


def _stage(path: Path, cursor: Any) -> None:
    for statement in (sql.ROOM, sql.CLEAR, sql.STAGE, sql.MOMENT):
        cursor.execute(statement)
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


def _report(cursor: Any) -> Report:
    cursor.execute(sql.COUNTS)
    receipts, added, unchanged, amount, all_amount = cursor.fetchone()
    cursor.execute(sql.REFUSED_ROWS)
    (refused,) = cursor.fetchone()
    cursor.execute(sql.ERRORS, [SHOWN])
    found = [RowError(row, *FAULTS[code].told(value)) for row, code, value in cursor.fetchall()]
    totals = {"receipts_added": receipts, "amount_added": amount, "amount_in_file": all_amount}
    return Report(int(added), int(unchanged), int(refused), found, totals)


def _add(cursor: Any, path: Path, report: Report, options: Options) -> None:
    from hashlib import file_digest

    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    batch = Batch.objects.create(
        name=path.name[:200],
        sha256=digest,
        staff=options.by,
        at=options.now,
        receipts_added=int(report.totals["receipts_added"]),
        lines_added=report.added,
        unchanged=report.unchanged,
        refused=report.refused,
    )
    cursor.execute(sql.ADD_RECEIPTS, [batch.pk])
    cursor.execute(sql.ADD_LINES)
    cursor.execute(sql.ADD_TENDERS)
    for follower in import_followers:
        follower.follow(batch)
