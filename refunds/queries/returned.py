"""What went back of purchases, for the rooms below that count purchases."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum

from ..models import PurchaseTender


def returned_of(receipts: Sequence[int]) -> Mapping[int, Decimal]:
    """By imported receipt, the yuan that were refunded of it; one query."""
    rows = PurchaseTender.objects.filter(purchase__receipt_id__in=receipts, refunded__gt=0)
    sums = rows.order_by().values("purchase__receipt_id").annotate(back=Sum("refunded"))
    return {row["purchase__receipt_id"] or 0: row["back"] for row in sums}
