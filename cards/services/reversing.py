"""Taking an act at a POS back whole, on its own day: the sale was voided, or its answer never came."""

from datetime import datetime
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
from deskops.tills.models import Payment
from deskops.tills.services import Leg, PaymentDetails

from .. import rules
from ..models import CardAct, StoredValue
from ..seeds import LIMIT, LIMIT_BEARER
from .counter import Counter, Paying
from .money import done

Kind = CardAct.Kind


def reverse_act(
    *, request_key: UUID, by: Staff, store: Store, now: datetime, document_id: int, reason: str = ""
) -> CardAct:
    """Take a redemption or a top-up of this store's business date back, once and whole.

    Principal and bonus return as they went, whatever became of the plastic since. An act that was taken
    back before answers its reversal. Raises Refused: what can't be taken back (``not_reversible``), an
    earlier business date (``reversal_day_over``), a redemption of which something was refunded already
    (``refunded_already``), a card above its limit by it, a top-up that was spent meanwhile.
    """
    asked = {"document": document_id, "reason": reason}
    with act(request_key=request_key, by=by, name="cards.reverse", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return done(int(running.result.get("earlier", running.reserved)))
        first = done(document_id)
        value = _locked(first)
        if earlier := CardAct.objects.filter(reverses=first).values_list("pk", flat=True).first():
            running.result = {**running.result, "earlier": earlier}
            return done(earlier)
        counter = Counter(by, store, now)
        _check(first, value, counter)
        amount = first.principal + first.bonus
        document = counter.paper(
            running.reserved, first.kind, value.holder_id, -(first.document.amount or ZERO)
        )
        document.origin = first.document
        legs = _legs(first, document, counter)
        counter.post(document, [*legs, (value.principal_id, first.principal), (value.bonus_id, first.bonus)])
        CardAct.objects.create(
            document=document,
            kind=first.kind,
            value=value,
            card=first.card,
            reverses=first,
            principal=-first.principal,
            bonus=-first.bonus,
            balance_after=value.balance - amount,
            receipt=first.receipt,
            reason=reason.strip()[:200],
        )
        file_document(document)
        return done(document.pk)


def _locked(first: CardAct) -> StoredValue:
    """The account, its row locked; balances are read after the lock is held."""
    if first.value_id is None:
        raise _not_reversible(first)
    StoredValue.objects.select_for_update(no_key=True, of=("self",)).filter(pk=first.value_id).first()
    return StoredValue.objects.select_related("principal", "bonus").get(pk=first.value_id)


def _not_reversible(first: CardAct) -> Refused:
    return Refused(
        "not_reversible",
        _("This operation can't be taken back."),
        value=first.document.number,
        remedy=_("Bring the customer to the desk."),
    )


def _check(first: CardAct, value: StoredValue, counter: Counter) -> None:
    if (
        first.kind not in (Kind.REDEEM, Kind.TOP_UP)
        or first.reverses_id
        or first.document.store != counter.store
    ):
        raise _not_reversible(first)
    if first.document.business_date != counter.store.business_date(counter.now):
        raise Refused(
            "reversal_day_over",
            _("%(number)s is of business date %(day)s.")
            % {"number": first.document.number, "day": first.document.business_date},
            value=first.document.number,
            remedy=_("After its day the desk refunds it."),
        )
    if value.state == StoredValue.State.CLOSED:
        raise Refused("card_ended", _("This card is closed."), field="card_number")
    if first.kind == Kind.REDEEM:
        _check_redemption(first, value, counter)


def _check_redemption(first: CardAct, value: StoredValue, counter: Counter) -> None:
    given = CardAct.objects.filter(kind=Kind.REFUND, document__store=counter.store, receipt=first.receipt)
    if first.receipt and given.exists():
        raise Refused(
            "refunded_already",
            _("Something of receipt %(number)s was refunded already.") % {"number": first.receipt},
            value=first.receipt,
            remedy=_("Bring the customer to the desk."),
        )
    day = counter.store.business_date(counter.now)
    limit = setting_at(LIMIT_BEARER if value.is_bearer else LIMIT, on=day, store=counter.store)
    rules.within_limit(balance=value.balance, added=-first.principal - first.bonus, limit=limit)


def _legs(first: CardAct, document: Document, counter: Counter) -> list[Leg]:
    """Where the money of the first act had come from or gone to, so that it goes back there."""
    amount = first.principal + first.bonus
    if first.kind == Kind.REDEEM:
        return [(account_for(AccountKind.CARD_SALES, counter.store).pk, -amount)]
    paid = Payment.objects.select_related("tender").get(document=first.document)
    details = PaymentDetails(
        slip=paid.slip,
        reference=paid.reference,
        from_name=paid.to_name,
        from_number=paid.to_number,
        to_name=paid.from_name,
        to_number=paid.from_number,
    )
    if not paid.on_pos:
        raise _not_reversible(first)
    return Paying(paid.tender, details, at_pos=True).take(document, -amount, counter)
