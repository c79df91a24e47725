"""Gifts move: one function of the database writes the movement and the balance, and refuses below zero."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from deskops.core.statements import prepared
from deskops.documents.models import Document
from deskops.org.models import Staff, Store

from ..models import GiftItem, Movement, Place, Stock

MOVE = """
SELECT gifts_move(%(place)s, %(item)s, %(change)s, %(kind)s, %(document)s, %(campaign)s, %(line)s,
    %(store)s, %(day)s, %(by)s, %(at)s)
"""


@dataclass(frozen=True)
class Move:
    """So many pieces of a gift come to a place (positive) or leave it (negative)."""

    place: Place
    item_id: int
    change: int
    campaign_id: int | None = None
    line_id: int | None = None


def place_of(store: Store, kind: Place.Kind) -> Place:
    """The place of that kind in a store, opened when it isn't there."""
    place, _made = Place.objects.get_or_create(store=store, kind=kind)
    place.store = store
    return place


def move(
    moves: Iterable[Move], *, kind: Movement.Kind, document: Document, store: Store, by: Staff, now: datetime
) -> None:
    """Write movements for a paper. Part of an act; stocks are locked in the order of place and gift.

    Raises Refused ``gifts_short`` (by the database) when a place hasn't that many.
    """
    ordered = sorted(moves, key=lambda one: (one.place.pk, one.item_id, one.line_id or 0))
    with prepared() as cursor:
        for one in ordered:
            if one.change:
                cursor.execute(
                    MOVE,
                    {
                        "place": one.place.pk,
                        "item": one.item_id,
                        "change": one.change,
                        "kind": kind.value,
                        "document": document.pk,
                        "campaign": one.campaign_id,
                        "line": one.line_id,
                        "store": one.place.store_id,
                        "day": store.business_date(now),
                        "by": by.pk,
                        "at": now,
                    },
                )


def open_stock(place: Place, item: GiftItem) -> Stock:
    """The stock of a gift at a place, opened at zero when it isn't there."""
    with prepared() as cursor:
        cursor.execute("SELECT gifts_open(%s, %s)", [place.pk, item.pk])
        pk = cursor.fetchone()[0]
    return Stock.objects.get(pk=pk)
