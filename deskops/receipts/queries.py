"""What can be asked of purchases; every query that joins names the store of both sides."""

from django.db.models import QuerySet

from deskops.org.access import Access
from deskops.org.clock import SHANGHAI
from members.models import Member, MemberCard

from .models import Receipt, ReceiptLine, ReceiptTender

FOUND = 8
LATEST = 6


def of_member(member: Member) -> QuerySet[Receipt]:
    """Purchases with any member card of a person in any store of the chain, the latest first."""
    numbers = MemberCard.objects.filter(member=member).values("number")
    return Receipt.objects.filter(card_number__in=numbers).select_related("store").order_by("-bought_at")


def find(typed: str, access: Access) -> list[Receipt]:
    """Receipts within reach whose number is what was typed, at most a few; four characters at least."""
    number = typed.strip()
    if len(number) < 4 or len(number) > 40:
        return []
    rows = access.scope(Receipt.objects.filter(number=number)).select_related("store")
    return list(rows.order_by("-bought_at")[:FOUND])


def lines_of(receipt: Receipt) -> list[ReceiptLine]:
    """The goods, in the order of the receipt."""
    return list(ReceiptLine.objects.filter(store=receipt.store_id, receipt=receipt).order_by("position"))


def tenders_of(receipt: Receipt) -> list[ReceiptTender]:
    """How it was paid."""
    return list(ReceiptTender.objects.filter(store=receipt.store_id, receipt=receipt).order_by("tender"))


def when(receipt: Receipt) -> str:
    """The time of purchase as the receipt prints it."""
    return f"{receipt.bought_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
