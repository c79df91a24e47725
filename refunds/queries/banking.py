"""The bank's lines and our refunds that have none, side by side."""

from datetime import datetime

from django.db.models import QuerySet

from deskops.org.access import Access
from deskops.org.models import Store

from ..models import BankLine, RefundTender

PAGE = 20
CANDIDATES = 12


def lines(store: Store, state: str) -> QuerySet[BankLine]:
    """A store's lines in one state: open ones the oldest first, others the latest."""
    rows = BankLine.objects.filter(store=store, state=state)
    rows = rows.select_related("file", "money__refund__document", "by")
    return rows.order_by("settled_on", "pk") if state == BankLine.State.OPEN else rows.order_by("-at", "-pk")


def open_lines(access: Access, _now: datetime) -> QuerySet[BankLine]:
    """What finance has to settle in the store."""
    return BankLine.objects.filter(store=access.store, state=BankLine.State.OPEN)


def candidates(line: BankLine) -> list[RefundTender]:
    """Refunds by the terminal without a line of the bank that this line may be: the amount is the same.

    Those with its reference number or trade date first, then the latest.
    """
    rows = RefundTender.objects.filter(
        state=RefundTender.State.DONE,
        way=RefundTender.Way.REFUND,
        bank_line__isnull=True,
        amount=line.amount,
        document__store=line.store_id,
    ).select_related("refund__document", "document")
    found = list(rows.order_by("-done_at")[:CANDIDATES])
    return sorted(found, key=lambda one: (one.reference != line.reference, one.trade_date != line.trade_date))
