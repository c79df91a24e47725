"""The pages of a count: what one person entered, and the review of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from deskops.org.models import Staff

from ..models import CountLine, GiftCount, Movement, Tally
from .lists import lines_with


def own_entries(count: GiftCount, staff: Staff, turn: int = 1) -> dict[int, int | None]:
    """What one person has entered last, by line."""
    rows = Tally.objects.filter(line__count=count, by=staff, round=turn).order_by("pk")
    return dict(rows.values_list("line_id", "pieces"))


@dataclass(frozen=True)
class Reviewed:
    """A line at the review: every entry, every movement since the book was frozen, in order."""

    line: CountLine
    entries: Sequence[Tally]
    moved: Sequence[Movement]

    @property
    def before(self) -> list[Movement]:
        """What moved before the line was counted: its difference takes it into account."""
        seen = self.line.counted_moves or 0
        return [one for one in self.moved if one.number <= seen]

    @property
    def after(self) -> list[Movement]:
        """What moved after it was counted: the correction leaves it alone."""
        seen = self.line.counted_moves or 0
        return [one for one in self.moved if one.number > seen]


def review(count: GiftCount) -> list[Reviewed]:
    """Every line with its entries and what moved meanwhile; three queries, whatever the number of lines."""
    lines = list(lines_with(count))
    entries: dict[int, list[Tally]] = {line.pk: [] for line in lines}
    for row in Tally.objects.filter(line__count=count).select_related("by").order_by("pk"):
        entries[row.line_id].append(row)
    by_stock: dict[int, list[Movement]] = {}
    moved = Movement.objects.filter(
        stock__place=count.place, at__gte=count.started_at, line__isnull=True
    ).select_related("document", "by")
    if count.done_at:
        moved = moved.filter(at__lte=count.done_at)
    for one in moved.order_by("pk"):
        by_stock.setdefault(one.stock_id, []).append(one)
    return [
        Reviewed(
            line,
            entries[line.pk],
            [one for one in by_stock.get(line.stock_id, []) if one.number > line.book_moves],
        )
        for line in lines
    ]
