"""What gifts ask of refunds: how much of a purchase went back, or is asked back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import F, Q, Sum

from deskops.core.money import ZERO
from deskops.org.models import Store
from gifts.plugs import Key, ReturnSource, return_sources
from gifts.rules import mark_of

from .models import Purchase, PurchaseLine, Refund

UNDER_WAY = (Refund.State.ASKED, Refund.State.APPROVED, Refund.State.PAYING)


def returned(store: Store, receipts: Sequence[Key]) -> Mapping[Key, Decimal]:
    """Yuan of each receipt that are no longer bought, in three queries.

    What was taken in exchange is bought: once given it is a line of the purchase, before that it is
    counted from the exchange.
    """
    found = Purchase.objects.filter(store=store, number__in={number for number, _mark in receipts})
    rows = [row for row in found if (row.number, mark_of(row.pos)) in set(receipts)]
    if not rows:
        return {}
    back = F("reserved_amount") + F("returned_amount")
    lines = PurchaseLine.objects.filter(purchase__in=rows).order_by().values_list("purchase")
    sums = lines.annotate(back=Sum(back), given=Sum("amount", filter=Q(given_by__isnull=False), default=ZERO))
    gone = {pk: back - given for pk, back, given in sums}
    under_way = Refund.objects.filter(Q(state__in=UNDER_WAY), purchase__in=rows).order_by()
    taken = dict(under_way.values_list("purchase").annotate(sum=Sum("taken_amount")))
    return {(row.number, mark_of(row.pos)): gone.get(row.pk, ZERO) - taken.get(row.pk, ZERO) for row in rows}


return_sources.add(ReturnSource("refunds", returned))
