"""A tender that can't give back turns to the supervised exception, and is asked for anew."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff
from deskops.tills.models import Tender

from ..models import Holding, Refund, RefundTender, StepEntry
from ..rules.tenders import Way
from .asking import ask_floors, move
from .card_slips import terminal_of
from .locking import fresh, require_state
from .paying.recovering import renew, require_not_out
from .paying.steps import told
from .paying.work import TERMINAL, Work, begin_paying, lock_work
from .tenders import TRANSFER, Payee, note_payee, require_payee

State = RefundTender.State


def divert(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    money_id: int,
    why: Refund.WayOut,
    words: str,
    payee_name: str,
    payee_bank: str,
    payee_account: str,
) -> Refund:
    """Let finance transfer a tender's money to an account of the customer's own name, if it is approved.

    For a tender that failed, a transfer too (to another account then), or a bank card whose terminal
    has closed since the approval; and where the exception was rejected after part of the refund was
    paid. The refund is asked anew of every floor and then of finance; what was paid stays paid, what
    is left stays reserved. Raises Refused: cash, a tender that may still go its way, one that the
    machine has paid, words or account missing.
    """
    payee = Payee(payee_name, payee_bank, payee_account)
    asked = {"money": money_id, "why": why, "words": words, **asdict(payee)}
    with act(request_key=request_key, by=by, name="refunds.divert", asked=asked) as running:
        if not running.replayed:
            work = lock_work(money_id, by, now)
            _require_stuck(work)
            require_not_out(work)
            require_payee(payee)
            if not _is_untouched_exception(work):
                _leave_its_way(work, told(words), payee)
            else:
                note_payee(work.money, payee, told(words))
            work.refund.exception, work.refund.asked_at = why, now
            move(work.refund, Refund.State.ASKED, "exception", "asked_at")
            ask_floors(work.refund, by, now)
            running.result = {"refund": work.refund.pk}
    return fresh(running.result["refund"])


def _leave_its_way(work: Work, words: str, payee: Payee) -> None:
    """The tender's row is given up for one by transfer; the refund is being paid from here on."""
    work.note(StepEntry.Outcome.ABANDONED, words=words)
    renew(
        work.money,
        out_tender_id=Tender.objects.values_list("pk", flat=True).get(code=TRANSFER),
        is_exception=True,
        way=RefundTender.Way.TRANSFER,
        out_words=words,
        payee_name=payee.name.strip(),
        payee_bank=payee.bank.strip(),
        payee_account=payee.account.strip(),
    )
    begin_paying(work.refund)


def _is_untouched_exception(work: Work) -> bool:
    """Whether it goes by transfer already and nobody began: other words or another account are enough."""
    return work.money.is_exception and work.money.state == State.WAITING


def _require_stuck(work: Work) -> None:
    """Raises Refused unless the tender failed, its terminal is closed, or its exception was rejected."""
    money = work.money
    if (
        work.refund.state == Refund.State.REJECTED
        and money.is_exception
        and money.holding == Holding.RESERVED
    ):
        return
    require_state(work.refund, Refund.State.APPROVED, Refund.State.PAYING)
    closed = money.way in TERMINAL and terminal_of(work.money, work.now).way is Way.CLOSED
    stuck = (State.FAILED, State.WAITING, State.UNDER_WAY) if closed else (State.FAILED,)
    if money.out_tender.is_cash or money.state not in stuck:
        raise Refused(
            "goes_its_way",
            _("%(tender)s goes back the way it came.") % {"tender": money.out_tender},
            value=money.out_tender.code,
            remedy=_("The exception is for a tender that failed, or whose terminal is closed."),
        )
