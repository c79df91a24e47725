"""Every row of docs/gifts.md is true."""

from decimal import Decimal
from pathlib import Path

from django.conf import settings

from gifts.rules import Entered, Gives, earned, owed, summed
from tests.support.documents import tables

PAGE = tables(Path(settings.BASE_DIR, "docs", "gifts.md"))


def _none(text: str) -> int | None:
    return None if text == "–" else int(text)


def test_what_purchases_earn():
    rows = PAGE["Threshold", "For each", "Pieces", "At most", "Purchases", "Earned"]
    for threshold, each, pieces, most, purchases, said in rows:
        gives = Gives(Decimal(threshold), each == "yes", int(pieces), _none(most))
        assert earned(gives, Decimal(purchases)) == int(said)
    assert len(rows) == 6


def test_what_a_refund_asks_back():
    rows = PAGE["Threshold", "For each", "Issued", "Settled before", "Rest", "Asked back"]
    for threshold, each, issued, settled, rest, said in rows:
        gives = Gives(Decimal(threshold), each == "yes", 1)
        left = int(issued) - int(settled)
        assert owed(gives, rest=Decimal(rest), left=left, everything=False) == int(said)
    assert len(rows) == 6


def test_what_a_count_corrects():
    rows = PAGE[
        "Book at the start",
        "Moved before the entry",
        "Entries",
        "Moved after",
        "Difference",
        "Book after the correction",
    ]
    for book, before, entries, after, difference, corrected in rows:
        typed = [] if entries == "–" else entries.split(" + ")
        found = summed([Entered(by, int(pieces), 0) for by, pieces in enumerate(typed)])
        off = None if found.pieces is None else found.pieces - int(book) - int(before)
        assert (off, int(book) + int(before) + int(after) + (off or 0)) == (_none(difference), int(corrected))
    assert len(rows) == 6
