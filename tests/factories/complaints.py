"""Complaints and enquiries for tests, brought to a step by the public services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from complaints.models import Complaint, Enquiry
from complaints.models.words import Cause, Channel, Department, Outcome, Result, Satisfaction, Way
from complaints.services import beside, enquiries, judging, planning, settling
from complaints.services.contacting import Talk
from complaints.services.registering import Said, register
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.calendar import local_date
from deskops.core.money import yuan
from deskops.org.models import Role, Staff, Store
from deskops.papers.forms import Signed
from tests.factories.org import make_staff, make_store
from tests.factories.tills import NOW

REACHED = Talk(Way.CALL, Outcome.REACHED, "已向顾客说明情况")
MISSED = Talk(Way.CALL, Outcome.NO_ANSWER, "无人接听")
TEXTED = Talk(Way.SMS, Outcome.SENT, "已发短信请顾客回电")
ORDER = [
    "registered",
    "investigating",
    "planning",
    "asked",
    "approved",
    "agreed",
    "carried",
    "accepted",
    "followed",
    "closed",
]


@dataclass
class Office:
    """A store and the people whom a complaint meets."""

    store: Store
    clerk: Staff
    second: Staff
    supervisor: Staff
    manager: Staff
    head: Staff

    def act(self, by: Staff | None = None, now: datetime = NOW) -> dict[str, object]:
        """Who acts, when, with a new request key."""
        return {"request_key": uuid4(), "by": by or self.clerk, "now": now}


def make_office(code: str = "S1") -> Office:
    """A store with two clerks, a supervisor, a service manager, a store manager."""
    store = make_store(code)

    def hire(number: str, role: Role) -> Staff:
        return make_staff(f"{number}{code}", role, store=store)

    return Office(
        store,
        hire("1001", Role.CLERK),
        hire("1002", Role.CLERK),
        hire("1101", Role.DESK_SUPERVISOR),
        hire("1201", Role.SERVICE_MANAGER),
        hire("8001", Role.STORE_MANAGER),
    )


def said(**fields) -> Said:
    """What a customer says of a faulty coat."""
    return Said(
        **{
            "kind": Complaint.Kind.QUALITY,
            "channel": Channel.COUNTER,
            "name": "王䶮",
            "telephone": "13800138000",
            "what": "羽绒服拉链一周就坏了",
            "demand": "退货",
            "shop": "雪中飞",
            **fields,
        }
    )


def make_case(
    office: Office, *, now: datetime = NOW, by: Staff | None = None, handler=None, **fields
) -> Complaint:
    """A case as registered."""
    return register(**office.act(by, now), store=office.store, said=said(**fields), handler=handler)


def decide_plan(
    case: Complaint, by: Staff, now: datetime, decision=Decision.APPROVED, note: str = ""
) -> None:
    """The manager decides on the plan."""
    waiting = Approval.objects.get(document=case.document_id, decision=Decision.PENDING)
    decide(request_key=uuid4(), approval_id=waiting.pk, by=by, decision=decision, now=now, note=note)


def bring_to(
    office: Office, state: str, case: Complaint | None = None, *, now: datetime = NOW, **fields
) -> Complaint:
    """A case brought to a state, an hour after it was registered."""
    case = case or make_case(office, now=now, **fields)
    at = now + timedelta(hours=1)
    for wanted in ORDER[ORDER.index(case.state) + 1 : ORDER.index(state) + 1]:
        case = STEPS[wanted](office, case, at)
    return case


def _judge(office: Office, case: Complaint, at: datetime) -> Complaint:
    return judging.judge(
        **office.act(now=at), complaint_id=case.pk, grounds=True, reasonable=True, words="属实，符合三包"
    )


def _investigate(office: Office, case: Complaint, at: datetime) -> Complaint:
    found = judging.Findings(
        department=Department.FLOORS,
        cause=Cause.QUALITY,
        words="专柜确认拉链头缺陷",
        shop="雪中飞",
        floor_id=office.store.floors.get(code="1F").pk,
        person_name="专柜营业员",
    )
    return judging.investigate(**office.act(now=at), complaint_id=case.pk, found=found)


def propose(
    office: Office,
    case: Complaint,
    at: datetime,
    words: str = "原款退货",
    amount: str = "0",
    result: Result = Result.REFUND,
) -> Complaint:
    """One plan more."""
    return planning.propose(
        **office.act(now=at), complaint_id=case.pk, result=result, words=words, amount=yuan(amount)
    )


def _ask(office: Office, case: Complaint, at: datetime) -> Complaint:
    propose(office, case, at)
    propose(office, case, at, "免费换拉链并赠券 50 元", "50")
    plan = case.plans.order_by("position").last()
    return planning.choose(**office.act(now=at), complaint_id=case.pk, plan_id=plan.pk)


def _approve(office: Office, case: Complaint, at: datetime) -> Complaint:
    decide_plan(case, office.manager, at)
    case.refresh_from_db()
    return case


def agree(office: Office, case: Complaint, at: datetime, days: int = 3) -> Complaint:
    """The customer agrees."""
    return planning.tell_plan(
        **office.act(now=at),
        complaint_id=case.pk,
        talk=REACHED,
        agrees=True,
        promised_on=local_date(at) + timedelta(days=days),
    )


def carry(office: Office, case: Complaint, at: datetime) -> Complaint:
    """It is carried out."""
    return settling.carry_out(**office.act(now=at), complaint_id=case.pk, words="已换拉链，券已交顾客")


def _accept(office: Office, case: Complaint, at: datetime) -> Complaint:
    return settling.accept(**office.act(now=at), complaint_id=case.pk, signed=Signed(None))


def _follow(office: Office, case: Complaint, at: datetime) -> Complaint:
    return settling.follow_up(
        **office.act(office.second, at),
        complaint_id=case.pk,
        talk=REACHED,
        satisfaction=Satisfaction.SATISFIED,
    )


def _sum_up(office: Office, case: Complaint, at: datetime) -> Complaint:
    return settling.sum_up(
        **office.act(now=at), complaint_id=case.pk, result=Result.REPAIR, words="专柜加强到货验收"
    )


STEPS = {
    "investigating": _judge,
    "planning": _investigate,
    "asked": _ask,
    "approved": _approve,
    "agreed": agree,
    "carried": carry,
    "accepted": _accept,
    "followed": _follow,
    "closed": _sum_up,
}


def reopen(office: Office, case: Complaint, at: datetime) -> Complaint:
    """A closed case is taken up again."""
    return beside.reopen(**office.act(now=at), complaint_id=case.pk, why="拉链又坏了")


def make_enquiry(office: Office, *, now: datetime = NOW, **fields) -> Enquiry:
    """Somebody rings and waits for an answer."""
    asked = {
        "channel": Channel.TELEPHONE,
        "name": "李女士",
        "telephone": "13912345678",
        "question": "三楼儿童乐园几点关门，会员有无优惠",
        **fields,
    }
    return enquiries.register(**office.act(now=now), store=office.store, **asked)


def promise_gift(office: Office, amount: str = "100", *, now: datetime = NOW, **fields) -> Complaint:
    """A case whose customer agreed to a gift of so many yuan."""
    case = bring_to(office, "planning", now=now, **fields)
    at = now + timedelta(hours=1)
    propose(office, case, at, "赠保温杯致歉", amount, Result.GIFT)
    planning.choose(**office.act(now=at), complaint_id=case.pk, plan_id=case.plans.get().pk)
    return bring_to(office, "agreed", _reload(case), now=now)


def _reload(case: Complaint) -> Complaint:
    case.refresh_from_db()
    return case
