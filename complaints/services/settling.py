"""The plan is carried out, accepted with a signature on the exact text, followed up, summed up."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.approvals.services import require_approved
from deskops.clocks.services import Job, drop, meet, start
from deskops.core.frozen import canonical
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.org.models import Role, Staff
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from deskops.papers.services import sign

from ..models import Complaint, Step
from ..models.words import Result, Satisfaction
from ..promises import AGREED, FOLLOW_UP, LAW, SOLUTION
from ..rules.contacts import out_of_reach
from .base import State, digests, fresh, going_on, move, record, told
from .contacting import Talk, check_talk, contacts_since, speak
from .planning import terms_of


def carry_out(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    words: str,
    evidence: Sequence[StoredFile] = (),
) -> Complaint:
    """Carry out what was approved and agreed to; the follow-up is due a week from here."""
    asked = {"words": words, "evidence": digests(evidence)}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="carry_out",
        asked=asked,
        states=[State.AGREED],
    ) as case:
        if case:
            require_approved(document=case.document, terms=terms_of(case))
            record(case.document, Step.Kind.CARRIED, by=by, now=now, words=told(words), evidence=evidence)
            case.carried_at, case.carried_by = now, by
            move(case, State.CARRIED, "carried_at", "carried_by")
            for policy in (SOLUTION, LAW):
                meet(document=case.document, policy=policy, by=by, now=now, how=words.strip()[:200])
            start(document=case.document, policy=FOLLOW_UP, job=Job(Role.CLERK, case.store), at=now)
    return fresh(complaint_id)


def accept(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    signed: Signed | None,
    words: str = "",
) -> Complaint:
    """The customer accepts the outcome: by signature where present, else ``words`` say how they did.

    What is signed is the exact text of ``outcome_body``, frozen with its fingerprint.
    """
    asked = {"words": words, "signed": signed is not None, "paper": bool(signed and not signed.strokes)}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="accept",
        asked=asked,
        states=[State.CARRIED],
    ) as case:
        if case:
            if signed:
                sign(
                    document=case.document,
                    role=Signature.Role.CUSTOMER,
                    name=case.name,
                    body=outcome_body(case),
                    strokes=signed.strokes,
                    by=by,
                    now=now,
                )
            how = words.strip() if signed else told(words)
            record(case.document, Step.Kind.ACCEPTED, by=by, now=now, words=how or _("signed"))
            move(case, State.ACCEPTED)
    return fresh(complaint_id)


def outcome_body(case: Complaint) -> str:
    """The text of the outcome, in Chinese, as the customer reads and signs it."""
    with translation.override(settings.LANGUAGE_CODE):
        plan = case.plan
        return canonical(
            {
                "number": case.document.number,
                "complainant": case.name,
                "what": case.what,
                "demand": case.demand,
                "plan": str(plan.words) if plan else "",
                "result": str(plan.get_result_display()) if plan else "",
                "amount": str(plan.amount) if plan else "",
                "carried_out": Step.objects.filter(document=case.document, kind=Step.Kind.CARRIED)
                .order_by("-pk")
                .values_list("words", flat=True)
                .first()
                or "",
            }
        )


def follow_up(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    talk: Talk,
    satisfaction: Satisfaction | str = "",
) -> Complaint:
    """Ask the customer afterwards how satisfied they are; never by the handler or who carried it out.

    A try that doesn't reach them is recorded and the case stays; after three at different hours and a
    message it goes on as not reached. Raises Refused: the handler, no satisfaction of who was reached.
    """
    asked = {**talk.asked, "satisfaction": satisfaction}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="follow_up",
        asked=asked,
        states=[State.ACCEPTED],
    ) as case:
        if case:
            check_talk(talk)
            _refuse_handlers(case, by)
            reached = talk.reached
            if reached and satisfaction in ("", Satisfaction.UNREACHED):
                raise Refused("satisfaction_missing", _("Ask how satisfied they are."), field="satisfaction")
            kind = Step.Kind.FOLLOWED if reached else Step.Kind.CONTACT
            speak(case, talk, by, now, kind=kind)
            if reached or out_of_reach(contacts_since(case.document, FOLLOW_UP)):
                case.satisfaction = satisfaction if reached else Satisfaction.UNREACHED
                case.followed_by = by
                meet(document=case.document, policy=FOLLOW_UP, by=by, now=now, how=talk.words[:200])
                move(case, State.FOLLOWED, "satisfaction", "followed_by")
    return fresh(complaint_id)


def _refuse_handlers(case: Complaint, by: Staff) -> None:
    if by.pk in (case.handler_id, case.carried_by_id):
        raise Refused(
            "own_follow_up",
            _("Somebody other than the handler follows a case up."),
            value=by.number,
            remedy=_("Ask a colleague to ring."),
        )


def sum_up(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    result: Result,
    words: str,
) -> Complaint:
    """Sum the case up and close it (顾客投诉意见处理表); what was missed stays missed, no clock runs on."""
    asked = {"result": result, "words": words}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="sum_up",
        asked=asked,
        states=[State.FOLLOWED],
    ) as case:
        if case:
            case.result, case.summary, case.closed_at = result, told(words), now
            record(case.document, Step.Kind.SUMMED_UP, by=by, now=now, words=case.summary)
            drop(document=case.document, policy=AGREED, now=now)
            move(case, State.CLOSED, "result", "summary", "closed_at")
    return fresh(complaint_id)
