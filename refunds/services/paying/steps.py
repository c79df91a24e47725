"""The steps of a tender's recipe, one by one: done, or failed."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.documents.services import file_document
from deskops.org.models import Staff

from ...models import RecipeStep, Refund, RefundTender, StepEntry
from ..locking import fresh
from .executing import execute
from .finishing import finish
from .transfers import promise_transfer
from .values import filled_by
from .work import Work, begin_paying, lock_work, require_agreed, require_open, require_turn, require_way

State = RefundTender.State


def record_step(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    money_id: int,
    value: str = "",
    position: int | None = None,
) -> Refund:
    """Record the next step of a tender as done, with what it yielded; the last one moves the money.

    ``position`` is the step that the page showed: what somebody did meanwhile is not done twice. The
    last step posts the tender, and the last tender finishes the refund, all in one transaction; where
    the books refuse (a till short of cash) nothing is recorded. Raises Refused: not approved as it
    stands, not its turn, finance's step, a failed or done tender, a terminal that closed since the approval
    (``terminal_closed``), a value that isn't the slip's, and what the till and the card refuse.
    """
    asked = {"money": money_id, "value": value, "position": position}
    with act(request_key=request_key, by=by, name="refunds.step", asked=asked) as running:
        if not running.replayed:
            work = lock_work(money_id, by, now)
            _record(work, _step_to_do(work, position), value)
            running.result = {"refund": work.refund.pk}
    return fresh(running.result["refund"])


def fail_step(*, request_key: UUID, by: Staff, now: datetime, money_id: int, words: str) -> Refund:
    """Record that the machine refused the next step, and what it said; nothing of it is in the books.

    The tender is then resumed, abandoned, or turned to the exception. Raises Refused without words,
    and as ``record_step`` does.
    """
    asked = {"money": money_id, "words": words}
    with act(request_key=request_key, by=by, name="refunds.fail", asked=asked) as running:
        if not running.replayed:
            work = lock_work(money_id, by, now)
            require_open(work, State.WAITING, State.UNDER_WAY)
            require_turn(work)
            work.note(StepEntry.Outcome.FAILED, words=told(words))
            work.money.state = State.FAILED
            work.money.save(update_fields=["state"])
            begin_paying(work.refund)
            running.result = {"refund": work.refund.pk}
    return fresh(running.result["refund"])


def told(words: str) -> str:
    """The words, to be stored; raises Refused when there are none."""
    if not words.strip():
        raise Refused(
            "words_missing",
            _("Say what the machine said, or why."),
            field="words",
            remedy=_("Copy the message from its display."),
        )
    return words.strip()[:200]


def _step_to_do(work: Work, position: int | None) -> RecipeStep:
    if position is not None and position != work.at:
        raise Refused(
            "step_done",
            _("This step was done already."),
            field="position",
            value=position,
            remedy=_("Open the refund again: it shows the step to do now."),
        )
    require_open(work, State.WAITING, State.UNDER_WAY)
    require_agreed(work.refund)
    require_turn(work)
    require_way(work)
    step = next((one for one in work.steps if one.position == work.at), None)
    if step is None:
        raise Refused(
            "recipe_changed",
            _("The recipe was changed meanwhile: it has no step %(at)s.") % {"at": work.at},
            value=work.at,
            remedy=_("Record a failure and turn to the exception, or have the recipe corrected."),
        )
    return step


def _record(work: Work, step: RecipeStep, value: str) -> None:
    money = work.money
    filled = filled_by(step, work, value)
    work.note(StepEntry.Outcome.DONE, value=next((str(one) for one in filled.values()), ""))
    money.steps_done = work.at
    money.state = State.FINANCE if work.is_with_finance else State.UNDER_WAY
    for name, one in filled.items():
        setattr(money, name, one)
    money.save(update_fields=["steps_done", "state", *filled])
    begin_paying(work.refund)
    if money.state == State.FINANCE:
        promise_transfer(work)
    if step.pk == work.steps[-1].pk:
        for paper in [execute(work), *finish(work.refund, work.rows, work.by, work.now)]:
            file_document(paper)
