"""The money of a purchase by tender, as the right side of a refund's page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deskops.core.money import ZERO
from deskops.tills.models import Tender

from ..models import Holding, PurchaseTender, RefundTender


@dataclass(frozen=True)
class MoneyRow:
    """What one tender paid, in yuan: gone back before, this time, asked for by other refunds."""

    tender: Tender
    paid: Decimal
    returned: Decimal
    now: Decimal
    elsewhere: Decimal

    @property
    def left(self) -> Decimal:
        """What could still go back after this refund and those that are asked for."""
        return self.paid - self.returned - self.now - self.elsewhere


def money_rows(paid: Iterable[PurchaseTender], own: Sequence[RefundTender]) -> tuple[MoneyRow, ...]:
    """A row for each tender of the purchase; ``own`` are the refund's rows that aren't given up."""
    return tuple(_row(one, [row for row in own if row.paid_id == one.pk]) for one in paid)


def _row(paid: PurchaseTender, own: Sequence[RefundTender]) -> MoneyRow:
    return MoneyRow(
        paid.tender,
        paid.paid,
        returned=paid.refunded - _sum(own, Holding.FINAL),
        now=_sum(own, *Holding),
        elsewhere=paid.reserved - _sum(own, Holding.RESERVED),
    )


def _sum(rows: Iterable[RefundTender], *holdings: Holding) -> Decimal:
    return sum((row.amount for row in rows if row.holding in holdings), ZERO)
