"""Beside the steps: notes, links, rewards and penalties, a refund that the case opens, reopening."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from deskops.clocks.services import Job, start
from deskops.core.acts import act
from deskops.core.models import StoredFile
from deskops.core.money import yuan
from deskops.core.refusals import Refused
from deskops.org.access import held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff, Store
from refunds.models import Refund
from refunds.services.opening import open_refund as begin_refund

from ..models import Complaint, Consequence, Link, Measure, Step
from ..promises import FOLLOW_UP
from ..roles import JUDGES
from .base import State, digests, fresh, going_on, move, record, told
from .registering import start_clocks

WITH_REFUND = [
    State.INVESTIGATING,
    State.PLANNING,
    State.ASKED,
    State.APPROVED,
    State.AGREED,
]


def note(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    words: str,
    evidence: Sequence[StoredFile] = (),
) -> Complaint:
    """Write something down about a case, with files; no promise is kept by it."""
    asked = {"words": words, "evidence": digests(evidence)}
    with going_on(
        request_key=request_key, by=by, complaint_id=complaint_id, name="note", asked=asked, states=()
    ) as case:
        if case:
            record(case.document, Step.Kind.NOTE, by=by, now=now, words=told(words), evidence=evidence)
    return fresh(complaint_id)


def open_refund(
    *,
    request_key: UUID,
    by: Staff,
    now: datetime,
    complaint_id: int,
    receipt_id: int,
    purpose: Refund.Purpose = Refund.Purpose.REFUND,
) -> Refund:
    """Open a refund or exchange of a receipt from the case: its paper comes from the case's, both ways.

    Money moves by the refund's own approvals, and only once the customer has agreed may the case say that
    it was carried out. Raises Refused as ``refunds`` does (goods of another store, nothing left).
    """
    asked = {"receipt": receipt_id, "purpose": purpose}
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="open_refund",
        asked=asked,
        states=WITH_REFUND,
    ) as case:
        key = uuid5(request_key, "refund")
        whole = case or fresh(complaint_id)
        refund = begin_refund(
            request_key=key,
            by=by,
            store=whole.store,
            now=now,
            receipt_id=receipt_id,
            purpose=purpose,
            origin=whole.document,
        )
        if case:
            said = f"{refund.get_purpose_display()} {refund.document.number}"
            record(case.document, Step.Kind.OPENED, by=by, now=now, words=said)
    return refund


def link(
    *, request_key: UUID, by: Staff, now: datetime, complaint_id: int, number: str, why: str
) -> Complaint:
    """Link a case with another of the same store about the same thing, by its number.

    Raises Refused: no such case, the case itself, linked already, no reason.
    """
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="link",
        asked={"number": number, "why": why},
        states=(),
    ) as case:
        if case:
            other = Complaint.objects.filter(document__number=number.strip(), store=case.store).first()
            if other is None or other.pk == case.pk:
                raise Refused(
                    "case_unknown",
                    _("There is no other case of this number here."),
                    field="number",
                    value=number,
                )
            first, second = sorted((case.pk, other.pk))
            Link.objects.create(first_id=first, second_id=second, why=told(why, "why"), by=by, at=now)
            for one, its in ((case, other), (other, case)):
                record(
                    one.document, Step.Kind.LINKED, by=by, now=now, words=f"{its.document} · {why.strip()}"
                )
    return fresh(complaint_id)


@dataclass(frozen=True)
class Falls:
    """A reward or penalty: on a person, a department or a shop, how much, by which rule."""

    kind: Consequence.Kind
    falls_on: Consequence.On
    words: str
    amount: Decimal = Decimal(0)
    staff_id: int | None = None
    department: str = ""
    shop: str = ""


def add_consequence(
    *, request_key: UUID, by: Staff, now: datetime, complaint_id: int, falls: Falls
) -> Complaint:
    """Reward or punish by the company's rules (按公司规定奖惩).

    Raises Refused: who is neither supervisor nor manager, no reason, nobody or nothing it falls on.
    """
    asked = {**asdict(falls), "amount": str(falls.amount)}
    with going_on(
        request_key=request_key, by=by, complaint_id=complaint_id, name="consequence", asked=asked, states=()
    ) as case:
        if case:
            _require_judge(by, case.store, now)
            on = Consequence.On
            wanted = {on.PERSON: falls.staff_id, on.DEPARTMENT: falls.department, on.SHOP: falls.shop.strip()}
            if not wanted[falls.falls_on]:
                raise Refused("falls_on_missing", _("Say on whom it falls."), field="falls_on")
            made = Consequence.objects.create(
                complaint=case,
                kind=falls.kind,
                falls_on=falls.falls_on,
                staff_id=falls.staff_id if falls.falls_on == on.PERSON else None,
                department=falls.department if falls.falls_on == on.DEPARTMENT else "",
                shop=falls.shop.strip() if falls.falls_on == on.SHOP else "",
                amount=yuan(falls.amount),
                words=told(falls.words),
                by=by,
                at=now,
            )
            said = f"{made} · {made.words} · {made.amount:.2f}"
            record(case.document, Step.Kind.CONSEQUENCE, by=by, now=now, words=said)
    return fresh(complaint_id)


def _require_judge(by: Staff, store: Store, now: datetime) -> None:
    held = held_by(by, now.astimezone(SHANGHAI).date())
    if not any(one.role in JUDGES and one.reaches(store) for one in held):
        raise Refused(
            "not_a_supervisor", _("The desk supervisor or a manager decides this."), value=by.number
        )


def reopen(*, request_key: UUID, by: Staff, now: datetime, complaint_id: int, why: str) -> Complaint:
    """Take a closed case up again: second promises begin, the first ones stay as they were."""
    with going_on(
        request_key=request_key,
        by=by,
        complaint_id=complaint_id,
        name="reopen",
        asked={"why": why},
        states=[State.CLOSED],
    ) as case:
        if case:
            record(case.document, Step.Kind.REOPENED, by=by, now=now, words=told(why, "why"))
            case.reopened += 1
            case.closed_at = case.agreed_at = case.carried_at = None
            case.carried_by = case.followed_by = case.plan = case.promised_on = None
            case.summary = case.result = case.satisfaction = ""
            move(
                case,
                State.PASSED if case.is_suggestion else State.INVESTIGATING,
                "reopened",
                "closed_at",
                "agreed_at",
                "carried_at",
                "carried_by",
                "followed_by",
                "plan",
                "promised_on",
                "summary",
                "result",
                "satisfaction",
            )
            start_clocks(case, now)
            if case.is_suggestion:
                start(document=case.document, policy=FOLLOW_UP, job=Job(Role.CLERK, case.store), at=now)
    return fresh(complaint_id)


def write_measure(
    *, request_key: UUID, by: Staff, now: datetime, store: Store, month: date, words: str
) -> Measure:
    """Write a measure for improvement under a month's statistics: the supervisor's or a manager's."""
    asked = {"store": store.pk, "month": month, "words": words}
    with act(request_key=request_key, by=by, name="complaints.measure", asked=asked) as running:
        if running.replayed:
            return Measure.objects.get(pk=running.result["measure"])
        _require_judge(by, store, now)
        made = Measure.objects.create(
            store=store, month=month.replace(day=1), words=told(words), by=by, at=now
        )
        running.result = {"measure": made.pk}
        return made
