"""The keys of a refund that is being paid: one tender at a time, one step at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from deskops.core.money import CashRounding, round_cash

from ..models import RecipeStep, RefundTender, StepEntry
from ..rules.order import rank

State = RefundTender.State
OPEN = (State.UNDER_WAY, State.FAILED, State.WAITING, State.FINANCE)


@dataclass(frozen=True)
class StepRow:
    """One step of the recipe, with what was recorded of it."""

    step: RecipeStep
    done: StepEntry | None
    current: bool


@dataclass(frozen=True)
class Running:
    """The tender that is being undone now, its steps, and what stopped it."""

    money: RefundTender
    rows: tuple[StepRow, ...]
    failed: StepEntry | None
    in_cash: Decimal | None

    @property
    def at(self) -> int:
        """The place of the current step, counted from 1."""
        return self.money.steps_done + 1

    @property
    def step(self) -> RecipeStep | None:
        """The step to do now."""
        return next((row.step for row in self.rows if row.current), None)


def running_of(tenders: Sequence[RefundTender]) -> Running | None:
    """The first tender that isn't done, with its recipe; None when all are. What finance has comes last."""
    money = next((row for row in in_order(tenders) if row.state in OPEN), None)
    if money is None:
        return None
    steps = RecipeStep.objects.filter(tender=money.out_tender_id, way=money.way).order_by("position")
    entries = list(StepEntry.objects.filter(refund_tender=money).select_related("by"))
    done = {one.position: one for one in entries if one.outcome == StepEntry.Outcome.DONE}
    rows = tuple(
        StepRow(step, done.get(step.position), step.position == money.steps_done + 1) for step in steps
    )
    failed = entries[-1] if entries and money.state == State.FAILED else None
    return Running(money, rows, failed, _in_cash(money))


def _in_cash(money: RefundTender) -> Decimal | None:
    """What the till pays out, where that isn't the amount; a refund never rounds against the customer."""
    paid, rounding = round_cash(money.amount, CashRounding.NEAREST, pays=True)
    return paid if money.out_tender.is_cash and rounding else None


def in_order(tenders: Sequence[RefundTender]) -> list[RefundTender]:
    """Bank cards first, then apps, stored value, cash last: what may fail goes before what can't."""
    return sorted(tenders, key=lambda row: (row.state == State.FINANCE, rank(row.out_tender.code), row.pk))
