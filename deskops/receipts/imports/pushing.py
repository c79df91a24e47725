"""Taking in receipts that a till pushes: the same checks as for a file, each receipt by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from deskops.core.acts import act
from deskops.core.frozen import canonical, fingerprint
from deskops.core.tables import write_csv
from deskops.org.models import Staff, Store

from . import sql
from .service import COLUMNS, add_staged, check_staged, make_room, report_of
from .words import FAULTS

TENDERS = ("cash", "bank_card", "stored_value", "wechat", "alipay", "bank_transfer")
STAGED = tuple(COLUMNS.values())


@dataclass(frozen=True)
class Outcome:
    """What became of one receipt: ``added``, ``unchanged`` or ``refused``, and then why."""

    number: str
    result: str
    code: str = ""
    value: str = ""
    message: str = ""


def push_receipts(
    rows: Sequence[Mapping[str, str]],
    *,
    store: Store,
    pos: str,
    name: str,
    by: Staff,
    now: datetime,
    request_key: UUID,
) -> list[Outcome]:
    """Take in the sound receipts among ``rows``, one row per line of goods, of one POS of a store.

    A row has the staging table's columns but store and POS, all as text; what is there already with the
    same content is unchanged, what is faulty or there with another content is refused, by receipt.
    The same request again answers what became of each the first time.
    """
    digest = fingerprint(canonical({"store": store.pk, "pos": pos, "rows": list(rows)}))
    with act(request_key=request_key, by=by, name="receipts.push", asked={"sha256": digest}) as running:
        if not running.replayed:
            outcomes = _push(rows, store=store, pos=pos, name=name, sha256=digest, by=by, now=now)
            running.result = {"receipts": [asdict(one) for one in outcomes]}
        return [Outcome(**one) for one in running.result["receipts"]]


def _push(
    rows: Sequence[Mapping[str, str]],
    *,
    store: Store,
    pos: str,
    name: str,
    sha256: str,
    by: Staff,
    now: datetime,
) -> list[Outcome]:
    with connection.cursor() as cursor:
        make_room(cursor)
        with cursor.copy(f"COPY staged ({', '.join(STAGED)}) FROM STDIN (FORMAT csv)") as target:
            for block in write_csv(_staged(rows, store, pos)):
                target.write(block)
        cursor.execute(sql.ANALYZE_STAGED)
        check_staged(cursor)
        report = report_of(cursor)
        if report.added:
            add_staged(cursor, report, name=name, sha256=sha256, by=by, now=now, whole=False)
        cursor.execute(sql.OUTCOMES)
        return list(_told(cursor.fetchall()))


def _staged(rows: Iterable[Mapping[str, str]], store: Store, pos: str) -> Iterator[list[str]]:
    for row in rows:
        yield [{**row, "store": store.code, "pos": pos}.get(column, "") for column in STAGED]


def _told(rows: Iterable[tuple[str, str, str | None, str | None]]) -> Iterator[Outcome]:
    for number, result, code, value in rows:
        fault = FAULTS[code].told(value) if code else ("", "", "")
        yield Outcome(number, result, code or "", fault[1], fault[2])
