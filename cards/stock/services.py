"""What is done with blank cards besides selling them: spoiled, counted, a difference decided."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask
from deskops.approvals.terms import Terms
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document, set_state
from deskops.org.models import Role, Staff, Store

from ..models import CountedSpan, Series, StockBook, StockCount, Stretch
from . import rules
from .moving import Keeping, add, move
from .rules import Numbers

SPOILED, COUNTED = "blank_spoiled", "blank_count"
ASKED_OF = (Asked(Role.DESK_SUPERVISOR, step=1), Asked(Role.FINANCE, step=2))
"""Spec 1, approvals: stock or till difference: desk supervisor, then finance."""

State = Stretch.State


def spoil(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, ranges: Sequence[Numbers], reason: str
) -> Document:
    """Write blank cards off that can't be sold (misprinted, bent, cut through). Returns the paper.

    Raises Refused without a reason, for no number, and for cards that are not on hand here.
    """
    asked = {"ranges": rules.words(ranges), "reason": reason}
    with act(request_key=request_key, by=by, name="stock.spoil", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return Document.objects.get(pk=running.reserved)
        _require(ranges, reason)
        paper = begin_document(pk=running.reserved, kind=SPOILED, store=store, by=by, now=now)
        for one in sorted(ranges):
            move(one, State.ON_HAND, State.SPOILED, Keeping(store, paper, reason.strip()))
        return file_document(paper)


def _require(ranges: Sequence[Numbers], reason: str) -> None:
    if not ranges:
        raise Refused("ranges_missing", _("Say which cards."), field="ranges")
    if not reason.strip():
        raise Refused("reason_missing", _("A reason is needed."), field="reason")


def on_hand(store: Store) -> int:
    """How many blank cards the books have in a store."""
    rows = Stretch.objects.filter(store=store, state=State.ON_HAND)
    found: int = rows.aggregate(sum=Sum(F("last") - F("first") + 1, default=0))["sum"]
    return found


def count_stock(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    pieces: int,
    missing: Sequence[Numbers] = (),
    found: Sequence[Numbers] = (),
    reason: str = "",
) -> StockCount:
    """Write down a count: how many blank cards there are, which are missing, which are there besides.

    A count that agrees is done. A difference names its numbers and asks the desk supervisor, then
    finance; the stock moves when both approved. Raises Refused when pieces and numbers don't agree
    with the books, and without a reason for a difference.
    """
    asked = {
        "pieces": pieces,
        "missing": rules.words(missing),
        "found": rules.words(found),
        "reason": reason,
    }
    with act(request_key=request_key, by=by, name="stock.count", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return StockCount.objects.select_related("document").get(pk=running.reserved)
        _lock_books(store)
        expected = on_hand(store)
        differs = bool(missing or found)
        if pieces != expected - rules.count(missing) + rules.count(found):
            raise Refused(
                "count_unexplained",
                _("By the books there are %(expected)s pieces, less those missing, with those found.")
                % {"expected": expected},
                field="pieces",
                value=pieces,
                remedy=_("Name the numbers that are missing, or found besides, and count again."),
            )
        if differs and not reason.strip():
            raise Refused("reason_missing", _("A difference needs a reason."), field="reason")
        state = StockCount.State.ASKED if differs else StockCount.State.AGREED
        paper = begin_document(
            pk=running.reserved, kind=COUNTED, store=store, by=by, now=now, state=state.value
        )
        made = StockCount.objects.create(
            document=paper, expected=expected, found=pieces, reason=reason.strip()[:200], state=state
        )
        _name(made, missing, found, store)
        if differs:
            ask(document=paper, terms=_terms(made, missing, found), of=ASKED_OF, by=by, now=now)
        file_document(paper)
        return made


def _lock_books(store: Store) -> None:
    """Nothing moves in or out while the books are read for a count."""
    books = StockBook.objects.select_for_update(no_key=True, of=("self",)).filter(store=store)
    list(books.order_by("pk").values_list("pk"))


def _name(made: StockCount, missing: Sequence[Numbers], found: Sequence[Numbers], store: Store) -> None:
    for is_missing, ranges in ((True, missing), (False, found)):
        for one in ranges:
            series, _made = Series.objects.get_or_create(prefix=one.prefix, digits=one.digits)
            if is_missing:
                _refuse_elsewhere(one, series, store)
            CountedSpan.objects.create(
                stock_count=made, series=series, first=one.first, last=one.last, missing=is_missing
            )


def _refuse_elsewhere(one: Numbers, series: Series, store: Store) -> None:
    rows = Stretch.objects.filter(
        store=store, series=series, state=State.ON_HAND, first__lte=one.last, last__gte=one.first
    )
    held = sum(min(row.last, one.last) - max(row.first, one.first) + 1 for row in rows)
    if held != one.count:
        raise Refused(
            "missing_not_on_hand",
            _("%(range)s is not on hand by the books, so it can't be missing.") % {"range": one},
            field="missing",
            value=str(one),
        )


def _terms(made: StockCount, missing: Sequence[Numbers], found: Sequence[Numbers]) -> Terms:
    """What the supervisor and finance read; frozen as papers are, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        words = [
            _("missing %(ranges)s (%(count)s pieces)")
            % {"ranges": rules.words(missing), "count": rules.count(missing)}
            if missing
            else "",
            _("found besides %(ranges)s (%(count)s pieces)")
            % {"ranges": rules.words(found), "count": rules.count(found)}
            if found
            else "",
        ]
        return Terms(
            what=_("Blank cards: counted %(found)s, by the books %(expected)s; %(ranges)s")
            % {
                "found": made.found,
                "expected": made.expected,
                "ranges": "; ".join(word for word in words if word),
            },
            why=made.reason,
            rule=_("A difference of stock is decided by the desk supervisor, then by finance."),
        )


def count_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """Move what both approved: missing cards out, found ones in. Rejected: it is counted again.

    Raises Refused when a missing card was sold since: then it was not missing.
    """
    made = StockCount.objects.select_related("document__store").get(pk=document.pk)
    if outcome == Decision.APPROVED:
        keeping = Keeping(made.document.store, document, made.reason)
        for span in made.spans.select_related("series").order_by("series", "first"):
            numbers = Numbers(span.series.prefix, span.series.digits, span.first, span.last)
            if span.missing:
                move(numbers, State.ON_HAND, State.MISSING, keeping)
            else:
                _take_in(numbers, keeping)
        made.state = StockCount.State.APPROVED
    else:
        made.state = StockCount.State.REJECTED
    made.save(update_fields=["state"])
    set_state(document, made.state)


def _take_in(numbers: Numbers, keeping: Keeping) -> None:
    """A found range: missing before it comes back, unknown before it is new."""
    known = Stretch.objects.filter(
        series__prefix=numbers.prefix,
        series__digits=numbers.digits,
        first__lte=numbers.last,
        last__gte=numbers.first,
    )
    if known.exists():
        move(numbers, State.MISSING, State.ON_HAND, keeping)
    else:
        add(numbers, State.ON_HAND, keeping)
