"""Ten thousand bearer cards made active in one transaction, and their bonus."""

from collections.abc import Iterator
from time import perf_counter

from deskops.ledger.proofs import prove_books
from tests.bench.harness import Row
from tests.factories.group import draw, grant, make_active, pay_for, signed
from tests.factories.tills import NOW, make_desk, open_till

CARDS = 10_000


def rows(scale: float) -> Iterator[Row]:
    """Stock, accounts, plastic, books, lines and history of 10,000 cards, whatever the scale."""
    desk = make_desk("T1")
    open_till(desk.store, desk.clerk)
    here = {"by": desk.clerk, "now": NOW}
    draw(1, CARDS + 500, store=desk.store, finance=desk.finance, clerk=desk.clerk, now=NOW)
    order = signed(("100.00", CARDS), **here, store=desk.store, bonus_as="value")
    pay_for(order, **here)
    begun = perf_counter()
    make_active(order, **here)
    yield Row("10,000 cards activated", None, perf_counter() - begun, 5, "s")
    begun = perf_counter()
    grant(order, **here, finance=desk.finance)
    yield Row("the bonus on 10,000 cards", None, perf_counter() - begun, 5, "s")
    yield Row("books that don't prove", None, sum(bool(line.wrong) for line in prove_books()), 0, "")
