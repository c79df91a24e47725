"""The POS gives an approved refund back on the card: credited once, whichever side comes first."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from cards.models import CardAct
from deskops.core.acts import act
from deskops.core.money import format_money
from deskops.core.refusals import Refused
from deskops.documents.services import file_document
from deskops.org.models import Staff, Store
from deskops.tills.models import Tender

from ...models import Holding, RefundTender, StepEntry
from ...rules.slips import slip_number
from .executing import execute
from .finishing import finish
from .work import Work, begin_paying, lock_work, require_agreed, require_open, require_turn

State = RefundTender.State


@dataclass(frozen=True)
class Credited:
    """The card's credit of a refund; ``by_desk`` when it was there before the POS asked for it."""

    money: RefundTender
    made: CardAct
    by_desk: bool


def credit_at_pos(
    *,
    request_key: UUID,
    by: Staff,
    store: Store,
    now: datetime,
    number: str,
    amount: Decimal,
    slip: str,
) -> Credited:
    """Carry out the stored-value part of the approved refund ``number`` of this store.

    What the POS reports is all of the recipe's steps at once; refund, approvals, turn and sums are
    checked as at the desk. Where the desk has credited it already, that credit is answered and nothing
    moves. Raises Refused: ``refund_unknown`` (of another store too), ``amount_differs``, and what
    ``record_step`` refuses.
    """
    asked = {"refund": number, "amount": str(amount), "slip": slip}
    with act(request_key=request_key, by=by, name="refunds.credit_at_pos", asked=asked) as running:
        if running.replayed:
            return _answer(running.result["money"], by_desk=running.result["by_desk"])
        money = _find(store, number)
        work = lock_work(money.pk, by, now)
        _require_amount(work.money, amount)
        by_desk = work.money.state == State.DONE
        if not by_desk:
            _carry_out(work, slip)
        running.result = {"money": money.pk, "by_desk": by_desk}
        return _answer(money.pk, by_desk=by_desk)


def _find(store: Store, number: str) -> RefundTender:
    """The stored-value money of a refund of this store that wasn't given up."""
    rows = RefundTender.objects.filter(
        refund__document__number=number.strip().upper(),
        refund__document__store=store,
        out_tender__code=Tender.STORED_VALUE,
    )
    found = rows.exclude(holding=Holding.RELEASED).first()
    if found is None:
        raise Refused(
            "refund_unknown",
            _("This store has no refund %(number)s to a stored-value card.") % {"number": number[:40]},
            field="refund",
            value=number[:40],
            remedy=_("Read the number from the desk's paper; it begins with TH."),
        )
    return found


def _require_amount(money: RefundTender, amount: Decimal) -> None:
    if money.amount != amount:
        raise Refused(
            "amount_differs",
            _("%(amount)s yuan were approved for the stored-value card.")
            % {"amount": format_money(money.amount)},
            field="amount",
            value=amount,
            remedy=_("Ring up exactly the approved amount."),
        )


def _carry_out(work: Work, slip: str) -> None:
    money = work.money
    require_open(work, State.WAITING, State.UNDER_WAY)
    require_agreed(work.refund)
    require_turn(work)
    money.slip = slip_number(slip, field="slip")
    work.note(StepEntry.Outcome.DONE, value=money.slip, words=_("reported by the POS"))
    money.steps_done, money.state = len(work.steps), State.UNDER_WAY
    money.save(update_fields=["slip", "steps_done", "state"])
    begin_paying(work.refund)
    for paper in [execute(work), *finish(work.refund, work.rows, work.by, work.now)]:
        file_document(paper)


def _answer(money_id: int, *, by_desk: bool) -> Credited:
    money = RefundTender.objects.select_related("refund__document", "document").get(pk=money_id)
    if money.document_id is None:
        raise ValueError("what is done has its paper")
    made = CardAct.objects.select_related("card", "value", "document").get(document_id=money.document_id)
    return Credited(money, made, by_desk)
