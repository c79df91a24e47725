"""Asking for approval reserves the money; what changes afterwards lets the approval die."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask, void
from deskops.clocks.services import drop
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import set_state
from deskops.org.models import Floor, Role, Staff
from gifts.services import reclaiming

from ..models import Holding, Refund, RefundLine, RefundTender
from ..promises import TRANSFERRED
from ..queries.rules import rules_of
from ..terms import refund_terms
from ..wording import refused_words
from .card_slips import terminal_of
from .lines import is_still_worth
from .locking import fresh, lock_refund, require_sound, require_state
from .tenders import BANK_CARD, require_terminal, same_shares

State = Refund.State


def ask_refund(*, request_key: UUID, by: Staff, now: datetime, refund_id: int) -> Refund:
    """Ask the supervisor of every floor the goods come from, and finance for an exception, to approve.

    From here on goods and money are reserved. Raises Refused: what the customer has to show wasn't
    checked, the date allows it no more, another refund came between (``money_changed``), more than is
    left (by the database, however many clerks ask at once), a purchase that differs from the POS.
    """
    with act(request_key=request_key, by=by, name="refunds.ask", asked={"refund": refund_id}) as running:
        if not running.replayed:
            refund = lock_refund(refund_id)
            require_state(refund, State.DRAFT)
            require_sound(refund)
            _require_ready(refund, now)
            _hold(refund, Holding.NONE, Holding.RESERVED)
            refund.asked_at = now
            move(refund, State.ASKED, "asked_at")
            purchase = refund.purchase
            reclaiming.hold(document=refund.document, pos=purchase.pos, number=purchase.number)
            ask_floors(refund, by, now)
            running.result = {"refund": refund_id}
    return fresh(refund_id)


def ask_floors(refund: Refund, by: Staff, now: datetime) -> None:
    """Ask for the refund as it stands now. Part of an act, the paper locked."""
    ask(document=refund.document, terms=refund_terms(refund), of=_asked_of(refund), by=by, now=now)


def _asked_of(refund: Refund) -> Sequence[Asked]:
    floors = Floor.objects.filter(
        pk__in=refund.lines.exclude(holding=Holding.RELEASED).values("floor")
    ).order_by("code")
    asked = [Asked(Role.FLOOR_SUPERVISOR, floor) for floor in floors]
    return [*asked, Asked(Role.FINANCE, step=2)] if refund.exception else asked


def _require_ready(refund: Refund, now: datetime) -> None:
    if not refund.checked:
        raise Refused(
            "not_checked",
            _("What the customer has to show was not checked yet."),
            remedy=_("Check receipt, cards and invoice first."),
        )
    rows = list(refund.lines.filter(holding=Holding.NONE).select_related("line__given_by"))
    if not same_shares(refund) or not all(map(is_still_worth, rows)):
        raise Refused(
            "money_changed",
            _("Another refund of this receipt came between."),
            remedy=_("Choose the goods again: the money is worked out anew."),
        )
    rules = rules_of(refund.purchase, (row.line.category for row in rows))
    for row in rows:
        found = rules.judge(row.line, refund, refund.purchase.bought_at, now)
        if not (found.exchange if refund.purpose == Refund.Purpose.EXCHANGE else found.refund):
            raise refused_words(row.line, found)
    cards = refund.tenders.filter(holding=Holding.NONE, out_tender__code=BANK_CARD)
    for money in cards.select_related("of_exchange"):
        money.refund = refund
        require_terminal(terminal_of(money, now))


def _hold(refund: Refund, was: Holding, becomes: Holding) -> None:
    """Let the rows hold otherwise, money first and each in the order of its payment: the house's locks."""
    for row in refund.tenders.filter(holding=was).order_by("paid_id", "pk"):
        row.holding = becomes
        row.save(update_fields=["holding"])
    for line in refund.lines.filter(holding=was).order_by("line_id"):
        line.holding = becomes
        line.save(update_fields=["holding"])


def move(refund: Refund, state: Refund.State, *fields: str) -> None:
    """Bring the refund and its paper to a state, with the fields that were set for it."""
    refund.state = state
    refund.save(update_fields=["state", *fields])
    set_state(refund.document, state)


def refund_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """What follows a round of approvals; a rejection gives the reserved goods and money free.

    Not so where some of the money is gone already: then what is left stays reserved for another way.
    """
    refund = lock_refund(Refund.objects.values_list("pk", flat=True).get(document=document))
    if outcome == Decision.APPROVED:
        move(refund, State.APPROVED)
        return
    if not refund.tenders.filter(holding=Holding.FINAL).exists():
        _prepare_anew(refund)
    move(refund, State.REJECTED)


def change_refund(*, request_key: UUID, by: Staff, now: datetime, refund_id: int) -> Refund:
    """Take a refund back to its preparation: approvals die, what was reserved is free, the goods stay chosen.

    Raises Refused once any of it was paid.
    """
    with act(request_key=request_key, by=by, name="refunds.change", asked={"refund": refund_id}) as running:
        if not running.replayed:
            refund = lock_refund(refund_id)
            require_state(refund, State.ASKED, State.APPROVED, State.REJECTED)
            _require_unpaid(refund)
            void(document=refund.document, by=by, now=now, reason=_("changed"))
            _prepare_anew(refund)
            refund.checked = False
            move(refund, State.DRAFT, "checked")
            running.result = {"refund": refund_id}
    return fresh(refund_id)


def _require_unpaid(refund: Refund) -> None:
    if refund.tenders.filter(holding__in=[Holding.RESERVED, Holding.FINAL]).exclude(state="waiting").exists():
        raise Refused(
            "paid_already",
            _("Part of this refund is being paid or was paid."),
            remedy=_("Finish it; or record that the step failed, then give it up or take the exception."),
        )


def _prepare_anew(refund: Refund) -> None:
    """Free what is reserved and choose the same goods and money anew: what was asked stays as it was."""
    lines = list(refund.lines.filter(holding=Holding.RESERVED))
    money = list(refund.tenders.filter(holding=Holding.RESERVED).order_by("pk"))
    _hold(refund, Holding.RESERVED, Holding.RELEASED)
    reclaiming.let_go(document=refund.document)
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            line_id=line.line_id,
            floor_id=line.floor_id,
            quantity=line.quantity,
            amount=line.amount,
            rule=line.rule,
        )
        for line in lines
    )
    RefundTender.objects.bulk_create(
        RefundTender(
            refund=refund,
            paid_id=row.paid_id,
            of_exchange_id=row.of_exchange_id,
            tender_id=row.tender_id,
            out_tender_id=row.out_tender_id,
            is_exception=row.is_exception,
            out_words=row.out_words,
            payee_name=row.payee_name,
            payee_bank=row.payee_bank,
            payee_account=row.payee_account,
            amount=row.amount,
            way=row.way,
            card=row.card,
        )
        for row in money
    )


def cancel_refund(*, request_key: UUID, by: Staff, now: datetime, refund_id: int, why: str) -> Refund:
    """Give a refund up: approvals die, goods and money are as they were before it.

    Raises Refused once a step of any tender was done or failed (then ``abandon`` gives it up), and
    without a reason.
    """
    asked = {"refund": refund_id, "why": why}
    with act(request_key=request_key, by=by, name="refunds.cancel", asked=asked) as running:
        if not running.replayed:
            refund = lock_refund(refund_id)
            require_state(refund, State.DRAFT, State.ASKED, State.APPROVED, State.REJECTED, State.PAYING)
            _require_unpaid(refund)
            end_refund(refund, by, now, why)
            running.result = {"refund": refund_id}
    return fresh(refund_id)


def end_refund(refund: Refund, by: Staff, now: datetime, why: str) -> None:
    """Cancel a refund of which nothing was paid. Part of an act, the refund locked."""
    if not why.strip():
        raise Refused("why_missing", _("Say why it is cancelled."), field="why")
    void(document=refund.document, by=by, now=now, reason=why)
    _hold(refund, Holding.RESERVED, Holding.RELEASED)
    reclaiming.let_go(document=refund.document, ended=True)
    drop(document=refund.document, policy=TRANSFERRED, now=now)
    refund.ended_why = why.strip()[:200]
    move(refund, State.CANCELLED, "ended_why")
