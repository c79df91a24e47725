"""A file of receipts looked at and taken in, against COPY of the same file into an unindexed table."""

import csv
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.db import connection

from deskops.core.imports import Options
from deskops.receipts.imports import COLUMNS, import_receipts
from deskops.receipts.imports.service import REQUIRED
from deskops.receipts.models import ReceiptLine
from tests.bench.harness import Row, run_sql
from tests.factories.org import NOW, make_staff, make_store

STORES = 20
FLOORS = ("B1", "1F", "2F", "3F")
GOODS = ("纯牛奶 250ml", "洗衣液 2kg", "羊毛围巾", "运动鞋 42 码", "保温杯", "Air Care - Continuous Action")
COPIED = """
CREATE TABLE copied (store text, pos text, number text, moment text, card text, position text, barcode text,
    name text, category text, floor text, quantity text, price text, amount text,
    cash text, bank_card text, stored_value text)
"""


def rows(scale: float) -> Iterator[Row]:
    """The clerk sees the preview first and takes the file in after it: ours is both.

    What can be repeated is the best of three; the file is taken in once.
    """
    lines = max(1_000, int(1_000_000 * scale))
    by = make_staff("4001", store=make_store("S00", floors=FLOORS))
    for number in range(1, STORES):
        make_store(f"S{number:02d}", floors=FLOORS)
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "receipts.csv", lines)
        run_sql(COPIED)
        floor = min(seconds(lambda: copy(path)) for _ in range(3))
        preview = min(seconds(lambda: take(path, Options(by=by, now=NOW, dry=True))) for _ in range(3))
        commit = seconds(lambda: take(path, Options(by=by, now=NOW)))
    assert ReceiptLine.objects.count() == lines
    note = f"preview {preview:.1f} s, taken in {commit:.1f} s"
    yield Row(f"import of {lines:,} lines with preview", floor, preview + commit, 10, "s", note)


def write(path: Path, lines: int) -> Path:
    """A file as the POS exports it: receipts of one to five lines, paid in cash or by card."""
    draw, left, number = Random(7), lines, 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REQUIRED)
        while left:
            number += 1
            many = min(left, draw.randint(1, 5))
            left -= many
            writer.writerows(receipt(draw, number, many))
    return path


def receipt(draw: Random, number: int, many: int) -> Iterator[tuple[str, ...]]:
    """The rows of one receipt; the first says how all of it was paid."""
    store, card = f"S{draw.randrange(STORES):02d}", f"88{draw.randrange(1_000_000):08d}"
    moment = f"2026-{draw.randint(1, 10):02d}-{draw.randint(1, 28):02d} {draw.randint(9, 21):02d}:30:15"
    cents = [draw.randint(100, 30_000) for _ in range(many)]
    for position, price in enumerate(cents, start=1):
        paid = f"{sum(cents) / 100:.2f}" if position == 1 else ""
        tenders = (paid, "", "") if number % 2 else ("", paid, "")
        goods = (f"69000{price:08d}", draw.choice(GOODS), "百货", FLOORS[price % len(FLOORS)])
        money = (f"{price / 100:.2f}",) * 2
        yield (store, "03", f"{number:011d}", moment, card, str(position), *goods, "1", *money, *tenders)


def copy(path: Path) -> None:
    """The floor: the file as it is, into a table without an index or a check."""
    names = ", ".join(COLUMNS[name] for name in REQUIRED)
    with connection.cursor() as cursor, path.open("rb") as file:
        statement = f"COPY copied ({names}) FROM STDIN (FORMAT csv, HEADER true, ENCODING 'UTF8')"
        with cursor.copy(statement) as target:
            while block := file.read(1 << 18):
                target.write(block)


def take(path: Path, options: Options) -> None:
    """What the job does with a file."""
    report = import_receipts(path, options, lambda _done, _of: None)
    assert not report.refused, report.errors


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
