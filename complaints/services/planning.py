"""Several plans are proposed, one is chosen and approved, the customer agrees to it; only then it holds."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.approvals.models import Decision
from deskops.approvals.services import Asked, ask, require_approved
from deskops.approvals.terms import Evidence, Terms
from deskops.clocks.services import meet, start
from deskops.core.calendar import end_of, local_date
from deskops.core.money import yuan
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.access import held_by
from deskops.org.models import Role, Staff

from ..models import Complaint, Plan, Step
from ..models.words import Result
from ..promises import PLAN, SOLUTION
from .base import State, fresh, going_on, job_of, keep_due, move, record, refuse_own, told
from .contacting import Talk, answered, check_talk, speak

MOST_PLANS = 9


def propose(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    result: Result,
    words: str,
    amount: Decimal,
) -> Complaint:
    """Propose one way of settling a case; several may stand beside each other."""
    asked = {"result": result, "words": words, "amount": str(amount)}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="propose",
        asked=asked,
        states=[State.PLANNING],
    ) as case:
        if case:
            position = case.plans.count() + 1
            if position > MOST_PLANS:
                raise Refused("plans_enough", _("There are nine plans already: choose one."))
            plan = Plan.objects.create(
                complaint=case,
                position=position,
                result=result,
                words=told(words),
                amount=yuan(amount),
                by=by,
                at=now,
            )
            said = f"{plan.position}. {plan.get_result_display()} · {plan.words} · {plan.amount:.2f}"
            record(case.document, Step.Kind.PROPOSED, by=by, now=now, words=said)
    return fresh(complaint_id)


def choose(
    *, request_key: UUID, by: Staff, now: datetime, complaint_id: int, plan_id: int, words: str = ""
) -> Complaint:
    """Choose one of the plans and ask the service manager to approve it.

    Where the case is about the service manager, the store manager is asked. Raises Refused for a plan of
    another case.
    """
    asked = {"plan": plan_id, "words": words}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="choose",
        asked=asked,
        states=[State.PLANNING],
    ) as case:
        if case:
            plan = case.plans.filter(pk=plan_id).first()
            if plan is None:
                raise Refused("plan_unknown", _("Choose one of the plans."), field="plan", value=plan_id)
            case.plan = plan
            case.document.amount = plan.amount
            case.document.save(update_fields=["amount"])
            record(case.document, Step.Kind.CHOSEN, by=by, now=now, words=f"{plan} {words}".strip())
            move(case, State.ASKED, "plan")
            asked_of = [Asked(_approver(case, now))]
            ask(document=case.document, terms=terms_of(case), of=asked_of, by=by, now=now)
    return fresh(complaint_id)


def _approver(case: Complaint, now: datetime) -> Role:
    concerned = [person for person in (case.person, case.responsible) if person]
    held = [one for person in concerned for one in held_by(person, local_date(now))]
    about_manager = any(one.role == Role.SERVICE_MANAGER and one.reaches(case.store) for one in held)
    return Role.STORE_MANAGER if about_manager else Role.SERVICE_MANAGER


def terms_of(case: Complaint) -> Terms:
    """What the approver reads and what later steps rely on: the chosen plan and what it answers."""
    if case.plan is None:
        raise Refused("plan_missing", _("No plan was chosen."))
    evidence = Evidence(
        _("Case"), case.document.number, reverse("complaints:complaint", args=[case.document_id])
    )
    return Terms(
        what=f"{case.plan.get_result_display()} · {case.plan.words}",
        why=f"{case.what} → {case.demand}",
        amount=case.plan.amount,
        whose=case.name,
        rule="客户投诉处理：提出多种方案，选定一种报批，顾客同意后执行",
        evidence=(evidence,),
    )


def plan_decided(*, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str) -> None:
    """What follows the decision: the customer is told, or another plan is made. Never by who it is about."""
    case = fresh(Complaint.objects.values_list("pk", flat=True).get(document=document))
    refuse_own(case, by)
    case.document = document
    approved = outcome == Decision.APPROVED
    kind = Step.Kind.APPROVED if approved else Step.Kind.REJECTED
    record(document, kind, by=by, now=now, words=reason or str(case.plan))
    move(case, State.APPROVED if approved else State.PLANNING)
    keep_due(case)


def tell_plan(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    talk: Talk,
    agrees: bool | None = None,
    promised_on: date | None = None,
) -> Complaint:
    """Tell the customer the approved plan. ``agrees`` is None while they think about it or weren't reached.

    Told, the 48 hours are kept. Agreed, it is carried out by ``promised_on``; declined, another plan is
    made. Raises Refused: an answer of somebody who wasn't reached, no day promised or one that is past.
    """
    asked = {**talk.asked, "agrees": agrees, "promised_on": promised_on}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="tell_plan",
        asked=asked,
        states=[State.APPROVED],
    ) as case:
        if case:
            _check(talk, agrees, promised_on, now)
            require_approved(document=case.document, terms=terms_of(case))
            kinds = {None: Step.Kind.CONTACT, True: Step.Kind.AGREED, False: Step.Kind.DECLINED}
            speak(case, talk, by, now, kind=kinds[agrees])
            if answered(case, PLAN):
                meet(document=case.document, policy=PLAN, by=by, now=now, how=talk.words[:200])
            if agrees is False:
                move(case, State.PLANNING)
            elif agrees and promised_on:
                _agree(case, promised_on, now)
    return fresh(complaint_id)


def _agree(case: Complaint, promised_on: date, now: datetime) -> None:
    case.agreed_at, case.promised_on = now, promised_on
    move(case, State.AGREED, "agreed_at", "promised_on")
    start(document=case.document, policy=SOLUTION, job=job_of(case), at=now, until=end_of(promised_on))


def _check(talk: Talk, agrees: bool | None, promised_on: date | None, now: datetime) -> None:
    check_talk(talk)
    if agrees is not None and not talk.reached and talk.way in ("call", "in_person"):
        raise Refused(
            "not_reached", _("Who was not reached has neither agreed nor declined."), field="agrees"
        )
    if agrees and promised_on is None:
        raise Refused("day_missing", _("Say by which day it is carried out."), field="promised_on")
    if agrees and promised_on and promised_on < local_date(now):
        raise Refused("day_past", _("That day is over."), field="promised_on", value=promised_on.isoformat())
