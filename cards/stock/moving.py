"""Moving ranges of blank cards from one state to another, inside an act that has its paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.models import Store

from ..models import Series, StockBook, StockMove, Stretch
from .rules import Numbers, one

State = Stretch.State


@dataclass(frozen=True)
class Keeping:
    """Whose stock an act moves, and by which paper."""

    store: Store
    document: Document
    reason: str = ""


def issue(numbers: Sequence[Numbers], keeping: Keeping) -> None:
    """Take numbers out of the store's stock because their cards go to customers.

    A store keeps a series from its first draw on: then each number must be on hand. A number of a
    series that nobody drew is left alone, so that stores without stock work as before (ADR
    blank-stock). Raises Refused naming what is not on hand and where it is.
    """
    for some in sorted(numbers):
        if _is_kept(some, keeping.store):
            move(some, State.ON_HAND, State.ISSUED, keeping)


def issue_number(number: str, keeping: Keeping) -> None:
    """Take one card's number out of stock, where the store keeps its series; see ``issue``."""
    if number[-1:].isdecimal():
        issue([one(number)], keeping)


def _is_kept(numbers: Numbers, store: Store) -> bool:
    series = Series.objects.filter(prefix=numbers.prefix, digits=numbers.digits).first()
    if series is None:
        return False
    if StockBook.objects.filter(store=store, series=series).exists():
        return True
    elsewhere = Stretch.objects.filter(series=series, first__lte=numbers.last, last__gte=numbers.first)
    if elsewhere.exists():
        raise _not_on_hand(numbers, series, store)
    return False


def move(numbers: Numbers, before: Stretch.State, after: Stretch.State, keeping: Keeping) -> None:
    """Move a range that lies in one state, whole, to another; the book of its series is locked.

    Raises Refused when some of it isn't there in that state.
    """
    series = lock_book(numbers, keeping.store)
    rows = list(
        Stretch.objects.filter(
            store=keeping.store,
            series=series,
            state=before,
            first__lte=numbers.last,
            last__gte=numbers.first,
        )
        .select_related("series", "store")
        .order_by("first")
    )
    held = sum(min(row.last, numbers.last) - max(row.first, numbers.first) + 1 for row in rows)
    if held != numbers.count:
        raise _not_on_hand(numbers, series, keeping.store)
    for row in rows:
        _turn(row, numbers, after)
    _write_down(numbers, series, before.value, after, keeping)


def lock_book(numbers: Numbers, store: Store) -> Series:
    """The series of the numbers with the store's book of it locked until the act ends.

    Raises Refused where the store never drew one of that series.
    """
    books = StockBook.objects.select_for_update(no_key=True, of=("self",)).select_related("series")
    book = books.filter(store=store, series__prefix=numbers.prefix, series__digits=numbers.digits).first()
    if book is None:
        raise Refused(
            "stock_unknown",
            _("This store never drew cards of that series."),
            field="ranges",
            value=str(numbers),
            remedy=_("Look at the number again, or have finance hand the range over first."),
        )
    return book.series


def add(numbers: Numbers, after: Stretch.State, keeping: Keeping) -> None:
    """Take numbers into the stock that were in nobody's: drawn, or found and unknown until now."""
    series, _made = Series.objects.get_or_create(prefix=numbers.prefix, digits=numbers.digits)
    StockBook.objects.get_or_create(store=keeping.store, series=series)
    lock_book(numbers, keeping.store)
    _lay(series, numbers.first, numbers.last, after, keeping.store)
    _write_down(numbers, series, "", after, keeping)


def _turn(row: Stretch, numbers: Numbers, after: Stretch.State) -> None:
    """Give the part of a stretch that is meant another state; what is left stays where it is."""
    first, last = max(row.first, numbers.first), min(row.last, numbers.last)
    if (first, last) == (row.first, row.last):
        row.state = after
        row.save(update_fields=["state"])
        return
    begin, end = row.first, row.last
    if begin < first:
        row.last = first - 1
        row.save(update_fields=["last"])
        if last < end:
            _lay(row.series, last + 1, end, Stretch.State(row.state), row.store)
    else:
        row.first = last + 1
        row.save(update_fields=["first"])
    _lay(row.series, first, last, after, row.store)


def _lay(series: Series, first: int, last: int, state: Stretch.State, store: Store) -> None:
    """A range in a state: its neighbour of the same state grows, or it is a stretch of its own."""
    beside = Stretch.objects.filter(store=store, series=series, state=state, last=first - 1).first()
    if beside:
        beside.last = last
        beside.save(update_fields=["last"])
    else:
        Stretch.objects.create(store=store, series=series, first=first, last=last, state=state)


def _write_down(
    numbers: Numbers, series: Series, before: str, after: Stretch.State, keeping: Keeping
) -> None:
    StockMove.objects.create(
        document=keeping.document,
        store=keeping.store,
        series=series,
        first=numbers.first,
        last=numbers.last,
        before=before,
        after=after,
        reason=keeping.reason[:200],
    )


def _not_on_hand(numbers: Numbers, series: Series, store: Store) -> Refused:
    """Says where the first number is that is not on hand."""
    rows = Stretch.objects.filter(
        series=series, first__lte=numbers.last, last__gte=numbers.first
    ).select_related("store", "series")
    wrong = next(
        (row for row in rows.order_by("first") if row.state != State.ON_HAND or row.store_id != store.pk),
        None,
    )
    if wrong is None:
        where = _("Some of these numbers were never drawn.")
    else:
        at = max(wrong.first, numbers.first)
        where = _("%(number)s is “%(state)s” in %(store)s.") % {
            "number": series.number(at),
            "state": wrong.get_state_display(),
            "store": wrong.store,
        }
    return Refused(
        "stock_not_on_hand",
        _("%(range)s is not on hand here. %(where)s") % {"range": numbers, "where": where},
        field="ranges",
        value=str(numbers),
        remedy=_("Look at the numbers on the cards; the page “Blank cards” shows what is on hand."),
    )
