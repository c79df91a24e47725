"""Complaints and enquiries of the weeks in every state, the directory, frequent questions."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from complaints.models import Complaint, Consequence, Extension, Question
from complaints.models.words import Channel, Department, Outcome, Result, Way
from complaints.services import beside, enquiries, handing, judging, pausing, planning, settling, suggesting
from complaints.services.base import State
from complaints.services.contacting import Talk, contact
from complaints.services.directory import review, spell_extension, spell_question
from complaints.services.registering import Said, register
from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.clocks.misses import watch
from deskops.core.calendar import local_date
from deskops.core.money import yuan
from deskops.org.models import Floor, Staff
from deskops.papers.forms import Signed

from .complaint_cases import ASKED, CASES, NUMBERS, QUESTIONS, Case, Kind
from .world import World

HOUR = timedelta(hours=1)


def told(words: str) -> Talk:
    """A call that reached the customer."""
    return Talk(Way.CALL, Outcome.REACHED, words)


class Desk:
    """The people who work on the cases, and their keys."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clerk, self.second = world.staff["1001"], world.staff["1003"]
        self.manager, self.supervisor = world.staff["1201"], world.staff["1101"]
        self.floors = {floor.code: floor for floor in Floor.objects.filter(store=world.first)}

    def by(self, staff: Staff, now: datetime, case: Complaint | None = None) -> dict[str, Any]:
        """Who acts, when, on what."""
        common = {"request_key": self.world.key(), "by": staff, "now": min(now, self.world.now)}
        return {**common, "complaint_id": case.pk} if case else common


def complaints(world: World) -> None:
    """All cases of the weeks, then enquiries, numbers and questions; what is late by now is told."""
    desk = Desk(world)
    made: list[Complaint] = []
    for turn, case in enumerate(CASES):
        if case.back <= world.days:
            made.append(_case(desk, case, turn))
    beside.link(
        **desk.by(desk.supervisor, world.now, made[0]),
        number=made[-2].document.number,
        why="同一专区近期多起质量投诉",
    )
    _enquiries(desk)
    _at_hand(desk)
    month = local_date(world.now).replace(day=1)
    beside.write_measure(
        request_key=world.key(),
        by=desk.supervisor,
        now=world.now,
        store=world.first,
        month=month,
        words="本月质量投诉集中在家电与服装专柜：楼层每周抽检到货，三包条款上墙公示。",
    )
    watch(world.now)


def _case(desk: Desk, case: Case, turn: int) -> Complaint:
    world = desk.world
    at = world.at(world.today - timedelta(days=case.back), 10, turn) if case.back else world.now - HOUR
    person = world.people.one()
    store_part = "门店已上门更换排骨架，顾客当场认可" if case.more == "store" else ""
    said = Said(
        kind=Kind.SUGGESTION if case.more == "suggestion" else case.kind,
        channel=case.channel,
        name=case.name or person.name,
        telephone="" if case.channel == Channel.BOX else person.mobile,
        what=case.what,
        demand=case.demand,
        shop=case.shop,
        floor_id=desk.floors[case.floor].pk,
        person_name=case.person,
        store_part=store_part,
    )
    handler = desk.clerk if turn % 3 else desk.second
    made = register(**desk.by(handler, at), store=world.first, said=said)
    if made.is_suggestion:
        return _suggestion(desk, case, made, handler, at)
    if store_part:
        area = world.staff["8101"]
        return suggesting.area_part(**desk.by(area, at + 5 * HOUR, made), words="情况属实，同意门店处理")
    return _settle(desk, case, made, handler, at)


def _suggestion(desk: Desk, case: Case, made: Complaint, handler: Staff, at: datetime) -> Complaint:
    if case.until == State.REGISTERED:
        return made
    talk = told("致谢并说明会转交相关部门") if made.telephone else None
    made = suggesting.thank(**desk.by(handler, at + HOUR, made), talk=talk, words="致谢")
    made = suggesting.pass_suggestion(
        **desk.by(handler, at + 2 * HOUR, made),
        department=Department.PROPERTY,
        words="物业王工，周五前给答复",
    )
    if case.until == State.CLOSED:
        suggesting.track(**desk.by(handler, at + 50 * HOUR, made), words="采纳，本周末起加开")
        made = settling.sum_up(
            **desk.by(desk.supervisor, at + 52 * HOUR, made), result=Result.ADOPTED, words=case.summary
        )
    return made


def _settle(desk: Desk, case: Case, made: Complaint, handler: Staff, at: datetime) -> Complaint:
    """The steps up to the state that the case has come to; each a good while after the one before."""
    other = desk.second if handler == desk.clerk else desk.clerk
    step = timedelta(hours=case.hours)
    if case.more not in ("late", "escalated") and case.until != State.REGISTERED:
        contact(**desk.by(handler, at + HOUR, made), talk=told("已告知受理，将尽快核实"))
    acts: Sequence[tuple[Complaint.State, Callable[[datetime], Any]]] = (
        (State.INVESTIGATING, lambda now: _judge(desk, case, made, handler, now)),
        (State.PLANNING, lambda now: _investigate(desk, case, made, handler, now)),
        (State.ASKED, lambda now: _ask(desk, case, made, handler, now)),
        (State.APPROVED, lambda now: _decide(desk, made, now)),
        (State.AGREED, lambda now: _agree(desk, made, handler, now)),
        (
            State.CARRIED,
            lambda now: settling.carry_out(**desk.by(handler, now, made), words="已按方案执行完毕"),
        ),
        (State.ACCEPTED, lambda now: settling.accept(**desk.by(handler, now, made), signed=Signed(None))),
        (State.FOLLOWED, lambda now: _follow(desk, case, made, other, now)),
        (State.CLOSED, lambda now: _sum_up(desk, case, made, now)),
    )
    if case.more == "closed":
        _refuse(desk, made, handler, at)
        return made
    if case.until != State.REGISTERED:
        for turn, (state, act) in enumerate(acts, start=2):
            act(at + turn * step / 2)
            if state == case.until:
                break
        if case.until == State.PLANNING:
            _propose(desk, case, made, handler, at + 3 * step)
    _afterwards(desk, case, made, handler, at)
    return Complaint.objects.select_related("document").get(pk=made.pk)


def _refuse(desk: Desk, made: Complaint, handler: Staff, at: datetime) -> None:
    judging.judge(
        **desk.by(desk.supervisor, at + HOUR, made),
        grounds=True,
        reasonable=False,
        words="掉色属实，十倍赔偿无依据",
    )
    judging.answer_kindly(
        **desk.by(handler, at + 2 * HOUR, made), talk=told("说明法规依据，可按规定退货，顾客表示理解")
    )


def _judge(desk: Desk, case: Case, made: Complaint, handler: Staff, now: datetime) -> None:
    judging.judge(**desk.by(handler, now, made), grounds=True, reasonable=True, words="小票与实物相符")


def _investigate(desk: Desk, case: Case, made: Complaint, handler: Staff, now: datetime) -> None:
    found = judging.Findings(
        department=Department.CASHIERS if "收银" in case.person else Department.FLOORS,
        cause=case.cause,
        words=case.found,
        shop=case.shop,
        floor_id=desk.floors[case.floor].pk,
        person_name=case.person or ("专柜负责人" if case.kind == Kind.SERVICE else ""),
    )
    judging.investigate(**desk.by(handler, now, made), found=found)


def _propose(desk: Desk, case: Case, made: Complaint, handler: Staff, now: datetime) -> None:
    for result, words, amount in case.plans:
        planning.propose(**desk.by(handler, now, made), result=result, words=words, amount=yuan(amount))


def _ask(desk: Desk, case: Case, made: Complaint, handler: Staff, now: datetime) -> None:
    _propose(desk, case, made, handler, now)
    plan = made.plans.order_by("position").first()
    if plan:
        planning.choose(**desk.by(handler, now, made), plan_id=plan.pk, words="顾客最可能接受")


def _decide(desk: Desk, made: Complaint, now: datetime) -> None:
    waiting = Approval.objects.get(document=made.document, decision=Decision.PENDING)
    common = desk.by(desk.manager, now)
    decide(**common, approval_id=waiting.pk, decision=Decision.APPROVED)


def _agree(desk: Desk, made: Complaint, handler: Staff, now: datetime) -> None:
    when = min(now, desk.world.now)
    planning.tell_plan(
        **desk.by(handler, now, made),
        talk=told("告知方案，顾客同意"),
        agrees=True,
        promised_on=local_date(when) + timedelta(days=3),
    )


def _follow(desk: Desk, case: Case, made: Complaint, other: Staff, now: datetime) -> None:
    settling.follow_up(
        **desk.by(other, now + 24 * HOUR, made),
        talk=told("回访：问题已解决，感谢处理"),
        satisfaction=case.satisfaction,
    )


def _sum_up(desk: Desk, case: Case, made: Complaint, now: datetime) -> None:
    result = case.plans[0][0] if case.plans else Result.OTHER
    settling.sum_up(**desk.by(desk.supervisor, now + 26 * HOUR, made), result=result, words=case.summary)


def _afterwards(desk: Desk, case: Case, made: Complaint, handler: Staff, at: datetime) -> None:
    """What else happened to a case: paused, given to the manager, reopened, a penalty."""
    now = desk.world.now
    if case.more == "paused":
        pausing.pause(**desk.by(handler, at + 6 * HOUR, made), why="等厂家工程师上门确认，顾客知情")
    elif case.more == "escalated":
        handing.escalate(
            **desk.by(handler, at + 2 * HOUR, made),
            manager=desk.manager,
            at=now + 4 * HOUR,
            words="涉及本台回电承诺，约定今日答复",
        )
    elif case.more == "reopened":
        beside.reopen(**desk.by(handler, at + 300 * HOUR, made), why="换回的羊毛衫仍缩水")
    elif case.more == "penalty":
        falls = beside.Falls(
            Consequence.Kind.PENALTY, Consequence.On.SHOP, "专柜管理规定第八条", yuan("200"), shop=case.shop
        )
        beside.add_consequence(**desk.by(desk.supervisor, at + 80 * HOUR, made), falls=falls)


def _enquiries(desk: Desk) -> None:
    world = desk.world
    for turn, (question, back, answer) in enumerate(ASKED):
        person = world.people.one()
        at = world.now - timedelta(days=back, hours=2, minutes=7 * turn)
        at_once = answer if answer not in ("", "passed", "twice", "late") else ""
        row = enquiries.register(
            **desk.by(desk.clerk, at),
            store=world.first,
            channel=Channel.TELEPHONE if turn % 3 else Channel.COUNTER,
            name=person.name,
            telephone=person.mobile,
            question=question,
            answer=at_once,
        )
        if answer in ("passed", "twice"):
            enquiries.pass_enquiry(
                **desk.by(desk.clerk, at + HOUR),
                enquiry_id=row.pk,
                department=Department.WAREHOUSE,
                words="配送组小李，下午给回话",
            )
        if answer == "twice":
            for hours, more in ((20, 30), (46, 60)):
                talk = told("说明还需市场部报价，约定再次回电")
                until = at + more * HOUR if more < 55 else world.now + 5 * HOUR
                enquiries.promise(
                    **desk.by(desk.second, at + hours * HOUR), enquiry_id=row.pk, talk=talk, until=until
                )


def _at_hand(desk: Desk) -> None:
    world = desk.world
    for department, name, number, words, private in NUMBERS:
        row = Extension(
            store=world.first,
            department=department,
            name=name,
            extension=number,
            words=words,
            private=private,
        )
        spell_extension(row)
        row.save()
    for question, answer, words in QUESTIONS:
        one = Question(question=question, answer=answer, words=words)
        spell_question(one)
        one.save()
    review(
        **desk.by(desk.clerk, world.at(world.past()[0], 9)),
        store=world.first,
        words="更新配送组、企划部分机",
    )
