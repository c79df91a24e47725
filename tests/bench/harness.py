"""Rows of the table, and how their two sides are measured."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support import database

SLOWNESS_HIDDEN = "ALTER DATABASE {} SET synchronous_commit = off"


@dataclass(frozen=True)
class Row:
    """What was measured: ``ours`` over ``floor`` has to stay at or below ``bound``.

    Without a floor (None) ``ours`` itself has to. Both are in ``unit``, where less is better.
    """

    name: str
    floor: float | None
    ours: float
    bound: float
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor is not None else self.ours

    @property
    def met(self) -> bool:
        return self.ratio <= self.bound


def milliseconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def compare(
    name: str,
    floor: Callable[[], object],
    ours: Callable[[], object],
    *,
    bound: float,
    per: int = 1,
    rounds: int = 60,
    note: str = "",
) -> Row:
    """A row in milliseconds: the two take turns, and a tenth of ``rounds`` is faster than what counts.

    So it is what a call takes while the machine has nothing else to do, however busy it is between.
    ``per`` is how many of the thing one call does; the row is for one of them.
    """
    floor(), ours()
    taken = [(milliseconds(floor), milliseconds(ours)) for _ in range(rounds)]
    tenth_floor, tenth_ours = (sorted(side)[rounds // 10] / per for side in zip(*taken, strict=True))
    return Row(name, tenth_floor, tenth_ours, bound, "ms", note)


def processor_time(act: Callable[[], object], *, rounds: int = 200) -> float:
    """Milliseconds of a processor that a call takes, ours and the server's: other work hardly changes it.

    NaN where the server is elsewhere, or the system doesn't tell.
    """
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    if connection.settings_dict["HOST"][:1] != "/" or not server.exists():
        return float("nan")

    def spent() -> float:
        return time.process_time_ns() + int(server.read_text().split()[0])

    before = spent()
    for _ in range(rounds):
        act()
    return (spent() - before) / rounds / 1_000_000


def statements(act: Callable[[], object]) -> int:
    """How many statements an act sends, but for the frame of its transaction."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(query["sql"] not in ("BEGIN", "COMMIT") for query in captured.captured_queries)


@contextmanager
def fresh_database() -> Iterator[None]:
    """A copy of the migrated database, with a disk that hides nothing because it isn't waited for."""
    name, template = f"{database.copy_name()}_bench", database.template_name()
    database.make_template(template)
    database.copy_template(template, name)
    database.use_database(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(SLOWNESS_HIDDEN.format(connection.ops.quote_name(name)))
        connection.close()
        yield
    finally:
        database.drop(name)


def run_sql(*statements: str) -> None:
    """Run statements one after the other, each its own transaction."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
