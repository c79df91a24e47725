"""A refund's transfer: the desk rings the return up, then finance pays it at the bank and records it."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import Job, meet, open_target, start
from deskops.core.acts import act
from deskops.core.calendar import local_date
from deskops.core.refusals import Refused
from deskops.documents.services import file_document
from deskops.org.access import held_by
from deskops.org.models import Role, Staff

from ...models import Holding, RefundTender, StepEntry
from ...promises import TRANSFERRED
from ...rules.slips import slip_number
from .executing import execute
from .finishing import finish
from .work import Work, begin_paying, lock_work, require_agreed, require_open

State = RefundTender.State


def record_transfer(
    *, request_key: UUID, by: Staff, now: datetime, money_id: int, reference: str, on: date
) -> RefundTender:
    """Record that finance has transferred a tender's money: the bank's number of it and its calendar date.

    It moves in the books now, on today's business date, and the last money finishes the refund. Raises
    Refused: ``finance_only``, a tender that doesn't lie with finance, terms that nobody approved, a
    number that isn't one or was recorded before (``reference_used``), a date before the refund was asked
    for or after today (``transfer_date``).
    """
    asked = {"money": money_id, "reference": reference, "on": f"{on}"}
    with act(request_key=request_key, by=by, name="refunds.transfer", asked=asked) as running:
        if not running.replayed:
            work = _with_finance(money_id, by, now)
            require_agreed(work.refund)
            _fill(work, slip_number(reference, field="reference"), on)
            for paper in [execute(work), *finish(work.refund, work.rows, by, now)]:
                file_document(paper)
            keep_promise(work)
    return RefundTender.objects.select_related("refund__document", "document").get(pk=money_id)


def refuse_transfer(
    *, request_key: UUID, by: Staff, now: datetime, money_id: int, words: str
) -> RefundTender:
    """Record that the bank refused a transfer, and what it said; nothing of it is in the books.

    The desk then asks for another account, or has it tried again. Raises Refused without words, and as
    ``record_transfer`` does.
    """
    asked = {"money": money_id, "words": words}
    with act(request_key=request_key, by=by, name="refunds.transfer_refused", asked=asked) as running:
        if not running.replayed:
            work = _with_finance(money_id, by, now)
            if not words.strip():
                raise Refused("words_missing", _("Say what the bank said."), field="words")
            work.note(StepEntry.Outcome.FAILED, words=words.strip()[:200])
            work.money.state = State.FAILED
            work.money.save(update_fields=["state"])
    return RefundTender.objects.select_related("refund__document").get(pk=money_id)


def _with_finance(money_id: int, by: Staff, now: datetime) -> Work:
    work = lock_work(money_id, by, now)
    store = work.refund.document.store
    if not any(one.role == Role.FINANCE and one.reaches(store) for one in held_by(by, local_date(now))):
        raise Refused(
            "finance_only",
            _("Only finance of %(store)s records a transfer.") % {"store": store},
            value=by.number,
            remedy=_("It stands in finance's list of transfers."),
        )
    require_open(work, State.FINANCE)
    begin_paying(work.refund)
    return work


def _fill(work: Work, reference: str, on: date) -> None:
    """The number and date of the bank's slip, and the recipe's last step with them."""
    money = work.money
    asked_on, today = local_date(work.refund.document.made_at), local_date(work.now)
    if not asked_on <= on <= today:
        raise Refused(
            "transfer_date",
            _("The transfer is of a day from %(first)s to %(last)s.") % {"first": asked_on, "last": today},
            field="on",
            value=on,
            remedy=_("Type the date of the bank's slip."),
        )
    _require_unused(work, reference)
    work.note(StepEntry.Outcome.DONE, value=reference)
    money.reference, money.trade_date, money.steps_done = reference, on, len(work.steps)
    money.save(update_fields=["reference", "trade_date", "steps_done"])


def _require_unused(work: Work, reference: str) -> None:
    """A transfer has a number of its own: the same one twice is one payment written down twice."""
    store = work.refund.document.store_id
    others = RefundTender.objects.filter(
        way=RefundTender.Way.TRANSFER, reference=reference, document__store=store
    )
    other = others.select_related("refund__document").first()
    if other:
        raise Refused(
            "reference_used",
            _("This transfer is of refund %(number)s.") % {"number": other.refund.document.number},
            field="reference",
            value=reference,
            remedy=_("Read the number from the bank's slip of this transfer."),
        )


def promise_transfer(work: Work) -> None:
    """From the customer's demand on finance has its days; one promise for all transfers of a refund."""
    paper = work.refund.document
    if open_target(paper, TRANSFERRED) is None:
        start(document=paper, policy=TRANSFERRED, job=Job(Role.FINANCE, paper.store), at=paper.made_at)


def keep_promise(work: Work) -> None:
    """The promise is kept once no transfer of the refund is left."""
    transfers = [row for row in work.rows if row.way == RefundTender.Way.TRANSFER]
    if any(row.holding == Holding.RESERVED for row in transfers):
        return
    how = _("transferred: %(number)s") % {"number": work.money.reference}
    meet(document=work.refund.document, policy=TRANSFERRED, by=work.by, now=work.now, how=how)
