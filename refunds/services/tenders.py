"""The money of a refund, tender by tender: how much each gives back, and by which way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from cards.models import StoredValueCard
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.tills.models import Tender

from ..models import Holding, PurchaseTender, Refund, RefundTender
from ..rules.slips import card_tail
from ..rules.split import Paid, split
from ..rules.tenders import TerminalWay, Way
from .card_slips import shared, slip_amount, terminal_of

BANK_CARD = "bank_card"
TRANSFER = "bank_transfer"


@dataclass(frozen=True)
class Payee:
    """The account a bank transfer goes back to."""

    name: str = ""
    bank: str = ""
    account: str = ""


def shares(refund: Refund) -> list[tuple[PurchaseTender, Decimal]]:
    """What each tender of the purchase gives back of the refund's amount, none of zero.

    What other refunds asked for or got is taken off first; rows of this one that hold something count
    as others. Raises Refused ``more_than_paid``.
    """
    paid = list(PurchaseTender.objects.filter(purchase=refund.purchase_id).select_related("tender"))
    by_code = split(
        refund.amount,
        [Paid(one.tender.code, one.paid - one.reserved - one.refunded, one.tender.is_cash) for one in paid],
    )
    return [(one, share) for one in paid if (share := by_code[one.tender.code])]


def plan(refund: Refund, now: datetime) -> None:
    """Write the refund's money anew from its amount. Part of an act, the purchase locked."""
    refund.tenders.filter(holding=Holding.NONE).delete()
    rows = [
        RefundTender(
            refund=refund,
            paid=one,
            of_exchange=exchange,
            tender=one.tender,
            out_tender=one.tender,
            amount=part,
        )
        for one, exchange, part in slip_shares(refund)
    ]
    for row in rows:
        row.way = _way(row, now)
    RefundTender.objects.bulk_create(rows)


def slip_shares(refund: Refund) -> list[tuple[PurchaseTender, Refund | None, Decimal]]:
    """``shares``, of a bank card slip by slip: with the exchange whose difference a slip paid."""
    return [
        (one, exchange, part)
        for one, share in shares(refund)
        for exchange, part in (shared(one, share) if one.tender.code == BANK_CARD else [(None, share)])
    ]


def terminal_does(money: RefundTender, terminal: TerminalWay) -> RefundTender.Way:
    """What the bank's terminal does with a slip while its way is open.

    A void (撤销) takes a payment back on its day, all of it or nothing: a part goes back as a refund
    (退货) on that day too, and so does everything later.
    """
    voids = terminal.way is Way.VOID and money.amount == slip_amount(money)
    return RefundTender.Way.VOID if voids else RefundTender.Way.REFUND


def _way(money: RefundTender, now: datetime) -> RefundTender.Way:
    if money.tender.code == BANK_CARD:
        return terminal_does(money, terminal_of(money, now))
    ways = {
        Tender.CASH: RefundTender.Way.COUNTER,
        Tender.STORED_VALUE: RefundTender.Way.COUNTER,
        TRANSFER: RefundTender.Way.TRANSFER,
    }
    return ways.get(money.tender.code, RefundTender.Way.ONLINE)


def settle_ways(refund: Refund, cards: Mapping[str, str], out: Collection[str], now: datetime) -> None:
    """Note the card shown for each tender and its way, the exception's by transfer. Part of an act."""
    transfer = Tender.objects.get(code=TRANSFER) if out else None
    rows = list(refund.tenders.filter(holding=Holding.NONE).select_related("tender", "paid", "of_exchange"))
    if unknown := set(out) - {row.tender.code for row in rows if not row.tender.is_cash}:
        raise Refused(
            "no_way_out",
            _("Only what was paid without cash in this refund can go back by exception."),
            field="way_out",
            value=", ".join(sorted(unknown)),
        )
    for row in rows:
        row.is_exception = row.tender.code in out
        row.out_tender = transfer if transfer and row.is_exception else row.tender
        row.refund = refund
        row.way = RefundTender.Way.TRANSFER if row.is_exception else _way(row, now)
        row.card = "" if row.is_exception else _card(row.tender, cards.get(row.tender.code, ""))
        if row.tender.code == BANK_CARD and not row.is_exception:
            require_terminal(terminal_of(row, now))
        row.save(update_fields=["is_exception", "out_tender", "way", "card"])


def require_terminal(terminal: TerminalWay) -> None:
    """Raises Refused ``terminal_closed`` once the bank's terminal doesn't refund this purchase any more."""
    if terminal.way is Way.CLOSED:
        raise Refused(
            "terminal_closed",
            _("The bank's terminal refunded this purchase until %(day)s only.") % {"day": terminal.until},
            field="way_out",
            value=terminal.until,
            remedy=_("Ask for the exception: a transfer to an account of the same name."),
        )


def require_payee(payee: Payee) -> None:
    """Raises Refused ``payee_missing`` unless a transfer has its account, of the customer's own name."""
    for field, value in (("payee_name", payee.name), ("payee_account", payee.account)):
        if not value.strip():
            raise Refused(
                "payee_missing",
                _("The account of the same name is needed."),
                field=field,
                remedy=_("Ask for name, bank and number of an account of the customer's own."),
            )


def note_payee(money: RefundTender, payee: Payee, words: str) -> None:
    """Write the account of a tender's transfer, and why it is an exception. Part of an act."""
    money.payee_name, money.payee_bank = payee.name.strip(), payee.bank.strip()
    money.payee_account, money.out_words = payee.account.strip(), words.strip()
    money.save(update_fields=["payee_name", "payee_bank", "payee_account", "out_words"])


def _card(tender: Tender, shown: str) -> str:
    shown = shown.strip()
    if tender.code == BANK_CARD:
        return card_tail(shown)
    if tender.code != Tender.STORED_VALUE:
        return ""
    if not StoredValueCard.objects.filter(number=shown).exists():
        raise Refused(
            "card_unknown",
            _("No stored-value card has this number."),
            field="cards",
            value=shown,
            remedy=_("Scan the card that the purchase was paid with."),
        )
    return shown


def same_shares(refund: Refund) -> bool:
    """Whether the rows still are what the split gives now; false once another refund came between."""
    rows = refund.tenders.filter(holding=Holding.NONE).values_list("paid", "of_exchange", "amount")
    now = {(one.pk, exchange.pk if exchange else None, part) for one, exchange, part in slip_shares(refund)}
    return set(rows) == now


def held(refund: Refund, holding: Holding) -> Decimal:
    """The yuan of the refund's rows that hold so."""
    rows = refund.tenders.filter(holding=holding).values_list("amount", flat=True)
    return sum(rows, ZERO)
