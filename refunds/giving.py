"""What gifts ask of refunds: how much of a purchase went back, or is asked back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable

from deskops.core.money import ZERO
from deskops.org.models import Store
from gifts.plugs import Key, ReturnSource, return_sources
from gifts.rules import mark_of

from .models import Purchase, PurchaseLine, Refund

UNDER_WAY = (Refund.State.ASKED, Refund.State.APPROVED, Refund.State.PAYING)
BACK = Sum(F("reserved_amount") + F("returned_amount"))
EXCHANGED = Sum("amount", filter=Q(given_by__isnull=False), default=ZERO)


def returned(store: Store, receipts: Sequence[Key]) -> Mapping[Key, Decimal]:
    """Yuan of each receipt that are no longer bought, in one query.

    What was taken in exchange is bought: once given it is a line of the purchase, before that it is
    counted from the exchange.
    """
    wanted = set(receipts)
    found = Purchase.objects.filter(store=store, number__in={number for number, _mark in wanted}).annotate(
        gone=_sum(PurchaseLine.objects.all(), BACK - EXCHANGED),
        taken=_sum(Refund.objects.filter(state__in=UNDER_WAY), Sum("taken_amount")),
    )
    rows = ((row, (row.number, mark_of(row.pos))) for row in found)
    return {key: (row.gone or ZERO) - (row.taken or ZERO) for row, key in rows if key in wanted}


def _sum(rows: QuerySet[PurchaseLine] | QuerySet[Refund], sum_: Combinable) -> Subquery:
    """A sum over a purchase's own rows; null where it has none."""
    own = rows.filter(purchase=OuterRef("pk")).order_by().values("purchase")
    return Subquery(own.annotate(sum=sum_).values("sum"))


return_sources.add(ReturnSource("refunds", returned))
