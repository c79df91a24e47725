"""An order is paid, in one piece or several, before any card is active."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.approvals.services import require_approved
from deskops.core.acts import act
from deskops.core.dated import settings_at
from deskops.core.money import format_money
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import SEQUENCE, begin_document, file_document
from deskops.org.models import Staff
from deskops.tills.models import Tender
from deskops.tills.services import NO_DETAILS, PaymentDetails

from ... import rules as card_rules
from ...models import GroupOrder
from ...seeds import CASH_PERSON, CASH_UNIT
from ...services.counter import Counter, Paying
from .. import rules
from .applying import terms_of
from .locking import lock_order, prepaid, require_no_return, require_state, to_state

PAYMENT = "group_payment"

State = GroupOrder.State


def pay(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    order_id: int,
    amount: Decimal,
    tender: Tender,
    details: PaymentDetails = NO_DETAILS,
) -> Document:
    """Record what was paid for a signed order; the last piece makes it ready to activate.

    Whether cash may be taken goes by the order's total, whatever the piece. Returns the receipt's
    paper. Raises Refused: not signed by all three as it stands, cash where the rule says transfer,
    anything but a transfer for what was not bought face to face, more than is owed, and what
    ``take_payment`` refuses.
    """
    asked = {"order": order_id, "amount": str(amount), "tender": tender.code, **asdict(details)}
    with act(request_key=request_key, by=by, name="group.pay", asked=asked, reserves=SEQUENCE) as running:
        if running.replayed:
            return Document.objects.get(pk=running.reserved)
        order = lock_order(order_id)
        require_state(order, State.SIGNED)
        require_no_return(order)
        require_approved(document=order.document, terms=terms_of(order))
        account, store = prepaid(order), order.document.store
        _check(order, card_rules.positive(amount), order.total - account.amount, tender, now)
        counter = Counter(by, store, now)
        paper = begin_document(
            pk=running.reserved,
            kind=PAYMENT,
            store=store,
            by=by,
            now=now,
            amount=amount,
            origin=order.document,
        )
        legs = Paying(tender, details).take(paper, amount, counter)
        counter.post(paper, [*legs, (account.pk, -amount)])
        if account.amount + amount == order.total:
            to_state(order, State.PAID)
        return file_document(paper)


def _check(order: GroupOrder, amount: Decimal, owed: Decimal, tender: Tender, now: datetime) -> None:
    store = order.document.store
    if amount > owed:
        raise Refused(
            "more_than_owed",
            _("%(owed)s yuan are still to be paid.") % {"owed": format_money(owed)},
            field="amount",
            value=amount,
        )
    if tender.code == Tender.STORED_VALUE:
        raise Refused("tender_for_card", _("A card is not paid with a card."), field="tender")
    rules.by_transfer(at_distance=order.at_distance, names_accounts=tender.needs_accounts)
    limits = settings_at([CASH_UNIT, CASH_PERSON], on=store.business_date(now), store=store)
    card_rules.not_in_cash(
        amount=order.total,
        is_cash=tender.is_cash,
        is_unit=order.buyer_kind == GroupOrder.Buyer.UNIT,
        unit=limits[CASH_UNIT],
        person=limits[CASH_PERSON],
    )
