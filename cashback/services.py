"""What cashback answers to the workflows above it."""

from datetime import date
from decimal import Decimal

from deskops.core.money import ZERO


def earned_by(*, card_number: str, bought_on: date, amount: Decimal) -> Decimal:
    """The yuan of cashback already paid for ``amount`` of a purchase; none, as long as no cycle ran."""
    return ZERO
