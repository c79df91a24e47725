"""Freezing, losing and replacing: the acts on plastic. The account and its history stay."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.dated import setting_at
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.models import Staff, Store
from deskops.tills.models import Tender
from deskops.tills.services import NO_DETAILS, PaymentDetails
from members.models import MemberCard
from members.services.cards import issue_card, lock_card, set_card_state

from .. import rules
from ..models import CardAct, HolderChange, StoredValue, StoredValueCard
from ..seeds import FEE_MEMBER, FEE_STORED
from ..stock.moving import Keeping, issue_number
from .counter import Counter, Paying
from .locking import lock_value, require_registered
from .money import done

Kind = CardAct.Kind


def freeze(*, request_key: UUID, by: Staff, store: Store, now: datetime, number: str, reason: str) -> CardAct:
    """Stop a card: nothing goes on or off until it is unfrozen. Raises Refused without a reason."""
    return _change(Kind.FREEZE, request_key, Counter(by, store, now), number, reason)


def unfreeze(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, number: str, reason: str
) -> CardAct:
    """Let a frozen card work again; one reported lost has to be replaced instead."""
    return _change(Kind.UNFREEZE, request_key, Counter(by, store, now), number, reason)


# From which state of the account an act leads to which.
MOVES = {
    Kind.FREEZE: (StoredValue.State.ACTIVE, StoredValue.State.FROZEN),
    Kind.UNFREEZE: (StoredValue.State.FROZEN, StoredValue.State.ACTIVE),
}


def report_lost(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, number: str, identified_by: str
) -> CardAct:
    """Stop a lost card at once (挂失), its holder identified; the account waits for new plastic."""
    asked = {"number": number, "identified_by": identified_by}
    with act(request_key=request_key, by=by, name="cards.lost", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        require_registered(card)
        require_identified(identified_by)
        if card.state != StoredValueCard.State.ISSUED:
            raise _wrong_state(card)
        card.state = StoredValueCard.State.LOST
        card.save(update_fields=["state"])
        document = Counter(by, store, now).paper(running.reserved, Kind.LOST, card.value.holder_id)
        made = _record(document, Kind.LOST, card, identified_by=identified_by)
        file_document(document)
        return made


def replace_lost(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    new_number: str,
    identified_by: str,
    tender: Tender | None = None,
    details: PaymentDetails = NO_DETAILS,
) -> CardAct:
    """Give the account of a lost card new plastic (补办); its balance and history go on.

    The fee is a dated setting; where it is not nothing, ``tender`` pays it. Raises Refused for a card
    that was not reported lost, and for a number in use.
    """
    new_number = rules.card_number(new_number)
    asked = {
        "number": number,
        "new": new_number,
        "identified_by": identified_by,
        "tender": tender.code if tender else None,
        **asdict(details),
    }
    with act(request_key=request_key, by=by, name="cards.replace", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        require_registered(card)
        require_identified(identified_by)
        if card.state != StoredValueCard.State.LOST:
            raise _wrong_state(card)
        card.state = StoredValueCard.State.REPLACED
        card.save(update_fields=["state"])
        fee = setting_at(FEE_STORED, on=store.business_date(now), store=store).yuan
        counter = Counter(by, store, now)
        document = counter.paper(running.reserved, Kind.REPLACE, card.value.holder_id, fee)
        issue_number(new_number, Keeping(store, document))
        fresh = StoredValueCard.objects.create(
            number=new_number,
            value=card.value,
            store=store,
            issued_on=store.business_date(now),
            issued_by=by,
            replaces=card,
        )
        charge_fee(document, fee, tender, details, counter)
        made = _record(document, Kind.REPLACE, fresh, fee=fee, identified_by=identified_by)
        file_document(document)
        return made


def ask_statement(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, number: str, since: date, until: date
) -> CardAct:
    """Make a statement of a card's account (对账单) for the holder, both days included."""
    asked = {"number": number, "since": since, "until": until}
    with act(
        request_key=request_key, by=by, name="cards.statement", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        if until < since:
            raise Refused("span", _("The end is before the beginning."), field="until", value=until)
        _own_time(card, since)
        document = Counter(by, store, now).paper(running.reserved, Kind.STATEMENT, card.value.holder_id)
        made = CardAct.objects.create(
            document=document,
            kind=Kind.STATEMENT,
            value=card.value,
            card=card,
            balance_after=card.value.balance,
            since=since,
            until=until,
        )
        file_document(document)
        return made


def report_member_card_lost(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, number: str, identified_by: str
) -> CardAct:
    """Stop a lost member card; its holder is identified."""
    asked = {"number": number, "identified_by": identified_by}
    with act(
        request_key=request_key, by=by, name="cards.member_lost", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_card(number)
        require_identified(identified_by)
        set_card_state(card, MemberCard.State.LOST)
        document = Counter(by, store, now).paper(running.reserved, Kind.MEMBER_LOST, card.member_id)
        made = CardAct.objects.create(
            document=document, kind=Kind.MEMBER_LOST, member_card=card, identified_by=identified_by
        )
        file_document(document)
        return made


def replace_member_card(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    new_number: str,
    identified_by: str,
    tender: Tender | None = None,
    details: PaymentDetails = NO_DETAILS,
) -> CardAct:
    """Replace a member card that was reported lost, for the fee (补办费 50 yuan, a dated setting)."""
    asked = {
        "number": number,
        "new": new_number,
        "identified_by": identified_by,
        "tender": tender.code if tender else None,
        **asdict(details),
    }
    with act(
        request_key=request_key, by=by, name="cards.member_replace", asked=asked, reserves=SEQUENCE
    ) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_card(number)
        require_identified(identified_by)
        if card.state != MemberCard.State.LOST:
            raise Refused(
                "card_not_lost",
                _("Only a card that was reported lost is replaced."),
                value=card.number,
                remedy=_("Report it lost first."),
            )
        set_card_state(card, MemberCard.State.REPLACED)
        fresh = issue_card(
            member=card.member,
            number=new_number,
            store=store,
            by=by,
            now=now,
            silver=card.silver,
            replaces=card,
        )
        fee = setting_at(FEE_MEMBER, on=store.business_date(now), store=store).yuan
        counter = Counter(by, store, now)
        document = counter.paper(running.reserved, Kind.MEMBER_REPLACE, card.member_id, fee)
        charge_fee(document, fee, tender, details, counter)
        made = CardAct.objects.create(
            document=document,
            kind=Kind.MEMBER_REPLACE,
            member_card=fresh,
            fee=fee,
            identified_by=identified_by,
        )
        file_document(document)
        return made


def _change(kind: CardAct.Kind, request_key: UUID, counter: Counter, number: str, reason: str) -> CardAct:
    asked = {"number": number, "reason": reason}
    name = f"cards.{kind}"
    with act(request_key=request_key, by=counter.by, name=name, asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(running.reserved)
        card = lock_value(number)
        if not reason.strip():
            raise Refused("reason_missing", _("A reason is needed."), field="reason")
        before, after = MOVES[kind]
        if card.value.state != before:
            raise _wrong_state(card)
        card.value.state = after
        card.value.save(update_fields=["state"])
        document = counter.paper(running.reserved, kind, card.value.holder_id)
        made = _record(document, kind, card, reason=reason.strip())
        file_document(document)
        return made


def require_identified(identified_by: str) -> None:
    """Raises Refused when it isn't said how the holder was identified."""
    if not identified_by.strip():
        raise Refused(
            "not_identified",
            _("Say how the holder was identified."),
            field="identified_by",
            remedy=_("Look at the ID card, or write which other paper was seen and why."),
        )


def _own_time(card: StoredValueCard, since: date) -> None:
    """A holder is told nothing of the time before the card was theirs. Raises Refused."""
    changes = HolderChange.objects.filter(value=card.value_id).order_by("-pk")
    mine = changes.values_list("act__document__business_date", flat=True).first()
    if mine and since < mine:
        raise Refused(
            "before_transfer",
            _("The card is this holder's since %(day)s.") % {"day": mine},
            field="since",
            value=since,
            remedy=_("Begin the statement on that day."),
        )


def _wrong_state(card: StoredValueCard) -> Refused:
    return Refused(
        "card_state",
        _("The card is “%(card)s”, its account “%(account)s”.")
        % {"card": card.get_state_display(), "account": card.value.get_state_display()},
        field="card_number",
        value=card.number,
        remedy=_("Look at what was done with it on its page."),
    )


def charge_fee(
    document: Document, fee: Decimal, tender: Tender | None, details: PaymentDetails, counter: Counter
) -> None:
    """Take a fee for a paper and post it; nothing where it is nothing. Raises Refused when it is unpaid."""
    if fee == ZERO:
        return
    if tender is None or tender.code == Tender.STORED_VALUE:
        raise Refused("fee_unpaid", _("The fee has to be paid first."), field="tender", value=fee)
    legs = Paying(tender, details).take(document, fee, counter)
    fees = account_for(AccountKind.FEES, document.store)
    counter.post(document, [*legs, (fees.pk, -fee)], kind="card_fee")


def _record(
    document: Document,
    kind: CardAct.Kind,
    card: StoredValueCard,
    *,
    fee: Decimal = ZERO,
    reason: str = "",
    identified_by: str = "",
) -> CardAct:
    return CardAct.objects.create(
        document=document,
        kind=kind,
        value=card.value,
        card=card,
        fee=fee,
        balance_after=card.value.balance,
        reason=reason,
        identified_by=identified_by,
    )
