"""A tender's money moves in the books: its paper, its payment, its transfer, and it is final."""

from cards.services import refund_to_card
from deskops.clocks.services import Job, start
from deskops.documents.models import Document
from deskops.documents.services import begin_document
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for, post
from deskops.org.models import Role
from deskops.tills.models import Tender
from deskops.tills.services import Leg, PaymentDetails, merged, require_shift, take_payment

from ...models import Holding, RefundTender
from ..tenders import TRANSFER
from .work import Work

PAPER = "refund_money"
TRANSFER_KIND = "refund"
BANK_CREDIT = "bank_credit"


def execute(work: Work) -> Document:
    """Post one tender's money and make it final. Part of an act; its paper is filed by the caller.

    The paper has today's business date: payments, entries and takings are of the day the money moves.
    A refund of a later day by the bank's terminal starts the promise of the bank's credit.
    """
    money = work.money
    paper = begin_document(
        kind=PAPER,
        store=work.refund.document.store,
        by=work.by,
        now=work.now,
        member_id=work.refund.document.member_id,
        amount=money.amount,
        state=RefundTender.State.DONE,
        origin=work.refund.document,
    )
    legs = _legs(work, paper)
    clearing = account_for(AccountKind.REFUND_CLEARING, paper.store)
    post(
        kind=TRANSFER_KIND,
        document=paper,
        store_id=paper.store_id,
        business_date=paper.business_date,
        by=work.by,
        entries=merged([*legs, (clearing.pk, money.amount)]),
    )
    money.document, money.state, money.holding = paper, RefundTender.State.DONE, Holding.FINAL
    money.done_at = work.now
    money.save(update_fields=["document", "state", "holding", "done_at", "credited"])
    if money.way == RefundTender.Way.REFUND:
        start(document=paper, policy=BANK_CREDIT, job=Job(Role.CLERK, paper.store), at=work.now)
    return paper


def _legs(work: Work, paper: Document) -> list[Leg]:
    """Which accounts give the money: legs that sum to minus the amount, the payment recorded."""
    money = work.money
    tender = money.out_tender
    if tender.code == Tender.STORED_VALUE:
        return _to_card(work, paper)
    shift = require_shift(by=work.by, store=paper.store, now=work.now) if tender.needs_shift else None
    return take_payment(
        document=paper,
        tender=tender,
        amount=-money.amount,
        by=work.by,
        now=work.now,
        shift=shift,
        details=_details(work),
        on_pos=tender.is_cash,
    )


def _to_card(work: Work, paper: Document) -> list[Leg]:
    money = work.money
    legs, made = refund_to_card(
        document=paper, number=money.card, amount=money.amount, receipt=work.refund.purchase.number
    )
    if made.value is None or made.card is None:
        raise ValueError("a refund to a card is of some card")
    money.credited, paper.member_id = made.card.number, made.value.holder_id or paper.member_id
    # The card's own accounts may be two; the payment is one row, and says which card.
    take_payment(
        document=paper,
        tender=money.out_tender,
        amount=-money.amount,
        by=work.by,
        now=work.now,
        details=PaymentDetails(slip=money.slip, to_number=made.card.number),
        account_id=made.value.principal_id,
    )
    return legs


def _details(work: Work) -> PaymentDetails:
    """What the payment keeps of the slips: the terminal's before the POS's."""
    money, refund = work.money, work.refund
    slip = money.terminal_slip or money.slip
    if money.out_tender.code != TRANSFER:
        return PaymentDetails(slip=slip, reference=money.reference)
    return PaymentDetails(
        slip=slip,
        reference=money.reference,
        from_name=refund.purchase.store.company,
        to_name=money.payee_name,
        to_number=money.payee_account,
    )
