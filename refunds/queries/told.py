"""The two sides of a purchase typed from paper: what the paper told, and what the POS reported."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from deskops.core.money import ZERO
from deskops.receipts.models import Receipt, ReceiptLine, ReceiptTender
from deskops.receipts.queries import lines_of, tenders_of
from deskops.tills.models import Tender

from ..models import Purchase, PurchaseLine, PurchaseTender, Refund
from ..rules.matching import Goods, Told


@dataclass(frozen=True)
class Reported:
    """One receipt of the POS's file, ready to be compared."""

    receipt: Receipt
    told: Told


def reported_for(purchases: Sequence[Purchase]) -> dict[tuple[int, str], list[Reported]]:
    """The imported receipts with the stores and numbers of these purchases; three queries."""
    stores = {one.store_id for one in purchases}
    wanted = {(one.store_id, one.number) for one in purchases}
    rows = Receipt.objects.filter(store__in=stores, number__in={number for _store, number in wanted})
    receipts = [row for row in rows.order_by("pk") if (row.store_id, row.number) in wanted]
    of = {"store__in": stores, "receipt__in": [receipt.pk for receipt in receipts]}
    lines, paid = _goods(of), _paid(of)
    found: dict[tuple[int, str], list[Reported]] = defaultdict(list)
    for one in receipts:
        told = Told(one.pos, one.bought_at, one.amount, paid[one.pk], tuple(lines[one.pk]))
        found[one.store_id, one.number].append(Reported(one, told))
    return dict(found)


def _goods(of: Mapping[str, object]) -> dict[int, list[Goods]]:
    found: dict[int, list[Goods]] = defaultdict(list)
    if of["receipt__in"]:
        rows = ReceiptLine.objects.filter(**of).values_list("receipt", "quantity", "amount")
        for receipt, quantity, amount in rows:
            found[receipt].append((quantity, amount))
    return found


def _paid(of: Mapping[str, object]) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    if of["receipt__in"]:
        for receipt, tender, amount in ReceiptTender.objects.filter(**of).values_list(
            "receipt", "tender", "amount"
        ):
            found[receipt][tender] = amount
    return found


def papers_told(purchases: Sequence[Purchase]) -> dict[int, Told]:
    """What the papers of these purchases told, without what exchanges added since; three queries."""
    keys = [one.pk for one in purchases]
    lines: dict[int, list[Goods]] = defaultdict(list)
    bought = PurchaseLine.objects.filter(purchase__in=keys, given_by__isnull=True)
    for key, quantity, amount in bought.values_list("purchase", "quantity", "amount"):
        lines[key].append((quantity, amount))
    paid = _paid_at_first(keys)
    return {
        one.pk: Told(one.pos, one.bought_at, one.amount, paid[one.pk], tuple(lines[one.pk]))
        for one in purchases
    }


def _paid_at_first(keys: Sequence[int]) -> dict[int, dict[str, Decimal]]:
    """What each tender paid when the goods were bought: differences paid for exchanges are taken off."""
    added = Refund.objects.filter(purchase__in=keys, paid_at__isnull=False, to_pay__gt=ZERO)
    rows = added.values("purchase", "pay_tender__code").annotate(sum=Sum("to_pay"))
    later = {(row["purchase"], row["pay_tender__code"]): row["sum"] for row in rows}
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    tenders = PurchaseTender.objects.filter(purchase__in=keys)
    for key, code, amount in tenders.values_list("purchase", "tender__code", "paid"):
        left = amount - later.get((key, code), ZERO)
        if left:
            found[key][code] = left
    return found


@dataclass(frozen=True)
class Row:
    """One line of either side as the page of a purchase shows it."""

    name: str
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Side:
    """What one side tells, for reading: the receipt itself, its goods, its payments by tender's name."""

    receipt: Receipt | Purchase
    goods: list[Row]
    paid: list[tuple[str, Decimal]]


def both_sides(purchase: Purchase) -> tuple[Side, Side | None]:
    """The paper, and the POS's receipt where one was found; at most seven queries."""
    names = {tender.code: str(tender) for tender in Tender.objects.all()}
    goods = PurchaseLine.objects.filter(purchase=purchase, given_by__isnull=True)
    paper = Side(
        purchase,
        [Row(one.name, one.quantity, one.amount) for one in goods],
        [
            (names[code], amount)
            for code, amount in sorted(_paid_at_first([purchase.pk])[purchase.pk].items())
        ],
    )
    receipt = Receipt.objects.filter(store=purchase.store_id, pk=purchase.receipt_id or 0).first()
    return paper, _reported_side(receipt, names) if receipt else None


def _reported_side(receipt: Receipt, names: Mapping[str, str]) -> Side:
    return Side(
        receipt,
        [Row(one.name, one.quantity, one.amount) for one in lines_of(receipt)],
        [(names.get(one.tender, one.tender), one.amount) for one in tenders_of(receipt)],
    )
