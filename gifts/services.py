"""What gifts answer to the workflows above them."""

from dataclasses import dataclass
from decimal import Decimal

from deskops.org.models import Store


@dataclass(frozen=True)
class IssuedGift:
    """A gift that was given for a purchase: its name, and what is kept when it doesn't come back, in yuan."""

    name: str
    value: Decimal


def issued_against(*, store: Store, pos: str, number: str) -> tuple[IssuedGift, ...]:
    """The gifts given for a receipt and not brought back; none, as long as no campaign gives any."""
    return ()
