"""What lies where and what moved. While a place is counted, nobody at it reads its book."""

from django.db.models import Q, QuerySet

from deskops.org.access import Access
from deskops.org.models import Role, Store

from ..models import Campaign, GiftCount, Movement, Place, Stock

BLIND_FOR = Role.desk() | {Role.WAREHOUSE}
LATEST = 60


def counted_now(store: Store) -> set[int]:
    """The places of a store that are being counted: entries are blind as long as they last."""
    rows = GiftCount.objects.filter(store=store, state=GiftCount.State.OPEN)
    return set(rows.values_list("place_id", flat=True))


def hidden_from(access: Access) -> set[int]:
    """The places whose book a person doesn't read now."""
    return counted_now(access.store) if access.may(*BLIND_FOR) else set()


def places_of(store: Store) -> list[Place]:
    """The places of a store in the order desk, warehouse, central, on the way."""
    order = [kind.value for kind in Place.Kind]
    return sorted(Place.objects.filter(store=store), key=lambda place: order.index(place.kind))


def stock_of(store: Store) -> list[Stock]:
    """Every gift that lies in a store or has lain there, by place and name."""
    rows = Stock.objects.filter(place__store=store).filter(Q(balance__gt=0) | Q(item__is_active=True))
    return list(rows.select_related("item", "place").order_by("place_id", "item__name", "item_id"))


def at_desk(store: Store) -> list[Stock]:
    """The gifts that a store's desk has had and may still give, by name."""
    rows = Stock.objects.filter(place__store=store, place__kind=Place.Kind.DESK, item__is_active=True)
    return list(rows.select_related("item").order_by("item__name", "item_id"))


def movements(store: Store, *, stock: int | None = None, before: int | None = None) -> list[Movement]:
    """The latest movements of a store, or of one gift at a place, one more than a page holds."""
    rows: QuerySet[Movement] = Movement.objects.filter(store=store)
    if stock:
        rows = rows.filter(stock_id=stock)
    if before:
        rows = rows.filter(pk__lt=before)
    ordered = rows.order_by("-number" if stock else "-pk")
    joined = ordered.select_related("stock__item", "stock__place", "document", "by", "campaign")
    return list(joined[: LATEST + 1])


def campaigns_for(store: Store) -> QuerySet[Campaign]:
    """The campaigns of a store and of the chain."""
    return Campaign.objects.filter(Q(store=store) | Q(store__isnull=True))
