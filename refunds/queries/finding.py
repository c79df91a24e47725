"""The purchase that something comes back of: by the number on the paper."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from deskops.org.models import Store
from deskops.receipts.models import Receipt, ReceiptLine
from deskops.receipts.queries import lines_of, tenders_of
from deskops.tills.models import Tender

from ..models import Purchase, Refund

FOUND = 8
LEAST = 4


@dataclass(frozen=True)
class Found:
    """What a number led to: receipts of this store, papers typed before, the stores of others."""

    number: str
    receipts: tuple[Receipt, ...]
    typed: tuple[Purchase, ...]
    elsewhere: tuple[Store, ...]

    @property
    def only(self) -> Receipt | None:
        """The receipt, when just one can be meant."""
        return self.receipts[0] if len(self.receipts) == 1 and not self.typed else None

    @property
    def nothing(self) -> bool:
        return not (self.receipts or self.typed or self.elsewhere)


@dataclass(frozen=True)
class Shown:
    """One purchase before a refund of it is begun: its goods, payments and earlier refunds."""

    receipt: Receipt
    lines: tuple[ReceiptLine, ...]
    paid: tuple[tuple[str, Decimal], ...]
    earlier: tuple[Refund, ...]


def find(number: str, store: Store) -> Found:
    """Purchases of this number in three queries; those of another store are only named by it."""
    wanted = number.strip()
    if not LEAST <= len(wanted) <= 40:
        return Found(wanted, (), (), ())
    rows = list(Receipt.objects.filter(number=wanted).select_related("store").order_by("-bought_at")[:FOUND])
    typed = Purchase.objects.filter(
        store=store, number=wanted, state=Purchase.State.UNVERIFIED
    ).prefetch_related(Prefetch("refunds", Refund.objects.select_related("document").order_by("-pk")))
    return Found(
        wanted,
        tuple(row for row in rows if row.store_id == store.pk),
        tuple(typed.order_by("-bought_at")[:FOUND]),
        tuple({row.store_id: row.store for row in rows if row.store_id != store.pk}.values()),
    )


def shown(receipt: Receipt) -> Shown:
    """A receipt with all that a clerk looks at before beginning."""
    labels = {tender.code: str(tender) for tender in Tender.objects.all()}
    paid = tuple((labels.get(row.tender, row.tender), row.amount) for row in tenders_of(receipt))
    return Shown(receipt, tuple(lines_of(receipt)), paid, tuple(earlier_of(receipt)))


def earlier_of(receipt: Receipt) -> list[Refund]:
    """Refunds of a receipt that weren't cancelled, the latest first."""
    rows = Refund.objects.filter(
        purchase__store=receipt.store_id, purchase__number=receipt.number, purchase__pos=receipt.pos
    ).exclude(state=Refund.State.CANCELLED)
    return list(rows.select_related("document").order_by("-pk")[:FOUND])
