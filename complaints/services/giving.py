"""A gift that an approved plan promises, handed over from the case: its paper comes from the case's."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from deskops.approvals.services import require_approved
from deskops.core.money import ZERO
from deskops.core.refusals import Refused
from deskops.org.models import Staff
from deskops.papers.forms import Signed
from gifts.models import GiftIssue
from gifts.services.goodwill import Promised, give_goodwill, given_because, judge_goodwill
from gifts.wording import goodwill_text

from ..models import Complaint, Plan, Step
from ..models.words import Result
from .base import State, fresh, going_on, record
from .planning import terms_of


def promised(case: Complaint) -> bool:
    """Whether the plan that the customer agreed to promises a gift."""
    return case.plan is not None and case.plan.result == Result.GIFT


def _plan(case: Complaint) -> Plan:
    if case.plan is None or not promised(case):
        raise Refused(
            "no_gift_promised",
            _("The approved plan promises no gift."),
            remedy=_("Have a plan approved whose result is a gift."),
        )
    return case.plan


def gift_left(case: Complaint) -> Decimal:
    """Yuan that the plan still leaves for gifts; nothing where it promises none."""
    return _plan(case).amount - given_because(case.document) if promised(case) else ZERO


def gift_text(case: Complaint, wanted: Promised, now: datetime) -> str:
    """What the customer reads and signs for these gifts. Raises Refused as ``give_gifts`` does."""
    return goodwill_text(judge_goodwill(wanted, origin=case.document, most=_plan(case).amount, now=now))


def give_gifts(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    wanted: Promised,
    seen: str,
    signed: Signed,
) -> GiftIssue:
    """Give the gift that the plan promises, off the desk's stock; both papers show the other's number.

    All gifts of a case together are worth no more than its plan costs. Raises Refused: no gift was
    promised, worth more than is left, not so many at the desk, another text than the one that was read.
    """
    asked = {**wanted.asked, "seen": seen, "on_paper": signed.strokes is None}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="give_gifts",
        asked=asked,
        states=[State.AGREED],
    ) as case:
        whole = case or fresh(complaint_id)
        plan = _plan(whole)
        if case:
            require_approved(document=case.document, terms=terms_of(case))
        issue = give_goodwill(
            request_key=uuid5(request_key, "gift"),
            by=by,
            now=now,
            wanted=wanted,
            origin=whole.document,
            most=plan.amount,
            seen=seen,
            signed=signed,
        )
        if case:
            said = f"{_('gifts issued')} {issue.document.number}"
            record(case.document, Step.Kind.OPENED, by=by, now=now, words=said)
    return issue
