"""What the cards that a store issued are owed: opening + sold − redeemed + refunded − closed = closing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deskops.core.money import ZERO
from deskops.ledger.kinds import AccountKind
from deskops.ledger.queries import MovementLine, movements
from deskops.org.models import Store

from ..models import CardAct

KINDS = (AccountKind.CARD_PRINCIPAL, AccountKind.CARD_BONUS)
SOLD = frozenset(
    {
        CardAct.Kind.SALE.value,
        CardAct.Kind.TOP_UP.value,
        CardAct.Kind.GROUP.value,
        CardAct.Kind.GROUP_BONUS.value,
    }
)
REDEEMED = frozenset({CardAct.Kind.REDEEM.value})
REFUNDED = frozenset({CardAct.Kind.REFUND.value})
NAMED = SOLD | REDEEMED


@dataclass(frozen=True)
class Liability:
    """The liability for stored value over some business dates, in yuan, from the accounts.

    ``sold`` holds top-ups, group orders and their bonus. A reversal lowers the figure of what it
    reverses. ``refunded`` is all else that came on cards, ``paid_out`` all else that left them.
    """

    opening: Decimal
    sold: Decimal
    redeemed: Decimal
    refunded: Decimal
    paid_out: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.sold - self.redeemed + self.refunded - self.paid_out


def liability(store: Store, first: date, last: date) -> Liability:
    """The liability for the cards of a store over business dates, both included, in one query."""
    moved = movements(store=store, first=first, last=last, kinds=KINDS).values()
    lines = [line for one in moved for line in one.lines]
    others = [line for line in lines if line.kind not in NAMED]
    return Liability(
        opening=sum((one.opening for one in moved), ZERO),
        sold=_net(lines, SOLD),
        redeemed=-_net(lines, REDEEMED),
        refunded=sum((line.came_in for line in others), ZERO),
        paid_out=sum((line.went_out for line in others), ZERO),
    )


def _net(lines: list[MovementLine], kinds: frozenset[str]) -> Decimal:
    return sum((line.came_in - line.went_out for line in lines if line.kind in kinds), ZERO)
