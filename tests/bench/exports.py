"""The journal as CSV against COPY of the same rows, and as a workbook against django-import-export."""

import multiprocessing
import resource
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.db import connection, connections
from import_export import resources

from deskops.core.exports import Table, write_csv, write_xlsx
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Entry
from deskops.ledger.reports import Asked, reports
from deskops.ledger.reports.tables import table_of
from deskops.org.models import Region, Staff, Store

from .harness import Row, compare, milliseconds, run_sql

TODAY = date(2026, 11, 20)
MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
CSV_ROWS, XLSX_ROWS = 1_000_000, 100_000

# One top-up after another: a transfer, the till's entry, the card's.
BOOKS = """
INSERT INTO ledger_transfer (key, digest, kind, business_date, store_id, staff_id, memo)
SELECT gen_random_uuid(), '', 'card_top_up', '2026-11-20', {store}, {staff}, ''
FROM generate_series(1, {transfers});
"""
ENTRIES = """
INSERT INTO ledger_entry (transfer_id, account_id, seq, amount, balance_after, business_date, store_id)
SELECT t.id, side.account, row_number() OVER (PARTITION BY side.account ORDER BY t.id), side.amount, 0,
    '2026-11-20', {store}
FROM ledger_transfer t CROSS JOIN (VALUES ({till}, 12.50), ({card}, -12.50)) side (account, amount)
"""

# The same rows and columns, written by hand without guard or format.
PLAIN = """
SELECT row_number() OVER (ORDER BY e.business_date, e.transfer_id, e.id), e.business_date, t.recorded_at,
    s.code, coalesce(d.number, ''), t.kind, a.kind, a.code,
    CASE WHEN e.amount > 0 THEN e.amount END, CASE WHEN e.amount < 0 THEN -e.amount END,
    (SELECT string_agg(oa.kind, '、' ORDER BY o.id) FROM ledger_entry o JOIN ledger_account oa
        ON oa.id = o.account_id WHERE o.transfer_id = e.transfer_id AND o.account_id <> e.account_id),
    p.number || ' ' || p.name,
    (SELECT string_agg(b.number || ' ' || b.name, '、') FROM approvals_approval v JOIN org_staff b
        ON b.id = v.decided_by_id WHERE v.document_id = t.document_id AND v.decision = 'approved'),
    t.memo
FROM ledger_entry e JOIN ledger_transfer t ON t.id = e.transfer_id JOIN org_store s ON s.id = t.store_id
JOIN ledger_account a ON a.id = e.account_id JOIN org_staff p ON p.id = t.staff_id
LEFT JOIN documents_document d ON d.id = t.document_id
WHERE e.store_id = {store} AND e.business_date BETWEEN '2026-11-20' AND '2026-11-20'
ORDER BY e.business_date, e.transfer_id, e.id
"""


def _make(entries: int) -> tuple[Store, Staff]:
    region = Region.objects.create(code="BENCH", name="华东")
    store = Store.objects.create(code="BENCH", name="一店", company="一店百货", region=region)
    clerk = Staff.objects.create_user("1BENCH", name="王芳")
    ids = []
    with connection.cursor() as cursor:
        for kind in (AccountKind.TILL_CASH, AccountKind.CARD_PRINCIPAL):
            cursor.execute(
                "INSERT INTO ledger_account (store_id, kind, code, normal, floored)"
                " VALUES (%s, %s, '660000000001', %s, %s) RETURNING id",
                [store.pk, kind.value, kind.normal, kind.floored],
            )
            ids.append(cursor.fetchone()[0])
    till, card = ids
    run_sql(
        BOOKS.format(store=store.pk, staff=clerk.pk, transfers=entries // 2),
        ENTRIES.format(store=store.pk, till=till, card=card),
        "VACUUM ANALYZE",
    )
    return store, clerk


def _table(store: Store, by: Staff, rows: int | None = None) -> Table:
    table = table_of(reports.get("journal"), Asked(store, TODAY, TODAY), by=by, at=MOMENT)
    if rows is None:
        return table
    some = table.rows.filter(pk__lte=table.rows.order_by("pk").values_list("pk", flat=True)[rows - 1])
    return Table(table.title, table.columns, some, table.facts)


def _copy(store: Store) -> None:
    with connection.cursor() as cursor, TemporaryFile() as out:
        copying = cast(Any, cursor).copy(f"COPY ({PLAIN.format(store=store.pk)}) TO STDOUT (FORMAT csv)")
        with copying as copy:
            for block in copy:
                out.write(block)


def _write(write: Callable[[Table, BinaryIO], object], table: Table) -> None:
    with TemporaryFile() as out:
        write(table, cast(BinaryIO, out))


class JournalResource(resources.ModelResource):
    """The journal's columns as django-import-export makes them when only they are named."""

    class Meta:
        model = Entry
        fields = (
            "id",
            "business_date",
            "transfer__recorded_at",
            "transfer__store__code",
            "transfer__document__number",
            "transfer__kind",
            "account__kind",
            "account__code",
            "amount",
            "transfer__staff__number",
            "transfer__staff__name",
            "transfer__memo",
        )


def _import_export(table: Table) -> None:
    joined = table.rows.select_related("transfer__store", "transfer__staff", "transfer__document", "account")
    JournalResource().export(queryset=joined).export("xlsx")


def _grown(act: Callable[[], object]) -> float:
    """MiB by which a process of its own grows over what it had before the act."""

    def child(pipe: Any) -> None:
        connections.close_all()
        connection.ensure_connection()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        act()
        pipe.send((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)

    here, there = multiprocessing.Pipe()
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=child, args=(there,))
    process.start()
    grown: float = here.recv()
    process.join()
    return grown


def rows(scale: float) -> Iterator[Row]:
    """Scale 1 is a million entries for CSV and a hundred thousand rows for the workbook."""
    entries, sheet = max(2_000, int(CSV_ROWS * scale)), max(1_000, int(XLSX_ROWS * scale))
    store, clerk = _make(entries)
    whole, some = _table(store, clerk), _table(store, clerk, sheet)
    yield compare(
        f"CSV of {entries:,} entries, against COPY",
        lambda: _copy(store),
        lambda: _write(write_csv, whole),
        bound=2,
        rounds=3,
    )
    yield Row("CSV, more memory", None, _grown(lambda: _write(write_csv, whole)), 64, "MiB")
    slow = milliseconds(lambda: _import_export(some))
    ours = min(milliseconds(lambda: _write(write_xlsx, some)) for _ in range(3))
    name = f"XLSX of {sheet:,} rows, against django-import-export"
    yield Row(name, slow, ours, round(1 / 15, 4), "ms", f"{slow / ours:.1f} times as fast")
    yield Row("XLSX, more memory", None, _grown(lambda: _write(write_xlsx, some)), 64, "MiB")
