"""A purchase becomes a row of ours: copied from the POS's file, or typed from the paper (未核)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO, round_to, yuan
from deskops.core.refusals import Refused
from deskops.org.models import Floor, Staff, Store
from deskops.receipts.models import Receipt
from deskops.receipts.queries import lines_of, tenders_of
from deskops.tills.models import Tender

from ..models import Purchase, PurchaseLine, PurchaseTender
from ..rules.matching import Told, may_be
from .matching import hold_typing


@dataclass(frozen=True)
class TypedLine:
    """One line as the paper prints it; ``amount`` in yuan for the whole line."""

    name: str
    quantity: Decimal
    amount: Decimal
    floor_id: int
    category: str = ""
    barcode: str = ""


@dataclass(frozen=True)
class Typed:
    """A receipt typed from the paper the customer brought; ``paid`` is yuan by tender code."""

    pos: str
    number: str
    bought_at: datetime
    lines: Sequence[TypedLine]
    paid: Mapping[str, Decimal]
    card_number: str = ""

    @property
    def asked(self) -> dict[str, object]:
        """What of it makes a request another one."""
        return {
            "pos": self.pos,
            "number": self.number,
            "bought_at": self.bought_at,
            "card": self.card_number,
            "paid": {code: str(amount) for code, amount in self.paid.items()},
            "lines": [
                [one.barcode, one.name, one.category, str(one.quantity), str(one.amount), one.floor_id]
                for one in self.lines
            ],
        }


def purchase_from(receipt: Receipt) -> Purchase:
    """Our row of an imported receipt, copied when it isn't there yet. Part of an act."""
    typed = Purchase.objects.filter(store=receipt.store, number=receipt.number, receipt_id=receipt.pk)
    if found := typed.order_by("pk").first():
        return found
    purchase, made = Purchase.objects.get_or_create(
        store=receipt.store,
        pos=receipt.pos,
        number=receipt.number,
        defaults={
            "bought_at": receipt.bought_at,
            "bought_on": receipt.bought_on,
            "card_number": receipt.card_number,
            "amount": receipt.amount,
            "state": Purchase.State.VERIFIED,
            "receipt_id": receipt.pk,
        },
    )
    if made:
        _copy_lines(purchase, receipt)
        _add_tenders(purchase, {one.tender: one.amount for one in tenders_of(receipt)})
    return purchase


def _copy_lines(purchase: Purchase, receipt: Receipt) -> None:
    floors = {floor.code: floor for floor in Floor.objects.filter(store=receipt.store)}
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            purchase=purchase,
            position=line.position,
            barcode=line.barcode,
            name=line.name,
            category=line.category,
            floor=floors.get(line.floor),
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
        )
        for line in lines_of(receipt)
    )


def _add_tenders(purchase: Purchase, paid: Mapping[str, Decimal]) -> None:
    tenders = {tender.code: tender for tender in Tender.objects.filter(code__in=paid)}
    PurchaseTender.objects.bulk_create(
        PurchaseTender(purchase=purchase, tender=tenders[code], paid=amount)
        for code, amount in paid.items()
        if amount > ZERO
    )


def type_in(*, typed: Typed, store: Store, by: Staff, now: datetime) -> Purchase:
    """Keep a receipt typed from its paper until the POS's file comes. Part of an act.

    Raises Refused: the receipt was imported meanwhile, it was typed already, a time to come, payments
    that are not the sum of the lines, nothing on it, a floor of another store.
    """
    hold_typing()
    _check_typed(typed, store, now)
    purchase = Purchase.objects.create(
        store=store,
        pos=typed.pos.strip(),
        number=typed.number.strip(),
        bought_at=typed.bought_at,
        bought_on=store.business_date(typed.bought_at),
        card_number=typed.card_number.strip(),
        amount=sum((one.amount for one in typed.lines), ZERO),
        state=Purchase.State.UNVERIFIED,
        sighted_by=by,
        sighted_at=now,
    )
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            purchase=purchase,
            position=position,
            barcode=one.barcode.strip(),
            name=one.name.strip(),
            category=one.category.strip(),
            floor_id=one.floor_id,
            quantity=one.quantity,
            price=round_to(one.amount / one.quantity),
            amount=yuan(one.amount),
        )
        for position, one in enumerate(typed.lines, start=1)
    )
    _add_tenders(purchase, typed.paid)
    return purchase


def _check_typed(typed: Typed, store: Store, now: datetime) -> None:
    _check_new(typed, store)
    if typed.bought_at > now:
        raise Refused(
            "time_to_come", _("This time is still to come."), field="bought_at", value=typed.bought_at
        )
    if not typed.lines or any(one.quantity <= 0 or one.amount < 0 for one in typed.lines):
        raise Refused("no_goods", _("A receipt has goods with a quantity and an amount."), field="lines")
    floors = {one.floor_id for one in typed.lines}
    if Floor.objects.filter(store=store, pk__in=floors).count() != len(floors):
        raise Refused("floor_unknown", _("This floor is not of this store."), field="floor")
    _check_paid(typed)


def _check_new(typed: Typed, store: Store) -> None:
    """Raises Refused for a receipt that is here already, by the POS's file or an earlier typing.

    The POS machine's number may be written otherwise on the paper (3, 03): the time and amount tell.
    """
    total = sum((one.amount for one in typed.lines), ZERO)
    paper = Told(typed.pos.strip(), typed.bought_at, total, {}, ())
    reported = Receipt.objects.filter(store=store, number=typed.number.strip())
    if any(may_be(paper, _head(one)) for one in reported):
        raise Refused(
            "receipt_is_here",
            _("The POS has reported this receipt already."),
            field="number",
            value=typed.number,
            remedy=_("Find it by its number; nothing needs to be typed."),
        )
    known = Purchase.objects.filter(store=store, number=typed.number.strip())
    if any(may_be(paper, head) or may_be(head, paper) for head in map(_head, known)):
        raise Refused(
            "typed_already",
            _("This receipt was entered already."),
            field="number",
            value=typed.number,
            remedy=_("Find it by its number."),
        )


def _head(one: Receipt | Purchase) -> Told:
    """What tells whether it is the same receipt."""
    return Told(one.pos, one.bought_at, one.amount, {}, ())


def _check_paid(typed: Typed) -> None:
    if any(amount < ZERO for amount in typed.paid.values()):
        raise Refused("paid_negative", _("Nobody pays less than nothing."), field="paid")
    total = sum((one.amount for one in typed.lines), ZERO)
    paid = sum(typed.paid.values(), ZERO)
    if paid != total:
        raise Refused(
            "paid_differs",
            _("The goods come to %(total)s yuan, the payments to %(paid)s.") % {"total": total, "paid": paid},
            field="paid",
            value=paid,
            remedy=_("Compare both with the paper."),
        )
