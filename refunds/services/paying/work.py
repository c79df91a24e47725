"""One tender of a refund at work: locked with the refund, in its turn, by its way, still approved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from deskops.approvals.services import require_approved
from deskops.core.refusals import Refused
from deskops.core.statements import Side, every_row
from deskops.org.models import Staff
from deskops.tills.models import Tender

from ...models import Holding, PurchaseTender, RecipeStep, Refund, RefundTender, StepEntry
from ...rules.order import rank
from ...terms import refund_terms
from ..asking import move
from ..card_slips import terminal_of
from ..locking import lock_refund, require_sound, require_state
from ..tenders import require_terminal, terminal_does

State = RefundTender.State
MONEY, PAID = Side(RefundTender, "m"), Side(PurchaseTender, "p")
TENDER, OUT_TENDER = Side(Tender, "t"), Side(Tender, "o")
LOCK = f"""
SELECT {MONEY}, {TENDER}, {OUT_TENDER}, {PAID} FROM refunds_refundtender m
JOIN tills_tender t ON t.id = m.tender_id
JOIN tills_tender o ON o.id = m.out_tender_id
JOIN refunds_purchasetender p ON p.id = m.paid_id
WHERE m.refund_id = %s ORDER BY m.id FOR NO KEY UPDATE OF m
"""  # noqa: S608
TERMINAL = (RefundTender.Way.VOID, RefundTender.Way.REFUND)


@dataclass(frozen=True)
class Work:
    """Who is at which tender of which refund, and when; refund and money are locked."""

    refund: Refund
    money: RefundTender
    rows: Sequence[RefundTender]
    by: Staff
    now: datetime

    @property
    def at(self) -> int:
        """The place of the step to do, counted from 1."""
        return self.money.steps_done + 1

    @cached_property
    def steps(self) -> list[RecipeStep]:
        """The recipe of this tender and way in its order; raises Refused when there is none."""
        money = self.money
        steps = list(RecipeStep.objects.filter(tender=money.out_tender, way=money.way).order_by("position"))
        if not steps:
            raise Refused(
                "no_recipe",
                _("There is no recipe for %(tender)s, %(way)s.")
                % {"tender": money.out_tender, "way": money.get_way_display()},
                remedy=_("Ask the administrator to enter its steps."),
            )
        return steps

    @property
    def is_with_finance(self) -> bool:
        """Whether the step to do is recorded by finance alone."""
        by_finance = RecipeStep.Device.FINANCE
        return any(one.position == self.at and one.device == by_finance for one in self.steps)

    def note(self, outcome: StepEntry.Outcome, *, value: str = "", words: str = "") -> None:
        """Record what came of the step to do."""
        StepEntry.objects.create(
            refund_tender=self.money,
            position=self.at,
            outcome=outcome,
            value=value,
            words=words,
            by=self.by,
            at=self.now,
        )


def lock_work(money_id: int, by: Staff, now: datetime) -> Work:
    """One tender of a refund for oneself: paper, refund, purchase, then all its tenders by id."""
    refund = lock_refund(RefundTender.objects.values_list("refund_id", flat=True).get(pk=money_id))
    rows = lock_money(refund)
    return Work(refund, next(row for row in rows if row.pk == money_id), rows, by, now)


def lock_money(refund: Refund) -> list[RefundTender]:
    """The tenders of a locked refund, locked, those given up too."""
    return [_money_of(refund, row) for row in every_row(LOCK, [refund.pk])]


def _money_of(refund: Refund, row: Iterator[Any]) -> RefundTender:
    money = MONEY.read(row)
    money.refund, money.tender, money.out_tender, money.paid = (
        refund,
        TENDER.read(row),
        OUT_TENDER.read(row),
        PAID.read(row),
    )
    return money


def require_open(work: Work, *states: RefundTender.State) -> None:
    """The refund is approved or being paid, the tender in one of the states. Raises Refused."""
    require_state(work.refund, Refund.State.APPROVED, Refund.State.PAYING)
    if work.money.state not in states or work.money.holding != Holding.RESERVED:
        raise Refused(
            f"money_{work.money.state}",
            _("%(tender)s is “%(state)s”.")
            % {"tender": work.money.out_tender, "state": work.money.get_state_display()},
            value=work.money.state,
            remedy=_("Open the refund again: it shows what comes next."),
        )


def require_agreed(refund: Refund) -> None:
    """Raises Refused unless exactly this was approved and the purchase is as it was shown."""
    require_sound(refund)
    require_approved(document=refund.document, terms=refund_terms(refund))


def require_turn(work: Work) -> None:
    """What may fail goes before what can't: bank cards, apps, stored value, cash. Raises Refused.

    What lies with finance keeps nobody at the counter waiting.
    """
    waiting = [row for row in work.rows if row.holding == Holding.RESERVED and row.state != State.FINANCE]
    first = min(waiting, key=lambda row: (rank(row.out_tender.code), row.pk))
    if first.pk != work.money.pk:
        raise Refused(
            "not_its_turn",
            _("%(tender)s comes first.") % {"tender": first.out_tender},
            value=work.money.out_tender.code,
            remedy=_("Finish it, or take the exception for it, then go on."),
        )


def require_way(work: Work) -> None:
    """The terminal's way is open today, not only when it was approved; what it has paid is paid.

    Raises Refused ``terminal_closed`` (with the last day; the exception is the way out) and
    ``void_over``.
    """
    if way_today(work) != work.money.way:
        raise Refused(
            "void_over",
            _("The terminal voids a payment on the day of purchase only."),
            value=work.money.way,
            remedy=_("Begin this tender again: the terminal refunds it now."),
        )


def way_today(work: Work) -> str:
    """The way of the money as the terminal has it today; raises Refused ``terminal_closed``."""
    money = work.money
    if money.way not in TERMINAL or is_out(money):
        return money.way
    terminal = terminal_of(money, work.now)
    require_terminal(terminal)
    return terminal_does(money, terminal)


def is_out(money: RefundTender) -> bool:
    """Whether the machine has given the money back already, whatever the POS and the books say."""
    done = RecipeStep.objects.filter(
        tender=money.out_tender, way=money.way, pays=True, position__lte=money.steps_done
    )
    return done.exists()


def begin_paying(refund: Refund) -> None:
    """The first thing done of an approved refund: from here on it is being paid."""
    if refund.state == Refund.State.APPROVED:
        move(refund, Refund.State.PAYING)
