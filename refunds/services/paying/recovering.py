"""After a failure: begin again, or give the whole refund up while nothing of it was paid."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff

from ...models import Holding, Refund, RefundTender, StepEntry
from ..asking import end_refund
from ..locking import fresh
from .steps import told
from .work import Work, is_out, lock_work, require_agreed, require_open, way_today

State = RefundTender.State


def resume(*, request_key: UUID, by: Staff, now: datetime, money_id: int) -> Refund:
    """Go on with a tender that failed, at the step that failed.

    A void whose day is over, failed or not, begins anew as the terminal's refund. Raises Refused: a
    tender that did not fail, a terminal that closed since (``terminal_closed``).
    """
    asked = {"money": money_id}
    with act(request_key=request_key, by=by, name="refunds.resume", asked=asked) as running:
        if not running.replayed:
            work = lock_work(money_id, by, now)
            way = way_today(work)
            stale = way != work.money.way
            require_open(work, State.FAILED, *((State.WAITING, State.UNDER_WAY) if stale else ()))
            require_agreed(work.refund)
            work.note(StepEntry.Outcome.RESUMED)
            if stale:
                renew(work.money, way=way, card=work.money.card)
            else:
                work.money.state = _state_again(work)
                work.money.save(update_fields=["state"])
            running.result = {"refund": work.refund.pk}
    return fresh(running.result["refund"])


def _state_again(work: Work) -> RefundTender.State:
    if work.is_with_finance:
        return State.FINANCE
    return State.UNDER_WAY if work.money.steps_done else State.WAITING


def abandon(*, request_key: UUID, by: Staff, now: datetime, money_id: int, words: str) -> Refund:
    """Give up a refund whose tender failed: it is cancelled, goods and money are as they were before it.

    Only while nothing of it was paid. Raises Refused: without words, a tender that did not fail, one
    that the machine has paid (``machine_paid``), a refund that was paid in part (``partly_paid``);
    those are resumed or turned to the exception.
    """
    asked = {"money": money_id, "words": words}
    with act(request_key=request_key, by=by, name="refunds.abandon", asked=asked) as running:
        if not running.replayed:
            work = lock_work(money_id, by, now)
            require_open(work, State.FAILED)
            require_not_out(work)
            _require_unpaid(work)
            work.note(StepEntry.Outcome.ABANDONED, words=told(words))
            for row in work.rows:
                if row.holding == Holding.RESERVED:
                    row.state = State.ABANDONED
                    row.save(update_fields=["state"])
            end_refund(work.refund, by, now, words)
            running.result = {"refund": work.refund.pk}
    return fresh(running.result["refund"])


def renew(money: RefundTender, **fields: object) -> RefundTender:
    """Give a tender's row up for a fresh one of the same amount that goes another way. Part of an act."""
    money.state, money.holding = State.ABANDONED, Holding.RELEASED
    money.save(update_fields=["state", "holding"])
    return RefundTender.objects.create(
        refund_id=money.refund_id,
        paid_id=money.paid_id,
        of_exchange_id=money.of_exchange_id,
        tender_id=money.tender_id,
        amount=money.amount,
        holding=Holding.RESERVED,
        **{"out_tender_id": money.out_tender_id, **fields},
    )


def require_not_out(work: Work) -> None:
    """Raises Refused once the machine has given the money back: then the rest has to be finished."""
    if is_out(work.money):
        raise Refused(
            "machine_paid",
            _("The machine has given this money back: %(slip)s.")
            % {"slip": work.money.terminal_slip or work.money.reference},
            value=work.money.terminal_slip or work.money.reference,
            remedy=_("Resume it and finish the steps at the POS."),
        )


def _require_unpaid(work: Work) -> None:
    if any(row.holding == Holding.FINAL for row in work.rows) or work.refund.pay_document_id:
        raise Refused(
            "partly_paid",
            _("Part of this refund was paid already."),
            remedy=_("Resume the tender that failed, or take the exception for it."),
        )
