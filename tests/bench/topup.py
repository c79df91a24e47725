"""One whole top-up as the service does it, against one transfer of the ledger's floor."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

from cards.services import top_up
from tests.bench.harness import Row, compare, processor_time, statements
from tests.bench.ledger import Books, batch
from tests.factories.cards import sell, stored_number, tender
from tests.factories.members import make_member
from tests.factories.tills import NOW, make_desk, open_till


def rows(scale: float) -> Iterator[Row]:
    """Request key, card, till, payment, paper number, books and history; and in how many statements."""
    desk = make_desk("T1")
    here = {"by": desk.clerk, "store": desk.store, "now": NOW}
    open_till(desk.store, desk.clerk)
    sell(make_member(1, store=desk.store, by=desk.clerk), **here, amount="100.00")

    asked = {"number": stored_number(1), "amount": Decimal("1.00"), "tender": tender()}

    def ours() -> None:
        top_up(request_key=uuid4(), **here, **asked)

    books = Books(cards=max(1_000, int(100_000 * scale)))
    floor = batch(books, books.floor, 1)
    row = compare("one whole top-up", floor, ours, bound=10, rounds=300)
    taken, least = processor_time(ours), processor_time(floor)
    yield replace(row, note=f"by processor time {taken:.2f} to {least:.2f} ms, {taken / least:.1f}")
    yield Row("statements of a top-up", None, statements(ours), 10, "")
