"""Head office: what stores were sent, received, issued and hold, their counts, and what is to be bought."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, Sum

from deskops.handoffs.models import Handoff
from deskops.org.access import Access
from deskops.org.models import Store

from ..models import Campaign, GiftCount, GiftItem, Movement, Stock
from ..rules import to_buy
from ..services.asking import Need


@dataclass
class StoreRow:
    """One store over a span of days: pieces by what happened, in stock now, its counts and open shipments."""

    store: Store
    moved: dict[str, int] = field(default_factory=dict)
    in_stock: int = 0
    surplus: int = 0
    lack: int = 0
    last_count: GiftCount | None = None
    open_counts: int = 0
    on_the_way: int = 0


def by_store(access: Access, first: date, last: date) -> list[StoreRow]:
    """The stores within reach; six queries."""
    rows = {store.pk: StoreRow(store) for store in access.reachable_stores().order_by("code")}
    span = Movement.objects.filter(store__in=rows, business_date__range=(first, last))
    for store, kind, sum_ in span.order_by().values_list("store", "kind").annotate(sum=Sum("change")):
        rows[store].moved[kind] = abs(sum_)
    counted = span.filter(kind=Movement.Kind.COUNTED).order_by().values_list("store")
    for store, more, less in counted.annotate(
        more=Sum("change", filter=Q(change__gt=0), default=0),
        less=Sum("change", filter=Q(change__lt=0), default=0),
    ):
        rows[store].surplus, rows[store].lack = more, -less
    held = Stock.objects.filter(place__store__in=rows).order_by().values_list("place__store")
    for store, sum_ in held.annotate(sum=Sum("balance")):
        rows[store].in_stock = sum_
    done = GiftCount.objects.filter(store__in=rows, state=GiftCount.State.DONE)
    for count in done.order_by("store", "-done_at").distinct("store").select_related("document"):
        rows[count.store_id].last_count = count
    under_way = GiftCount.objects.filter(store__in=rows, state__in=["open", "counted", "asked", "rejected"])
    for store in under_way.values_list("store", flat=True):
        rows[store].open_counts += 1
    sent = Handoff.objects.filter(
        kind="gift_shipment", store__in=rows, state__in=["sent", "disputed", "settled"]
    )
    for store in sent.values_list("store", flat=True):
        rows[store].on_the_way += 1
    return list(rows.values())


def needs(access: Access, since: date, until: date, ahead: date) -> list[Need]:
    """What is needed for the campaigns from now until ``ahead`` at the pace of what was issued; four queries.

    The pace is pieces per day on which a campaign gave the gift; a gift nobody was given yet has none.
    """
    items = list(GiftItem.objects.filter(is_active=True).order_by("name", "pk"))
    issued = dict(
        Movement.objects.filter(
            kind=Movement.Kind.ISSUED,
            business_date__range=(since, until),
            store__in=access.reachable_stores(),
        )
        .order_by()
        .values_list("stock__item")
        .annotate(sum=Sum("change"))
    )
    held = dict(Stock.objects.order_by().values_list("item").annotate(sum=Sum("balance")))
    past, coming = _days(since, until), _days(until + timedelta(days=1), ahead)
    rows = []
    for item in items:
        given = -issued.get(item.pk, 0)
        needed, quantity = to_buy(
            issued=given,
            days=len(past.get(item.pk, ())),
            ahead=len(coming.get(item.pk, ())),
            in_stock=held.get(item.pk, 0),
        )
        rows.append(Need(item, given, needed, held.get(item.pk, 0), quantity))
    return rows


def _days(first: date, last: date) -> dict[int, set[date]]:
    """The days of a span on which some campaign gives a gift, by gift."""
    found: dict[int, set[date]] = {}
    running = Campaign.objects.filter(starts__lte=last, ends__gte=first)
    for item, starts, ends in running.values_list("offers__item", "starts", "ends"):
        start, end = max(first, starts), min(last, ends)
        days = {start + timedelta(days=n) for n in range((end - start).days + 1)}
        found[item] = found.get(item, set()) | days
    return found
