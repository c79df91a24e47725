"""How a paper is paid: the legs of its transfer, and the row that says by which tender."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.dated import setting_at
from deskops.core.money import JIAO, ZERO, format_money, round_cash
from deskops.core.refusals import Refused
from deskops.core.statements import Side, first_row, insert
from deskops.documents.models import Document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.models import Account
from deskops.ledger.services import account_for
from deskops.org.models import Staff, Store

from ..models import Payment, Shift, Tender, Till

CASH_ROUNDING = "cash_rounding"
SHIFT, TILL = Side(Shift, "shift"), Side(Till, "till")
LOCK_SHIFT = f"""
SELECT {SHIFT}, {TILL} FROM tills_shift shift JOIN tills_till till ON till.id = shift.till_id
WHERE shift.clerk_id = %s AND till.store_id = %s AND shift.state = ANY (%s) FOR NO KEY UPDATE OF shift
"""  # noqa: S608

type Leg = tuple[int, Decimal]
"""An account and a debit-positive amount, as ``ledger.services.post`` takes them."""


@dataclass(frozen=True)
class PaymentDetails:
    """What the slip and the customer say beside the amount; which of it is needed, the tender says."""

    slip: str = ""
    reference: str = ""
    from_name: str = ""
    from_number: str = ""
    to_name: str = ""
    to_number: str = ""
    payer_name: str = ""
    payer_paper: str = ""
    payer_last4: str = ""


NO_DETAILS = PaymentDetails()


def require_shift(*, by: Staff, store: Store, now: datetime) -> Shift:
    """The clerk's own open shift in this store, its row locked until the act ends.

    Every cash act begins with it, so that nothing enters the till between count and close. Raises
    Refused ``till_closed`` when there is none, ``till_counted`` once it has been counted, and
    ``till_of_another_day`` when it was left open on an earlier business date.
    """
    row = first_row(LOCK_SHIFT, [by.pk, store.pk, [state.value for state in Shift.UNDER_WAY]])
    if row is None:
        raise Refused(
            "till_closed",
            _("You have no open till."),
            remedy=_("Count a drawer and open your shift under “Till”, then do this again."),
        )
    shift = SHIFT.read(row)
    shift.till = TILL.read(row)
    if shift.state != Shift.State.OPEN:
        raise Refused(
            "till_counted",
            _("Your till has been counted, nothing goes in or out any more."),
            value=shift.till.name,
            remedy=_("Close the shift, then open a new one."),
        )
    if shift.business_date != store.business_date(now):
        raise Refused(
            "till_of_another_day",
            _("Your shift is of business date %(day)s.") % {"day": shift.business_date},
            value=shift.till.name,
            remedy=_("Count and close it, then open one for today."),
        )
    return shift


def take_payment(
    *,
    document: Document,
    tender: Tender,
    amount: Decimal,
    by: Staff,
    now: datetime,
    shift: Shift | None = None,
    details: PaymentDetails = NO_DETAILS,
    account_id: int | None = None,
    on_pos: bool = False,
) -> list[Leg]:
    """Record that a tender pays ``amount`` for a paper, and return the legs that the transfer needs.

    ``amount`` is positive when the customer pays and negative when the desk does; the legs sum to it,
    so the caller adds its own legs of the opposite sum and posts. Cash is brought to the jiao and
    the difference goes to the rounding account. ``account_id`` is the card's account for stored
    value. ``shift`` comes from ``require_shift``. ``on_pos``: the clerk rings it up at the POS of this
    desk too, so its total holds it as well. Part of the caller's act.

    Raises Refused when the tender is out of use, lacks its slip, reference or accounts (of a transfer
    that the desk pays only the one it goes to), needs an open till, or when the till doesn't hold
    what is to be paid (``till_short``, with the amount it lacks).
    """
    _check(tender, shift, details, pays=amount < ZERO)
    legs, rounding = payment_entry(
        tender=tender,
        amount=amount,
        store=document.store,
        shift=shift,
        on=document.business_date,
        account_id=account_id,
    )
    row = Payment(
        document=document,
        tender=tender,
        shift=shift,
        amount=amount,
        rounding=rounding,
        on_pos=on_pos,
        by=by,
        at=now,
        **asdict(details),
    )
    insert(row)
    return legs


def take_at_pos(
    *,
    document: Document,
    tender: Tender,
    amount: Decimal,
    by: Staff,
    now: datetime,
    details: PaymentDetails = NO_DETAILS,
) -> list[Leg]:
    """As ``take_payment``, for money taken at a POS: no shift of the desk, no rounding of its cash.

    Cash is in the POS's drawer and stands on the account of POS cash until it is handed in with the
    POS's own takings, or counted with a drawer of the desk that has this POS. Negative when it is taken
    back.
    """
    _check(tender, None, details, pays=amount < ZERO, at_pos=True)
    account = (
        account_for(AccountKind.POS_TAKINGS, document.store).pk
        if tender.is_cash
        else tender_account(tender, document.store)
    )
    insert(
        Payment(
            document=document, tender=tender, amount=amount, on_pos=True, by=by, at=now, **asdict(details)
        )
    )
    return [(account, amount)]


def payment_entry(
    *,
    tender: Tender,
    amount: Decimal,
    store: Store,
    shift: Shift | None,
    on: date,
    account_id: int | None = None,
) -> tuple[list[Leg], Decimal]:
    """The legs for an amount by one tender, which sum to it, and what rounding added to the cash."""
    if not tender.is_cash:
        return [(account_id or tender_account(tender, store), amount)], ZERO
    if shift is None:
        raise _no_till(tender)
    rounding = cash_rounding(amount, store=store, on=on)
    moved = amount + rounding
    if moved < ZERO:
        _cover(shift, -moved)
    legs = [(shift.till.account_id, moved)] if moved else []
    if rounding:
        legs.append((account_for(AccountKind.ROUNDING, store).pk, -rounding))
    return legs, rounding


def cash_rounding(amount: Decimal, *, store: Store, on: date) -> Decimal:
    """What is added to ``amount`` (positive taken, negative paid) to make it payable in cash."""
    if not amount % JIAO:
        return ZERO
    rule = setting_at(CASH_ROUNDING, on=on, store=store).value
    _cash, difference = round_cash(abs(amount), rule, pays=amount < ZERO)
    return difference if amount > ZERO else -difference


def tender_account(tender: Tender, store: Store) -> int:
    """The store's account that a tender's money goes to."""
    if not tender.account_kind:
        raise ValueError(f"{tender.code} moves the account of a card, which the caller names")
    return account_for(AccountKind(tender.account_kind), store, tender.account_code).pk


def _cover(shift: Shift, needed: Decimal) -> None:
    held = Account.objects.values_list("balance", flat=True).get(pk=shift.till.account_id)
    if held < needed:
        raise Refused(
            "till_short",
            _("The till lacks %(lacks)s yuan for this.") % {"lacks": format_money(needed - held)},
            field="amount",
            value=needed - held,
            remedy=_("Enter the POS's cash so far, or draw float from finance."),
        )


def _check(
    tender: Tender, shift: Shift | None, details: PaymentDetails, *, pays: bool, at_pos: bool = False
) -> None:
    if not tender.is_active:
        raise Refused(
            "tender_out_of_use",
            _("%(tender)s is not taken here.") % {"tender": tender},
            field="tender",
            value=tender.code,
            remedy=_("Choose another tender."),
        )
    if shift is None and tender.needs_shift and not at_pos:
        raise _no_till(tender)
    _require(tender.needs_slip, details.slip, "slip", _("The slip number is missing."))
    _require(tender.needs_reference, details.reference, "reference", _("The reference number is missing."))
    both = ("from_name", "from_number", "to_name", "to_number")
    for name in both[2:] if pays else both:
        _require(
            tender.needs_accounts,
            getattr(details, name),
            name,
            _("Account name and number are required on both sides of a transfer."),
        )


def _no_till(tender: Tender) -> Refused:
    return Refused(
        "till_closed",
        _("%(tender)s is taken with an open till only.") % {"tender": tender},
        remedy=_("Count a drawer and open your shift under “Till”, then do this again."),
    )


def _require(needed: bool, value: str, field: str, message: str) -> None:
    if needed and not value.strip():
        raise Refused("tender_incomplete", message, field=field, remedy=_("Enter it from the slip."))


def merged(legs: Iterable[Leg]) -> list[Leg]:
    """One leg per account, none of zero: a transfer names each account once."""
    sums: dict[int, Decimal] = {}
    for account, amount in legs:
        sums[account] = sums.get(account, ZERO) + amount
    return [(account, amount) for account, amount in sums.items() if amount]
