"""The slips of a bank card on one purchase: its own, and one for each exchange whose difference it paid."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from deskops.core.calendar import local_date
from deskops.core.dated import setting_at
from deskops.core.money import ZERO

from ..models import Holding, PurchaseTender, Refund, RefundTender
from ..rules.split import over_slips
from ..rules.tenders import TerminalWay, terminal_way
from ..seeds import TERMINAL_DAYS

HELD = (Holding.RESERVED, Holding.FINAL)


@dataclass(frozen=True)
class CardSlip:
    """One payment at the terminal, of the purchase or of ``exchange``: yuan it paid, and what is left."""

    exchange: Refund | None
    amount: Decimal
    left: Decimal


def slips_of(paid: PurchaseTender) -> list[CardSlip]:
    """The slips by which a tender paid for a purchase, the purchase's own first."""
    rows = RefundTender.objects.filter(paid=paid, holding__in=HELD).order_by()
    back = dict(rows.values_list("of_exchange").annotate(sum=Sum("amount")))
    later = list(_differences(paid))
    own = paid.paid - sum((one.to_pay for one in later), ZERO)
    slips = [CardSlip(None, own, own - back.get(None, ZERO))] if own else []
    return [*slips, *(CardSlip(one, one.to_pay, one.to_pay - back.get(one.pk, ZERO)) for one in later)]


def _differences(paid: PurchaseTender) -> list[Refund]:
    rows = Refund.objects.filter(
        purchase=paid.purchase_id, pay_tender=paid.tender_id, pay_document__isnull=False
    )
    return list(rows.filter(paid_at__isnull=False).order_by("paid_at", "pk"))


def shared(paid: PurchaseTender, amount: Decimal) -> list[tuple[Refund | None, Decimal]]:
    """So much of a tender over its slips: the exchange of each, none for the purchase's own, and its part."""
    slips = slips_of(paid)
    parts = over_slips(amount, [one.left for one in slips])
    return [(slip.exchange, part) for slip, part in zip(slips, parts, strict=True) if part]


def slip_amount(money: RefundTender) -> Decimal:
    """What the slip that the money undoes had paid, in yuan."""
    if money.of_exchange:
        return money.of_exchange.to_pay
    return money.paid.paid - sum((one.to_pay for one in _differences(money.paid)), ZERO)


def slip_at(money: RefundTender) -> datetime:
    """When the slip that the money undoes was printed."""
    paid_at = money.of_exchange.paid_at if money.of_exchange else None
    return paid_at or money.refund.purchase.bought_at


def terminal_of(money: RefundTender, now: datetime) -> TerminalWay:
    """The bank terminal's way today for the money's slip, and its last day."""
    purchase = money.refund.purchase
    days = setting_at(TERMINAL_DAYS, on=purchase.bought_on, store=purchase.store).number
    return terminal_way(bought_on=local_date(slip_at(money)), today=local_date(now), days=days)
