"""An exchange's difference: the customer pays it, or there is none and the goods change hands."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cards.models import CardAct
from cards.services import take_from_card
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import begin_document, file_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.models import Staff
from deskops.tills.models import Tender
from deskops.tills.services import NO_DETAILS, Leg, PaymentDetails, merged, require_shift, take_payment

from ...models import Holding, Refund, RefundTender
from ..locking import fresh, lock_refund, require_state
from .executing import PAPER, TRANSFER_KIND
from .finishing import finish
from .work import begin_paying, lock_money, require_agreed


def pay_difference(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    refund_id: int,
    details: PaymentDetails = NO_DETAILS,
) -> Refund:
    """Take what the goods of an exchange cost more, by its tender, and finish the exchange.

    ``details`` are the slip's; of a stored-value card ``from_number`` is its number. An exchange of
    equal goods, and a refund of which all is kept for gifts, are finished without money. Raises
    Refused: not approved as it stands, paid already, money that goes back, and what ``take_payment``
    and ``take_from_card`` refuse.
    """
    asked = {"refund": refund_id, **asdict(details)}
    with act(request_key=request_key, by=by, name="refunds.difference", asked=asked) as running:
        if not running.replayed:
            refund = lock_refund(refund_id)
            rows = lock_money(refund)
            require_state(refund, Refund.State.APPROVED, Refund.State.PAYING)
            _require_no_money_back(rows)
            require_agreed(refund)
            begin_paying(refund)
            papers = [_take(refund, details, by, now)] if refund.to_pay else []
            for paper in [*papers, *finish(refund, rows, by, now)]:
                file_document(paper)
            running.result = {"refund": refund_id}
    return fresh(refund_id)


def _require_no_money_back(rows: Iterable[RefundTender]) -> None:
    if any(row.holding == Holding.RESERVED for row in rows):
        raise Refused(
            "no_difference",
            _("There is no difference for the customer to pay."),
            remedy=_("Open the refund again: it shows what comes next."),
        )


def _take(refund: Refund, details: PaymentDetails, by: Staff, now: datetime) -> Document:
    paper = begin_document(
        kind=PAPER,
        store=refund.document.store,
        by=by,
        now=now,
        member_id=refund.document.member_id,
        amount=refund.to_pay,
        state="done",
        origin=refund.document,
    )
    kind, legs = _legs(refund, paper, details, by, now)
    clearing = account_for(AccountKind.REFUND_CLEARING, paper.store)
    post(
        kind=kind,
        document=paper,
        store_id=paper.store_id,
        business_date=paper.business_date,
        by=by,
        entries=merged([*legs, (clearing.pk, -refund.to_pay)]),
    )
    refund.pay_document = paper
    refund.save(update_fields=["pay_document"])
    return paper


def _legs(
    refund: Refund, paper: Document, details: PaymentDetails, by: Staff, now: datetime
) -> tuple[str, list[Leg]]:
    """The kind of transfer and the legs that take the difference; the payment is recorded."""
    tender = refund.pay_tender
    if tender is None:
        raise ValueError("a difference is paid by some tender")
    legs: list[Leg] = []
    account_id = None
    if by_card := tender.code == Tender.STORED_VALUE:
        legs, made = take_from_card(
            document=paper,
            number=details.from_number,
            amount=refund.to_pay,
            receipt=refund.purchase.number,
        )
        account_id = legs[0][0]
        paper.member_id = (made.value and made.value.holder_id) or paper.member_id
    shift = require_shift(by=by, store=paper.store, now=now) if tender.needs_shift else None
    paid = take_payment(
        document=paper,
        tender=tender,
        amount=refund.to_pay,
        by=by,
        now=now,
        shift=shift,
        details=details,
        account_id=account_id,
        on_pos=tender.is_cash,
    )
    return (CardAct.Kind.REDEEM, legs) if by_card else (TRANSFER_KIND, paid)
