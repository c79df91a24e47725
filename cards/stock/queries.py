"""What can be asked about blank cards, each in few queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from deskops.org.models import Store

from ..models import StockMove, Stretch


@dataclass(frozen=True)
class Stands:
    """How many cards of a series are in a state."""

    series: str
    state: str
    label: str
    count: int


def stretches(store: Store, state: str = Stretch.State.ON_HAND) -> QuerySet[Stretch]:
    """A store's ranges in a state, by series and number."""
    rows = Stretch.objects.filter(store=store, state=state).select_related("series", "store")
    return rows.order_by("series__prefix", "series__digits", "first")


def standing(store: Store) -> Sequence[Stands]:
    """By series and state, how many cards; one query."""
    rows = (
        Stretch.objects.filter(store=store)
        .values("series__prefix", "series__digits", "state")
        .annotate(sum=Sum(F("last") - F("first") + 1))
        .order_by("series__prefix", "series__digits", "state")
    )
    return [
        Stands(
            row["series__prefix"] + "#" * row["series__digits"],
            row["state"],
            str(Stretch.State(row["state"]).label),
            row["sum"],
        )
        for row in rows
    ]


def moves(store: Store) -> QuerySet[StockMove]:
    """What was done with a store's cards, the latest first."""
    rows = StockMove.objects.filter(store=store).select_related("series", "document__maker")
    return rows.order_by("-pk")
