"""Preparing a refund: which goods come back and why, and what the customer has to show for it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from cashback.services import earned_by
from deskops.core.acts import act
from deskops.core.money import ZERO, round_to
from deskops.core.refusals import Refused
from deskops.org.models import Floor, Staff
from deskops.tills.models import Tender
from gifts.services import reclaiming

from ..models import ExchangeLine, Holding, Refund, RefundTender
from ..rules.split import exchange
from .lines import Chosen, replace_lines
from .locking import fresh, lock_refund, require_state
from .tenders import Payee, note_payee, plan, require_payee, settle_ways

__all__ = ["Chosen", "Payee", "Shown", "Taken", "WayOut", "check", "choose_goods"]

Shown = Mapping[str, str]
"""By tender code: the number of the stored-value card shown, or the last four of the bank card."""


@dataclass(frozen=True)
class Taken:
    """Goods the customer takes instead; ``price`` in yuan for one."""

    name: str
    quantity: Decimal
    price: Decimal
    floor_id: int
    category: str = ""
    barcode: str = ""

    @property
    def amount(self) -> Decimal:
        """Yuan for all of it, to the fen."""
        return round_to(self.price * self.quantity)


@dataclass(frozen=True)
class WayOut:
    """The supervised exception: why these tenders can't give back, and whose account gets the money."""

    tenders: Collection[str]
    why: Refund.WayOut
    words: str
    payee_name: str
    payee_bank: str
    payee_account: str

    @property
    def payee(self) -> Payee:
        """The account that the money goes to."""
        return Payee(self.payee_name, self.payee_bank, self.payee_account)


def choose_goods(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    refund_id: int,
    goods: Sequence[Chosen],
    reason: Refund.Reason,
    condition: Refund.Condition,
    repairs_failed: int = 0,
    words: str = "",
    taken: Sequence[Taken] = (),
    gifts_back: Mapping[int, int] | None = None,
) -> Refund:
    """Note the goods, why they come back and in what state, and work out the money tender by tender.

    ``gifts_back`` is how many pieces of a gift given for the receipt the customer brought, by the line
    of its issue; of those that are asked back and weren't brought the value is kept.
    Raises Refused: nothing chosen, more than is left of a line, goods whose rule or date doesn't allow
    it (``not_returnable``: with the rule and the day it ended), a line without its floor, an exchange
    without goods to take, a price given back without goods for another reason than a wrong price, or
    more of it than is left of what the line cost (``too_much``).
    """
    asked = {
        "refund": refund_id,
        "goods": [[one.line_id, str(one.quantity), str(one.overcharged)] for one in goods],
        "reason": reason,
        "condition": condition,
        "repairs": repairs_failed,
        "words": words,
        "taken": [[one.barcode, one.name, str(one.quantity), str(one.price), one.floor_id] for one in taken],
    }
    if gifts_back:
        asked["gifts_back"] = sorted(gifts_back.items())
    with act(request_key=request_key, by=by, name="refunds.choose", asked=asked) as running:
        if not running.replayed:
            refund = lock_refund(refund_id)
            require_state(refund, Refund.State.DRAFT)
            refund.reason, refund.condition = reason, condition
            refund.repairs_failed, refund.words, refund.checked = repairs_failed, words.strip(), False
            refund.goods_amount = replace_lines(refund, goods, now)
            refund.taken_amount = _replace_taken(refund, taken)
            _settle(refund, by, now, gifts_back or {})
            running.result = {"refund": refund_id}
    return fresh(refund_id)


def _replace_taken(refund: Refund, taken: Sequence[Taken]) -> Decimal:
    if (refund.purpose == Refund.Purpose.EXCHANGE) != bool(taken):
        raise Refused(
            "taken_missing" if not taken else "taken_with_refund",
            _("An exchange names the goods the customer takes, a refund has none."),
            field="taken",
        )
    _check_taken(refund, taken)
    refund.taken.all().delete()
    ExchangeLine.objects.bulk_create(
        ExchangeLine(
            refund=refund,
            position=position,
            barcode=one.barcode.strip(),
            name=one.name.strip(),
            category=one.category.strip(),
            floor_id=one.floor_id,
            quantity=one.quantity,
            price=one.price,
            amount=one.amount,
        )
        for position, one in enumerate(taken, start=1)
    )
    return sum((one.amount for one in taken), ZERO)


def _check_taken(refund: Refund, taken: Iterable[Taken]) -> None:
    floors = {one.floor_id for one in taken}
    if Floor.objects.filter(store=refund.purchase.store_id, pk__in=floors).count() != len(floors):
        raise Refused("floor_unknown", _("This floor is not of this store."), field="floor")
    if any(one.quantity <= 0 or one.price < 0 or not one.name.strip() for one in taken):
        raise Refused(
            "taken_incomplete", _("Goods taken have a name, a quantity and a price."), field="taken"
        )


def _settle(refund: Refund, by: Staff, now: datetime, gifts_back: Mapping[int, int]) -> None:
    """What is kept, what goes back or is to be paid, and by which tenders."""
    refund.deduction, refund.deduction_why = _kept(refund, by, now, gifts_back)
    left = max(ZERO, refund.goods_amount - refund.deduction)
    difference = exchange(left, refund.taken_amount)
    refund.to_pay, refund.pay_tender = difference.to_pay, None
    refund.document.amount = difference.to_refund
    refund.document.save(update_fields=["amount"])
    plan(refund, now)
    refund.exception = ""
    refund.save(
        update_fields=[
            "reason",
            "condition",
            "repairs_failed",
            "words",
            "checked",
            "goods_amount",
            "taken_amount",
            "deduction",
            "deduction_why",
            "to_pay",
            "pay_tender",
            "exception",
        ]
    )


def _kept(refund: Refund, by: Staff, now: datetime, gifts_back: Mapping[int, int]) -> tuple[Decimal, str]:
    """Gifts that don't come back, in yuan, and the words for it.

    Cashback that the goods earned is only named: the next list corrects it, a refund keeps none back.
    """
    purchase = refund.purchase
    gifts = reclaiming.note(
        document=refund.document,
        pos=purchase.pos,
        number=purchase.number,
        amount=refund.goods_amount - refund.taken_amount,
        brought=gifts_back,
        by=by,
        now=now,
    )
    back = max(ZERO, refund.goods_amount - refund.taken_amount)
    cashback = earned_by(card_number=purchase.card_number, bought_on=purchase.bought_on, amount=back)
    parts = [f"{gift.name} {gift.kept}" for gift in gifts if gift.kept]
    if cashback:
        parts.append(_("cashback %(amount)s: the next list corrects it") % {"amount": cashback})
    return sum((gift.kept for gift in gifts), ZERO), "；".join(parts)[:200]


def check(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    refund_id: int,
    cards: Shown,
    invoice: Refund.Invoice,
    invoice_number: str = "",
    way_out: WayOut | None = None,
    payee: Payee | None = None,
    pay_tender: Tender | None = None,
) -> Refund:
    """Note what the customer showed: the receipt itself, the cards it was paid with, the invoice.

    ``payee`` is the account of a payment that came by bank transfer. Raises Refused: a card that
    wasn't shown or isn't one, an invoice without its number, a tender whose terminal is closed without
    the exception (``terminal_closed``: with the last day), a way out for cash or without its reason,
    a transfer without its account.
    """
    asked = {
        "refund": refund_id,
        "cards": dict(cards),
        "invoice": [invoice, invoice_number],
        "way_out": _asked(way_out),
        "payee": [payee.name, payee.bank, payee.account] if payee else None,
        "pay_tender": pay_tender.code if pay_tender else None,
    }
    with act(request_key=request_key, by=by, name="refunds.check", asked=asked) as running:
        if not running.replayed:
            refund = lock_refund(refund_id)
            require_state(refund, Refund.State.DRAFT)
            _check_complete(refund, invoice, invoice_number, pay_tender)
            settle_ways(refund, cards, way_out.tenders if way_out else (), now)
            _note_transfers(refund, way_out, payee)
            _note(
                refund,
                invoice=invoice,
                invoice_number=invoice_number,
                way_out=way_out,
                pay_tender=pay_tender,
            )
            running.result = {"refund": refund_id}
    return fresh(refund_id)


def _asked(way_out: WayOut | None) -> list[object] | None:
    if way_out is None:
        return None
    payee = [way_out.payee_name, way_out.payee_bank, way_out.payee_account]
    return [sorted(way_out.tenders), way_out.why, way_out.words, *payee]


def _check_complete(
    refund: Refund, invoice: Refund.Invoice, invoice_number: str, pay_tender: Tender | None
) -> None:
    if not refund.lines.filter(holding=Holding.NONE).exists():
        raise Refused("no_goods", _("Choose the goods that come back."), field="goods")
    if invoice != Refund.Invoice.NONE and not invoice_number.strip():
        raise Refused(
            "invoice_number_missing",
            _("The number of the invoice is missing."),
            field="invoice_number",
            remedy=_("Enter the number of the invoice that came back, or of the red-letter form."),
        )
    if refund.to_pay and pay_tender is None:
        raise Refused(
            "pay_tender_missing", _("Say how the customer pays the difference."), field="pay_tender"
        )


def _note_transfers(refund: Refund, way_out: WayOut | None, payee: Payee | None) -> None:
    """An exception has its reason in words, and whatever is transferred the account it goes to."""
    if way_out:
        _require_why(way_out)
        require_payee(way_out.payee)
    for row in refund.tenders.filter(holding=Holding.NONE, way=RefundTender.Way.TRANSFER):
        by_exception = way_out if row.is_exception else None
        account = by_exception.payee if by_exception else payee or (way_out.payee if way_out else Payee())
        require_payee(account)
        note_payee(row, account, by_exception.words if by_exception else "")


def _require_why(way_out: WayOut) -> None:
    for field, value in (("why", way_out.why), ("exception_words", way_out.words)):
        if not value.strip():
            raise Refused(
                "why_missing", _("Say why it can't go back the way it came."), field=field, value=value
            )


def _note(
    refund: Refund,
    *,
    invoice: Refund.Invoice,
    invoice_number: str,
    way_out: WayOut | None,
    pay_tender: Tender | None,
) -> None:
    values: dict[str, object] = {
        "checked": True,
        "invoice": invoice,
        "invoice_number": "" if invoice == Refund.Invoice.NONE else invoice_number.strip(),
        "pay_tender": pay_tender if refund.to_pay else None,
        "exception": way_out.why if way_out else "",
    }
    for name, value in values.items():
        setattr(refund, name, value)
    refund.save(update_fields=list(values))
