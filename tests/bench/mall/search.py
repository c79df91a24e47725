"""Finding a member by each way, as the search box asks for it; planning and execution in the database."""

from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection

from members.queries.search import parameters, statement
from members.rules.names import name_keys
from members.rules.searching import tries
from tests.bench.harness import Row
from tests.factories.members import id_number

from .data import GIVEN, SAMPLE, SURNAMES

ROUNDS = 100


def measured(small: str, large: str, members: int) -> Iterator[Row]:
    """A row for each way, and one for the slowest twentieth of the slowest way."""
    worst = 0.0
    with _connect(small) as here, _connect(large) as there:
        for way, words in _words(members).items():
            taken = [(_milliseconds(here, word), _milliseconds(there, word)) for word in words]
            floor, ours = zip(*((few[0], many[0]) for few, many in taken), strict=True)
            found = sum(few[1] for few, _many in taken), sum(many[1] for _few, many in taken)
            each = [f"{total / len(taken):.1f}" for total in found]
            note = f"{each[0]} and {each[1]} members found"
            yield Row(f"search by {way}", _middle(floor), _middle(ours), 1.5, "ms", note)
            worst = max(worst, sorted(ours)[len(ours) * 95 // 100])
    yield Row("search, 95th percentile of the slowest way", None, worst, 10)


def _words(members: int) -> dict[str, list[str]]:
    """What is typed, of members who are in both malls."""
    some = [n * 31 % members for n in range(ROUNDS)]
    known = range(0, members, SAMPLE)
    names = [surname + given for surname in SURNAMES for given in GIVEN.split()]
    typed = [names[n * 7919 % len(names)] for n in some]
    return {
        "card": [f"89{n:08d}" for n in some],
        "telephone": [f"139{n:08d}" for n in some],
        "tail": [f"{n % 10_000:04d}" for n in some],
        "ID number": [id_number(known[n % len(known)]) for n in some],
        "name": typed,
        "pinyin": [name_keys(name).pinyin[0] for name in typed],
    }


def _connect(name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(**connection.get_connection_params() | {"dbname": name, "autocommit": True})


def _milliseconds(connected: psycopg.Connection[Any], word: str) -> tuple[float, int]:
    """What the server says it took, and how many rows it found."""
    ways = tries(word)
    query = f"EXPLAIN (ANALYZE, TIMING off, FORMAT json) {statement(ways)}"
    with psycopg.ClientCursor(connected) as cursor:
        row = cursor.execute(query, parameters(ways)).fetchone()  # type: ignore[arg-type]
    assert row is not None
    [told] = row[0]
    return told["Planning Time"] + told["Execution Time"], told["Plan"]["Actual Rows"]


def _middle(taken: tuple[float, ...]) -> float:
    return sorted(taken)[len(taken) // 10]
