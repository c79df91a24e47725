"""What every act on a count begins with: the count locked, its state, its paper, its entries summed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, set_state
from deskops.org.models import Staff, Store

from ...models import CountLine, GiftCount, Movement, Tally
from ...rules import Entered, Summed, summed

PAPER = "gift_count"
AFTER_CAMPAIGN = "gift_campaign_count"
Kind, State = GiftCount.Kind, GiftCount.State


def fresh(count_id: int) -> GiftCount:
    """A count with what its page shows."""
    return GiftCount.objects.select_related(
        "document", "store", "place__store", "campaign", "planned_by", "started_by", "closed_by", "witness"
    ).get(pk=count_id)


def lock_count(count_id: int) -> GiftCount:
    """The count and its paper for oneself until the act ends."""
    document_id = GiftCount.objects.values_list("document_id", flat=True).get(pk=count_id)
    if document_id:
        Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document_id)
    GiftCount.objects.select_for_update(no_key=True, of=("self",)).get(pk=count_id)
    return fresh(count_id)


def require_state(count: GiftCount, *states: str) -> None:
    """Raises Refused unless the count is in one of the states."""
    if count.state not in states:
        raise Refused(
            "count_state",
            _("This count is “%(state)s”.") % {"state": count.get_state_display()},
            value=count.state,
            remedy=_("Open it again: somebody went on with it."),
        )


def move_to(count: GiftCount, state: GiftCount.State, *fields: str) -> None:
    """Bring the count and its paper to a state, with the fields that were set for it."""
    count.state = state
    count.save(update_fields=["state", *fields])
    if count.document:
        set_state(count.document, state)


def paper_for(store: Store, state: GiftCount.State, by: Staff, now: datetime) -> Document:
    """A paper for a count, to be filed last."""
    return begin_document(kind=PAPER, store=store, by=by, now=now, state=state)


def paper_of(count: GiftCount) -> Document:
    """Its paper; a count that was started has one."""
    if count.document is None:
        raise ValueError("a count that was started has a paper")
    return count.document


def note(
    lines: Iterable[CountLine], pieces: Mapping[int, int | None], turn: int, by: Staff, now: datetime
) -> None:
    """Add entries of a round. Part of an act, the count locked. Raises Refused: no number of pieces."""
    if any(count is not None and not 0 <= count <= 1_000_000 for count in pieces.values()):
        raise Refused("pieces_wrong", _("Enter a whole number of pieces."), field="pieces")
    Tally.objects.bulk_create(
        Tally(line=line, round=turn, pieces=pieces[line.pk], moves=line.stock.moves, by=by, at=now)
        for line in lines
    )


def tallied(lines: Iterable[CountLine], turn: int) -> dict[int, Summed]:
    """The entries of a round, summed line by line, in one query."""
    found: dict[int, list[Entered]] = {line.pk: [] for line in lines}
    for row in Tally.objects.filter(line__in=found, round=turn).order_by("pk"):
        found[row.line_id].append(Entered(row.by_id, row.pieces, row.moves))
    return {pk: summed(entries) for pk, entries in found.items()}


def moved_until(line: CountLine, moves: int) -> int:
    """Pieces that came and went since the book was frozen, up to the stock's movement ``moves``."""
    last = Movement.objects.filter(stock=line.stock_id, number=moves).values_list("balance", flat=True)
    return (last.first() if moves > line.book_moves else line.book) - line.book  # type: ignore[operator]
