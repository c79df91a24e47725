"""Pages as a browser gets them, rendered whole, from a large database and a small one in turns."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from django.db import connection
from django.test import Client

from deskops.org.models import Staff
from tests.bench.harness import SLOWNESS_HIDDEN, Row, milliseconds, statements
from tests.support import database

ROUNDS = 10

type Pages = Mapping[str, tuple[str, str]]
"""By name, who opens which page."""


NOTHING: Pages = {}


def opened(
    small: str, large: str, pages: Pages, people: Callable[[], Mapping[str, Staff]], *, alone: Pages = NOTHING
) -> Iterator[Row]:
    """A row for each page against the same page in the small database; the most statements, the slowest.

    ``alone`` are pages whose answer is made of all rows there are: only their time counts. ``people`` are
    looked up in each database.
    """
    clients = {name: _signed_in(name, people) for name in (small, large)}
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    everything = {**pages, **alone}
    for _round in range(ROUNDS):
        for name, signed_in in clients.items():
            _use(name)
            for page, (who, url) in everything.items():
                taken[page, name].append(milliseconds(partial(_open, signed_in[who], url)))
    queries = {
        page: statements(partial(_open, clients[large][who], url)) for page, (who, url) in everything.items()
    }
    for page in pages:
        floor, ours = (sorted(taken[page, name])[ROUNDS // 10] for name in (small, large))
        yield Row(f"page: {page}", floor, ours, 1.3, "ms", f"{queries[page]} queries")
    for page in alone:
        ours = sorted(taken[page, large])[ROUNDS // 2]
        yield Row(f"page: {page}", None, ours, 300, "ms", f"{queries[page]} queries")
    most = max(queries, key=lambda page: queries[page])
    yield Row("queries of any page", None, queries[most], 15, "", most)
    answered = {page: sorted(taken[page, large])[ROUNDS // 2] for page in pages}
    slowest = max(answered, key=lambda page: answered[page])
    yield Row("slowest page, in the middle of its answers", None, answered[slowest], 300, "ms", slowest)


def _signed_in(name: str, people: Callable[[], Mapping[str, Staff]]) -> dict[str, Client]:
    _use(name)
    clients = {}
    for who, staff in people().items():
        clients[who] = Client(SERVER_NAME="localhost")
        clients[who].force_login(staff)
    return clients


def _use(name: str) -> None:
    database.use_database(name)
    connection.ensure_connection()


def _open(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)


@contextmanager
def copied() -> Iterator[tuple[str, str]]:
    """The names of this database and of a copy of it, which is the one in use."""
    small = connection.settings_dict["NAME"]
    large = f"{small}_large"
    database.copy_template(small, large)
    database.use_database(large)
    with connection.cursor() as cursor:
        cursor.execute(SLOWNESS_HIDDEN.format(connection.ops.quote_name(large)))
    connection.close()
    try:
        yield small, large
    finally:
        database.use_database(small)
        database.drop(large)
