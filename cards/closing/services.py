"""Closing a stored-value account, and finance's pay-out. Both happen once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.clocks import services as clocks
from deskops.core.acts import act
from deskops.core.calendar import end_of
from deskops.core.dated import setting_at
from deskops.core.frozen import canonical
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.access import held_by
from deskops.org.models import Role, Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign
from deskops.tills.models import Tender
from deskops.tills.services import Leg, PaymentDetails, merged, take_payment
from members.models import Member

from ..models import CardAct, Closing, StoredValue, StoredValueCard
from ..seeds import CLOSING_CASH
from ..services.counter import Counter, Paying
from ..services.locking import holder_of, lock_value
from ..services.plastic import require_identified
from . import rules
from .promise import PAY_OUT
from .queries import Offer, closings, offer

PAYOUT = "card_payout"
DAYS = timedelta(days=15)
SUPERVISORS = (Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.STORE_MANAGER)


@dataclass(frozen=True)
class ToAccount:
    """The holder's bank account; its name is the holder's, so it isn't asked."""

    bank: str = ""
    number: str = ""


@dataclass(frozen=True)
class Wish:
    """How somebody wants a card closed: see ``close_card``."""

    cause: rules.Cause
    shown: Decimal
    identified_by: str
    way: Closing.Way
    account: ToAccount
    agreed_by: Staff | None


def close_card(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    cause: rules.Cause,
    shown: Decimal,
    identified_by: str,
    way: Closing.Way = Closing.Way.BANK,
    account: ToAccount = ToAccount(),
    agreed_by: Staff | None = None,
    signed: Signed | None = None,
) -> Closing:
    """Close a registered card's account for its holder and reckon what is paid out, line by line.

    ``shown`` is the amount that the customer was shown and signs. It goes from the till at once where
    ``way`` is cash (up to the limit), else finance pays it to an account of the holder's name within
    15 days. ``agreed_by`` confirms another cause than the customer's own wish. A card reported lost is
    closed too, a frozen one not. What the card holds beyond what goes back is the price of what was
    bought with it; the bonus lapses. Raises Refused: ``card_ended``, ``card_bearer``,
    ``card_not_active``, ``not_identified``, ``cause_not_agreed``, ``closing_moved`` (another amount
    than was shown), ``closing_not_in_cash``, ``account_missing``, and what ``take_payment`` refuses.
    """
    wish = Wish(cause, shown, identified_by.strip(), way, account, agreed_by)
    asked = {
        "number": number,
        "cause": cause,
        "shown": str(shown),
        "identified_by": identified_by,
        "way": way,
        "account": [account.bank, account.number],
        "agreed_by": agreed_by.pk if agreed_by else None,
    }
    with act(request_key=request_key, by=by, name="cards.close", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return closings().get(pk=running.reserved)
        card = lock_value(number)
        holder = holder_of(card)
        require_identified(identified_by)
        if card.value.state != StoredValue.State.ACTIVE:
            raise _frozen(card)
        today = store.business_date(now)
        rules.agreed(cause=cause, by_supervisor=_supervises(agreed_by, store, today))
        with translation.override(settings.LANGUAGE_CODE):  # the lines are signed in Chinese, whoever closes
            made = offer(card.value, cause, store=store, on=today)
        due = made.reckoning.due
        counter = Counter(by, store, now)
        _check_amount(due, wish, counter)
        document = counter.paper(running.reserved, CardAct.Kind.CLOSE, holder.pk, due)
        _post(document, card, due, way, counter)
        closing = _record(document, card, made, wish)
        _end(card)
        file_document(document)
        if closing.state == Closing.State.DUE:
            desk = clocks.Job(Role.CLERK, store)
            clocks.start(document=document, policy=PAY_OUT, job=desk, at=now, until=end_of(today + DAYS))
        if signed:
            _sign(closing, holder, signed, by, now)
        return closing


def pay_out(*, request_key: UUID, by: Staff, now: datetime, closing_id: int, bank_reference: str) -> Closing:
    """Record that finance has paid a closed card out to the holder's account, with the bank's number.

    Interest runs from the day of closing on the part by the court's rule. Raises Refused:
    ``closing_paid``, ``bank_number_missing``, ``bank_number_used``.
    """
    reference = bank_reference.strip()
    asked = {"closing": closing_id, "reference": reference}
    with act(
        request_key=request_key, by=by, name="cards.pay_closing", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return closings().get(pk=closing_id)
        closing = _locked(closing_id)
        if not reference:
            raise Refused("bank_number_missing", _("The bank's number is missing."), field="bank_reference")
        store, origin = closing.document.store, closing.document
        accrued = accrued_interest(closing, store.business_date(now))
        paper = begin_document(
            pk=running.reserved,
            kind=PAYOUT,
            store=store,
            by=by,
            now=now,
            member_id=origin.member_id,
            amount=closing.amount + accrued,
            origin=origin,
        )
        closing.state, closing.payout, closing.interest = Closing.State.PAID, paper, accrued
        closing.bank_reference, closing.paid_by, closing.paid_at = reference, by, now
        _post_payout(paper, closing, by)
        changed = ["state", "payout", "interest", "bank_reference", "paid_by", "paid_at"]
        closing.save(update_fields=changed)
        file_document(paper)
        clocks.meet(document=origin, policy=PAY_OUT, by=by, now=now, how=paper.number)
        return closing


def accrued_interest(closing: Closing, today: date) -> Decimal:
    """The interest in yuan that a closing has earned by a business date."""
    since = closing.document.business_date
    return rules.interest(amount=closing.by_rule, rate=closing.rate, since=since, until=today)


def _supervises(staff: Staff | None, store: Store, today: date) -> bool:
    if staff is None:
        return False
    return any(one.role in SUPERVISORS and one.reaches(store) for one in held_by(staff, today))


def _frozen(card: StoredValueCard) -> Refused:
    return Refused(
        "card_not_active",
        _("This card is %(state)s.") % {"state": card.value.get_state_display()},
        field="card_number",
        value=card.number,
        remedy=_("Let it work again first, when the reason is settled."),
    )


def _check_amount(due: Decimal, wish: Wish, counter: Counter) -> None:
    store, account = counter.store, wish.account
    if due != wish.shown:
        raise Refused(
            "closing_moved",
            _("The card pays out %(due)s yuan now, %(shown)s yuan were shown.")
            % {"due": format_money(due), "shown": format_money(wish.shown)},
            value=due,
            remedy=_("Look at the lines again with the customer, then let them sign."),
        )
    if wish.way == Closing.Way.CASH:
        limit = setting_at(CLOSING_CASH, on=store.business_date(counter.now), store=store)
        rules.in_cash(amount=due, limit=limit.yuan, source=limit.source)
        return
    for field, value in (("bank", account.bank), ("account_number", account.number)):
        if due and not value.strip():
            raise Refused(
                "account_missing",
                _("Bank and number of the holder's account are needed."),
                field=field,
                remedy=_("The account is of the holder's own name (单用途商业预付卡管理办法第二十一条)."),
            )


def _post(
    document: Document, card: StoredValueCard, due: Decimal, way: Closing.Way, counter: Counter
) -> None:
    """Empty the account: what is due to the customer; the bonus lapses; the rest is the goods' price."""
    principal, bonus = card.value.principal.amount, card.value.bonus.amount
    if due and way == Closing.Way.CASH:
        cash = Tender.objects.get(code=Tender.CASH)
        out = Paying(cash, PaymentDetails()).take(document, -due, counter)
    else:
        out = [(account_for(AccountKind.CLOSING_DUE, counter.store).pk, -due)]
    granted = account_for(AccountKind.BONUS_GRANTED, counter.store).pk
    sales = account_for(AccountKind.CARD_SALES, counter.store).pk
    legs: list[Leg] = [
        *out,
        (card.value.principal_id, principal),
        (card.value.bonus_id, bonus),
        (granted, -bonus),
        (sales, due - principal),
    ]
    if merged(legs):
        counter.post(document, legs)


def _record(document: Document, card: StoredValueCard, made: Offer, wish: Wish) -> Closing:
    value, reckoning = card.value, made.reckoning
    to_bank = wish.way == Closing.Way.BANK
    done = CardAct.objects.create(
        document=document,
        kind=CardAct.Kind.CLOSE,
        value=value,
        card=card,
        principal=-value.principal.amount,
        bonus=-value.bonus.amount,
        balance_after=ZERO,
        reason=str(wish.cause.label),
        identified_by=wish.identified_by,
    )
    state = Closing.State.DUE if to_bank else Closing.State.PAID
    return Closing.objects.create(
        document=document,
        act=done,
        cause=wish.cause,
        agreed_by=wish.agreed_by,
        paid_in=reckoning.paid_in,
        spent_listed=made.record.spent.listed,
        spent_paid=made.record.spent.paid,
        withdrawn=reckoning.withdrawn,
        by_rule=reckoning.by_rule,
        reasons=[[str(line.what), str(line.amount), line.rule] for line in reckoning.lines],
        rate=made.rate,
        rate_source=made.rate_source,
        way=wish.way,
        account_name=value.owner if to_bank else "",
        bank=wish.account.bank.strip(),
        account_number=wish.account.number.strip().replace(" ", ""),
        state=state if reckoning.due else Closing.State.NOTHING,
    )


def _end(card: StoredValueCard) -> None:
    card.state, card.value.state = StoredValueCard.State.CLOSED, StoredValue.State.CLOSED
    card.save(update_fields=["state"])
    card.value.save(update_fields=["state"])


def _sign(closing: Closing, holder: Member, signed: Signed, by: Staff, now: datetime) -> None:
    body = canonical(
        {
            "number": closing.document.number,
            "reasons": closing.reasons,
            "due": str(closing.amount),
            "account": f"{closing.bank} {closing.account_number[-4:]}",
        }
    )
    sign(
        document=closing.document,
        role=Signature.Role.CUSTOMER,
        name=holder.name,
        body=body,
        strokes=signed.strokes,
        by=by,
        now=now,
    )


def _locked(closing_id: int) -> Closing:
    """The closing, its paper locked before it; refused unless it waits to be paid out."""
    Document.objects.select_for_update(no_key=True, of=("self",)).filter(pk=closing_id).first()
    rows = Closing.objects.select_for_update(no_key=True, of=("self",))
    closing = rows.select_related("document__store").get(pk=closing_id)
    if closing.state != Closing.State.DUE:
        raise Refused(
            "closing_paid",
            _("This closing is “%(state)s”.") % {"state": closing.get_state_display()},
            value=closing.bank_reference,
        )
    return closing


def _post_payout(paper: Document, closing: Closing, by: Staff) -> None:
    store = paper.store
    legs = take_payment(
        document=paper,
        tender=Tender.objects.get(code="bank_transfer"),
        amount=-(closing.amount + closing.interest),
        by=by,
        now=paper.made_at,
        details=PaymentDetails(
            reference=closing.bank_reference, to_name=closing.account_name, to_number=closing.account_number
        ),
    )
    owed = account_for(AccountKind.CLOSING_DUE, store).pk
    paid = account_for(AccountKind.INTEREST_PAID, store).pk
    post(
        kind=PAYOUT,
        document=paper,
        store_id=store.pk,
        business_date=paper.business_date,
        by=by,
        entries=merged([*legs, (owed, closing.amount), (paid, closing.interest)]),
    )
