"""Judged twice, then investigated; what is not justified is answered kindly and closed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.clocks.services import drop, meet
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.org.models import Floor, Staff

from ..models import Complaint, Step
from ..models.words import Cause, Department, Result
from ..promises import AGREED, LAW, PLAN
from ..rules.flow import judged
from .base import State, digests, fresh, going_on, move, record, told
from .contacting import Talk, answered, check_talk, speak


def judge(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    grounds: bool,
    reasonable: bool,
    words: str,
) -> Complaint:
    """Judge twice: are the grounds sufficient, is the demand reasonable. Both yes is investigated."""
    asked = {"grounds": grounds, "reasonable": reasonable, "words": words}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="judge",
        asked=asked,
        states=[State.REGISTERED],
    ) as case:
        if case:
            if case.is_suggestion:
                raise Refused("not_judged", _("A suggestion is thanked for, not judged."))
            case.grounds, case.reasonable = grounds, reasonable
            both = _("Grounds: %(grounds)s. Demand: %(demand)s.") % {
                "grounds": _("sufficient") if grounds else _("not sufficient"),
                "demand": _("reasonable") if reasonable else _("not reasonable"),
            }
            record(case.document, Step.Kind.JUDGED, by=by, now=now, words=f"{both} {told(words)}")
            move(case, judged(grounds, reasonable), "grounds", "reasonable")
    return fresh(complaint_id)


def answer_kindly(*, request_key: UUID, by: Staff, now: datetime, complaint_id: int, talk: Talk) -> Complaint:
    """Tell a customer kindly why nothing follows; once they are answered the case is closed.

    A try that doesn't reach them is recorded, and the case stays.
    """
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="answer_kindly",
        asked=talk.asked,
        states=[State.REFUSED],
    ) as case:
        if case:
            check_talk(talk)
            speak(case, talk, by, now)
            if answered(case, PLAN):
                meet(document=case.document, policy=PLAN, by=by, now=now, how=talk.words[:200])
                for policy in (LAW, AGREED):
                    drop(document=case.document, policy=policy, now=now)
                case.result, case.summary, case.closed_at = Result.EXPLAINED, talk.words.strip(), now
                move(case, State.CLOSED, "result", "summary", "closed_at")
    return fresh(complaint_id)


@dataclass(frozen=True)
class Findings:
    """What the investigation found: department, shop, floor, person responsible, cause."""

    department: Department
    cause: Cause
    words: str
    shop: str = ""
    floor_id: int | None = None
    responsible_id: int | None = None
    person_name: str = ""

    @property
    def asked(self) -> dict[str, object]:
        return dict(asdict(self))


def investigate(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    found: Findings,
    evidence: Sequence[StoredFile] = (),
) -> Complaint:
    """Record what was found. A service complaint names the person responsible.

    Raises Refused: no person for a service complaint, a floor of another store; the database refuses the
    handler as the person responsible.
    """
    asked = {**found.asked, "evidence": digests(evidence)}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="investigate",
        asked=asked,
        states=[State.INVESTIGATING],
    ) as case:
        if case:
            _check(case, found, by)
            record(
                case.document,
                Step.Kind.INVESTIGATED,
                by=by,
                now=now,
                words=told(found.words),
                evidence=evidence,
            )
            case.department, case.cause = found.department, found.cause
            case.shop, case.floor_id = found.shop.strip(), found.floor_id
            case.responsible_id, case.person_name = found.responsible_id, found.person_name.strip()
            fields = ("department", "cause", "shop", "floor_id", "responsible_id", "person_name")
            move(case, State.PLANNING, *(name.removesuffix("_id") for name in fields))
    return fresh(complaint_id)


def _check(case: Complaint, found: Findings, by: Staff) -> None:
    if case.kind == Complaint.Kind.SERVICE and not (found.responsible_id or found.person_name.strip()):
        raise Refused(
            "person_missing",
            _("A service complaint names the person responsible."),
            field="responsible",
            remedy=_("Enter the employee number, or the name of a shop's assistant."),
        )
    if found.responsible_id in (by.pk, case.handler_id):
        raise Refused(
            "own_complaint",
            _("The person responsible is the handler."),
            field="responsible",
            remedy=_("Give the case to a colleague first."),
        )
    if found.floor_id and not Floor.objects.filter(pk=found.floor_id, store=case.store).exists():
        raise Refused("floor_elsewhere", _("This floor is not of this store."), field="floor")
