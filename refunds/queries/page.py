"""Everything the page of one refund shows, in a bounded number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from deskops.approvals.models import Approval, Decision
from deskops.core.shell import Tone
from deskops.org.models import Floor
from deskops.papers.models import Signature

from ..models import (
    ExchangeLine,
    Holding,
    Pickup,
    Purchase,
    PurchaseTender,
    Refund,
    RefundLine,
    RefundTender,
)
from ..rules.tenders import TerminalWay, Way
from .deadlines import Deadline, terminal_of, told
from .money import MoneyRow, money_rows
from .recipe import Running, running_of

EARLIER = 5
State = Refund.State


class Stage(StrEnum):
    """What a refund needs next; its value names the template of the page's left side."""

    GOODS = "goods"
    CHECK = "check"
    ASK = "ask"
    DECIDE = "decide"
    PAY = "pay"
    VOUCHER = "voucher"
    PICKUP = "pickup"
    DONE = "done"
    ENDED = "ended"


PLACES = {
    Stage.GOODS: 1,
    Stage.CHECK: 2,
    Stage.ASK: 3,
    Stage.DECIDE: 3,
    Stage.PAY: 4,
    Stage.VOUCHER: 5,
    Stage.PICKUP: 6,
    Stage.DONE: 7,
    Stage.ENDED: -1,
}
"""The step of the seven, counted from 0, that each stage belongs to."""
OF_STATE = {
    State.ASKED: Stage.DECIDE,
    State.REJECTED: Stage.DECIDE,
    State.APPROVED: Stage.PAY,
    State.PAYING: Stage.PAY,
    State.CLOSED: Stage.DONE,
    State.CANCELLED: Stage.ENDED,
}


@dataclass(frozen=True)
class FloorGoods:
    """The goods of one floor, with the pick-up that waits for it once the money is back."""

    floor: Floor
    lines: tuple[RefundLine, ...]
    pickup: Pickup | None


@dataclass(frozen=True)
class RefundPage:
    """A refund as its page shows it: what the current step needs left, the money right."""

    refund: Refund
    stage: Stage
    lines: tuple[RefundLine, ...]
    taken: tuple[ExchangeLine, ...]
    tenders: tuple[RefundTender, ...]
    money: tuple[MoneyRow, ...]
    terminal: TerminalWay | None
    pickups: tuple[Pickup, ...]
    earlier: tuple[Refund, ...]
    running: Running | None
    rejected: Approval | None

    @property
    def may_cancel(self) -> bool:
        """Whether it can be given up: no step of its money was recorded yet."""
        going = (State.DRAFT, State.ASKED, State.APPROVED, State.REJECTED, State.PAYING)
        return self.refund.state in going and self._untouched

    @property
    def may_change(self) -> bool:
        """Whether it can go back to its preparation, where its approvals die."""
        return self.refund.state in (State.ASKED, State.APPROVED) and self._untouched

    @property
    def _untouched(self) -> bool:
        return all(row.state == RefundTender.State.WAITING for row in self.tenders)

    @property
    def may_print(self) -> bool:
        """Whether there is a voucher: all the money is back."""
        return self.refund.paid_at is not None

    @property
    def purchase_tone(self) -> Tone | None:
        """How the purchase stands to the POS's file; None while it agrees."""
        tones = {Purchase.State.UNVERIFIED: Tone.DUE, Purchase.State.MISMATCH: Tone.LATE}
        return tones.get(Purchase.State(self.refund.purchase.state))

    @property
    def deadlines(self) -> list[Deadline]:
        """The days that bind the money."""
        voids = any(row.way == RefundTender.Way.VOID for row in self.tenders)
        return [told(self.terminal, voids=voids)] if self.terminal else []

    @property
    def is_closed_at_terminal(self) -> bool:
        """Whether the bank's terminal doesn't take it any more."""
        return self.terminal is not None and self.terminal.way is Way.CLOSED

    @property
    def void_is_over(self) -> bool:
        """Whether the tender at work was to be voided and its day is over: it begins anew as a refund."""
        at_work = self.running and self.running.money.way == RefundTender.Way.VOID
        return bool(at_work and self.terminal and self.terminal.way is Way.REFUND)

    @property
    def stuck(self) -> RefundTender | None:
        """The tender that may turn to the exception: it failed, its terminal closed, or that was rejected."""
        if self.refund.state == State.REJECTED:
            part_paid = any(row.holding == Holding.FINAL for row in self.tenders)
            left = [row for row in self.tenders if row.is_exception and row.holding == Holding.RESERVED]
            return left[0] if part_paid and left else None
        at_work = self.running.money if self.running else None
        if at_work is None or at_work.out_tender.is_cash:
            return None
        closed = self.is_closed_at_terminal and at_work.way == RefundTender.Way.REFUND
        return at_work if closed or at_work.state == RefundTender.State.FAILED else None

    @property
    def floors(self) -> list[FloorGoods]:
        """The goods by floor, in the order of the receipt."""
        by_floor: dict[int, list[RefundLine]] = {}
        for line in self.lines:
            by_floor.setdefault(line.floor_id, []).append(line)
        waiting = {pickup.floor_id: pickup for pickup in self.pickups}
        return [FloorGoods(rows[0].floor, tuple(rows), waiting.get(pk)) for pk, rows in by_floor.items()]

    @property
    def rules(self) -> list[str]:
        """The rules that apply to the goods, each once."""
        return list(dict.fromkeys(line.rule for line in self.lines if line.rule))


def refunds() -> QuerySet[Refund]:
    """Refunds with what a page of one shows of its paper and its purchase."""
    return Refund.objects.select_related(
        "document__store", "document__maker", "purchase__store", "purchase__sighted_by", "pay_tender"
    )


def page_of(refund: Refund, *, at: str, now: datetime) -> RefundPage:
    """The page of a refund from ``refunds()``; ``at`` is the step of a draft that was asked for."""
    rows = _tenders(refund)
    lines = _lines(refund)
    paid = PurchaseTender.objects.filter(purchase=refund.purchase_id).select_related("tender")
    own = [row for row in rows if row.holding != Holding.RELEASED]
    stage = _stage(refund, at, chosen=bool(lines))
    running = running_of(own) if stage is Stage.PAY else None
    return RefundPage(
        refund=refund,
        stage=stage,
        lines=tuple(lines),
        taken=tuple(_taken(refund)),
        tenders=tuple(_shown(refund, rows)),
        money=money_rows(paid.order_by("tender__sort", "tender__code"), own),
        terminal=None if refund.paid_at else terminal_of(refund.purchase, _at_terminal(running) or own, now),
        pickups=tuple(_pickups(refund)) if refund.paid_at else (),
        earlier=tuple(_earlier(refund)),
        running=running,
        rejected=_rejected(refund),
    )


def _at_terminal(running: Running | None) -> list[RefundTender]:
    """The slip at work, whose own day binds; none while another tender is at work."""
    at_work = running.money if running else None
    return [at_work] if at_work and at_work.way in (RefundTender.Way.VOID, RefundTender.Way.REFUND) else []


def _stage(refund: Refund, at: str, *, chosen: bool) -> Stage:
    state = State(refund.state)
    if state == State.PAID:
        return Stage.PICKUP if _is_signed(refund) else Stage.VOUCHER
    if state != State.DRAFT:
        return OF_STATE[state]
    reached = Stage.GOODS if not chosen else Stage.ASK if refund.checked else Stage.CHECK
    open_now = [Stage.GOODS, Stage.CHECK, Stage.ASK]
    wanted = [stage for stage in open_now[: open_now.index(reached) + 1] if stage == at]
    return wanted[0] if wanted else reached


def _is_signed(refund: Refund) -> bool:
    return Signature.objects.filter(document=refund.document_id, role=Signature.Role.CUSTOMER).exists()


def _lines(refund: Refund) -> list[RefundLine]:
    rows = RefundLine.objects.filter(refund=refund).select_related("line", "floor")
    return _shown(refund, list(rows.order_by("line__position", "pk")))


def _tenders(refund: Refund) -> list[RefundTender]:
    rows = RefundTender.objects.filter(refund=refund).select_related(
        "tender", "out_tender", "document", "of_exchange__document"
    )
    return list(rows.order_by("tender__sort", "pk"))


def _shown[Row: (RefundLine, RefundTender)](refund: Refund, rows: Sequence[Row]) -> list[Row]:
    """Rows that hold or may hold; of a refund that was cancelled the last of what was given up."""
    if refund.state != State.CANCELLED:
        return [row for row in rows if row.holding != Holding.RELEASED]
    return list({_what_for(row): row for row in rows}.values())


def _what_for(row: RefundLine | RefundTender) -> tuple[int, int | None]:
    """The line, or the payment and its slip, that a row is about."""
    return (row.line_id, None) if isinstance(row, RefundLine) else (row.paid_id, row.of_exchange_id)


def _taken(refund: Refund) -> Iterable[ExchangeLine]:
    if refund.purpose != Refund.Purpose.EXCHANGE:
        return ()
    return ExchangeLine.objects.filter(refund=refund).select_related("floor")


def _pickups(refund: Refund) -> QuerySet[Pickup]:
    rows = Pickup.objects.filter(refund=refund).select_related("document", "floor", "collected_by")
    return rows.order_by("floor__code")


def _rejected(refund: Refund) -> Approval | None:
    """Who said no, and why; only while that stands."""
    if refund.state != State.REJECTED:
        return None
    rows = Approval.objects.filter(document=refund.document_id, decision=Decision.REJECTED)
    return rows.select_related("decided_by").order_by("-decided_at").first()


def _earlier(refund: Refund) -> QuerySet[Refund]:
    others = Refund.objects.filter(purchase=refund.purchase_id).exclude(pk=refund.pk)
    others = others.exclude(state=State.CANCELLED)
    return others.select_related("document").order_by("-pk")[:EARLIER]
