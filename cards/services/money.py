"""Selling, topping up and redeeming: the acts that move money on a card."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.dated import settings_at
from deskops.core.frozen import canonical
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.core.statements import insert
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, accounts_for
from deskops.org.models import Staff, Store
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign
from deskops.tills.models import Payment, Tender
from deskops.tills.services import NO_DETAILS, PaymentDetails
from members.models import Member, MemberCard

from .. import rules
from ..models import CardAct, StoredValue, StoredValueCard
from ..seeds import CASH_PERSON, CASH_UNIT, LIMIT
from ..stock.moving import Keeping, issue_number
from .counter import Counter, Paying
from .locking import holder_of, lock_value, require_holder, require_unexpired, require_usable

Kind = CardAct.Kind


def sell_card(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    member_id: int,
    number: str,
    amount: Decimal,
    tender: Tender,
    details: PaymentDetails = NO_DETAILS,
    signed: Signed | None = None,
) -> CardAct:
    """Sell a registered stored-value card to the holder of a live member card, who is the referrer.

    The card comes out of the store's blank stock where it keeps the number's series. ``signed`` is the
    applicant's signature under the application. Raises Refused: no live member
    card, no ID number on record, a number in use, the limit, cash where the rule says transfer,
    and what ``take_payment`` refuses.
    """
    number = rules.card_number(number)
    asked = {
        "member": member_id,
        "number": number,
        "amount": str(amount),
        "tender": tender.code,
        **asdict(details),
    }
    with act(request_key=request_key, by=by, name="cards.sell", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        holder = Member.objects.select_for_update(no_key=True, of=("self",)).get(pk=member_id)
        require_holder(holder)
        counter, paying = Counter(by, store, now), Paying(tender, details)
        _check_money(ZERO, amount, paying, counter)
        document = counter.paper(running.reserved, Kind.SALE, member_id, amount)
        issue_number(number, Keeping(store, document))
        card = _open(holder, number, counter)
        made = _take(document, card, amount, paying, counter)
        if signed:
            _sign(made, holder, signed, counter)
        return made


def top_up(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    amount: Decimal,
    tender: Tender,
    details: PaymentDetails = NO_DETAILS,
    at_pos: bool = False,
) -> CardAct:
    """Put money on a card, paid at the desk or ``at_pos``.

    Raises Refused as ``sell_card`` does, and for a card that is not in use.
    """
    asked = {"number": number, "amount": str(amount), "tender": tender.code, **asdict(details)}
    with act(request_key=request_key, by=by, name="cards.top_up", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        require_usable(card)
        require_holder(holder_of(card))
        counter, paying = Counter(by, store, now), Paying(tender, details, at_pos)
        _check_money(card.value.balance, amount, paying, counter)
        document = counter.paper(running.reserved, Kind.TOP_UP, card.value.holder_id, amount)
        return _take(document, card, amount, paying, counter)


def redeem(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    amount: Decimal,
    listed: Decimal | None = None,
    receipt: str = "",
) -> CardAct:
    """Spend from a card at the desk: ``amount`` after discount, ``listed`` before it (the same if None).

    The principal goes first, then the bonus. Raises Refused when the card is not in use or holds less.
    """
    listed = amount if listed is None else listed
    asked = {"number": number, "amount": str(amount), "listed": str(listed), "receipt": receipt}
    with act(request_key=request_key, by=by, name="cards.redeem", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        require_usable(card)
        require_unexpired(card, store.business_date(now))
        rules.price(listed=listed, paid=rules.positive(amount))
        value = card.value
        principal, bonus = rules.split_redemption(
            paid=amount, principal=value.principal.amount, bonus=value.bonus.amount
        )
        counter = Counter(by, store, now)
        document = counter.paper(running.reserved, Kind.REDEEM, value.holder_id, amount)
        sales = account_for(AccountKind.CARD_SALES, store)
        counter.post(
            document, [(value.principal_id, principal), (value.bonus_id, bonus), (sales.pk, -amount)]
        )
        made = CardAct(
            document=document,
            kind=Kind.REDEEM,
            value=value,
            card=card,
            principal=-principal,
            bonus=-bonus,
            listed=listed,
            paid=amount,
            balance_after=value.balance - amount,
            receipt=receipt.strip(),
        )
        insert(made)
        file_document(document)
        return made


def done(document_id: int) -> CardAct:
    """The act of a paper, with what a page and a receipt show of it."""
    return CardAct.objects.select_related(
        "document__store", "document__maker", "value__holder", "value__store", "card", "member_card__member"
    ).get(pk=document_id)


def _check_money(balance: Decimal, amount: Decimal, paying: Paying, counter: Counter) -> None:
    on = counter.store.business_date(counter.now)
    settings = settings_at([LIMIT, CASH_UNIT, CASH_PERSON], on=on, store=counter.store)
    rules.within_limit(balance=balance, added=rules.positive(amount), limit=settings[LIMIT])
    rules.not_in_cash(
        amount=amount,
        is_cash=paying.tender.is_cash,
        is_unit=paying.details.payer_paper == Payment.Paper.LICENCE,
        unit=settings[CASH_UNIT],
        person=settings[CASH_PERSON],
    )
    if paying.tender.code == Tender.STORED_VALUE:
        raise Refused(
            "tender_for_card",
            _("A card is not paid with a card."),
            field="tender",
            remedy=_("Take cash, a bank card or a transfer."),
        )


def _open(holder: Member, number: str, counter: Counter) -> StoredValueCard:
    plastic = MemberCard.objects.filter(member=holder, state=MemberCard.State.ISSUED).first()
    if plastic is None:
        raise Refused(
            "no_member_card",
            _("A stored-value card is sold to the holder of a member card in use only."),
            field="member",
            remedy=_("Issue or replace the member card first."),
        )
    store, today = counter.store, counter.store.business_date(counter.now)
    principal, bonus = accounts_for(
        store, [(AccountKind.CARD_PRINCIPAL, number), (AccountKind.CARD_BONUS, number)]
    )
    value = StoredValue.objects.create(
        holder=holder, store=store, principal=principal, bonus=bonus, referrer=plastic.number, opened_on=today
    )
    return StoredValueCard.objects.create(
        number=number, value=value, store=store, issued_on=today, issued_by=counter.by
    )


def _take(
    document: Document, card: StoredValueCard, amount: Decimal, paying: Paying, counter: Counter
) -> CardAct:
    value = card.value
    legs = paying.take(document, amount, counter)
    counter.post(document, [*legs, (value.principal_id, -amount)])
    made = CardAct(
        document=document,
        kind=document.kind,
        value=value,
        card=card,
        principal=amount,
        balance_after=value.balance + amount,
    )
    insert(made)
    file_document(document)
    return made


def _sign(made: CardAct, holder: Member, signed: Signed, counter: Counter) -> None:
    sign(
        document=made.document,
        role=Signature.Role.CUSTOMER,
        name=holder.name,
        body=canonical(
            {"number": made.document.number, "card": str(made.card), "amount": str(made.principal)}
        ),
        strokes=signed.strokes,
        by=counter.by,
        now=counter.now,
    )
