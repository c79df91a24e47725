"""Tonight's sweep, and those before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from deskops.org.models import Store

from ..models import Cabinet, Sweep, SweepLine
from ..services.sweeps import lines_of

Result = SweepLine.Result


@dataclass(frozen=True)
class SweepPage:
    """A sweep by cabinets, with how many boxes were what."""

    shelves: Sequence[tuple[Cabinet, Sequence[SweepLine]]]
    left: Sequence[SweepLine]
    boxes: int
    unseen: int
    empty: int
    stuck: int


def sweep_page(sweep: Sweep) -> SweepPage:
    """Every box of a sweep, in one query."""
    lines = lines_of(sweep)
    numbers = Counter(line.result for line in lines)
    shelves = [
        (rows[0].box.cabinet, rows)
        for _pk, group in groupby(lines, key=lambda line: line.box.cabinet_id)
        if (rows := list(group))
    ]
    return SweepPage(
        shelves,
        [line for line in lines if line.item],
        len(lines),
        numbers[Result.UNSEEN],
        numbers[Result.EMPTY],
        numbers[Result.STUCK],
    )


def sweeps(store: Store) -> QuerySet[Sweep]:
    """A store's sweeps, the newest first, with how many boxes were looked into and left."""
    rows = Sweep.objects.filter(store=store).select_related("document__maker", "signed_by", "guard")
    return rows.annotate(
        boxes=Count("lines"),
        unseen=Count("lines", filter=Q(lines__result="")),
        left_behind=Count("lines", filter=Q(lines__result=Result.LEFT)),
    ).order_by("-business_date")
