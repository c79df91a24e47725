"""A case goes from registration to the summary: each step its own person, none left out."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from complaints.models import Complaint, Step
from complaints.models.words import Satisfaction
from complaints.services import beside, handing, judging, planning, settling, suggesting
from complaints.services.base import fresh
from complaints.services.contacting import contact
from complaints.services.settling import outcome_body
from deskops.approvals.models import Approval, Decision
from deskops.clocks.models import Target
from deskops.core.frozen import fingerprint
from deskops.core.refusals import Refused
from deskops.org.models import Role
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from tests.factories.complaints import (
    MISSED,
    ORDER,
    REACHED,
    STEPS,
    agree,
    bring_to,
    carry,
    decide_plan,
    make_case,
    make_office,
    propose,
)
from tests.factories.org import make_staff, make_store
from tests.factories.tills import NOW

HOUR = timedelta(hours=1)
State = Complaint.State


@pytest.fixture
def office(db):
    return make_office()


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_every_step_has_its_person_and_time(office):
    case = bring_to(office, "closed")
    steps = Step.objects.filter(document=case.document).order_by("pk")
    assert [(step.kind, step.by) for step in steps] == [
        ("registered", office.clerk),
        ("judged", office.clerk),
        ("investigated", office.clerk),
        ("proposed", office.clerk),
        ("proposed", office.clerk),
        ("chosen", office.clerk),
        ("approved", office.manager),
        ("agreed", office.clerk),
        ("carried", office.clerk),
        ("accepted", office.clerk),
        ("followed", office.second),
        ("summed_up", office.clerk),
    ]
    case = fresh(case.pk)
    assert (case.state, case.satisfaction, case.due_at) == ("closed", "satisfied", None)
    assert case.document.amount == 50


@pytest.mark.parametrize("state", [one for one in ORDER if one != "closed"])
def test_no_step_is_left_out(office, state):
    """From each state every act but the next is refused, by the service and by the database."""
    case = bring_to(office, state)
    acts = {name: step for name, step in STEPS.items() if name not in ("approved", "asked")}
    following = ORDER[ORDER.index(state) + 1]
    codes = {}
    for name, step in acts.items():
        if name != following:
            try:
                with transaction.atomic():
                    step(office, case, NOW + 2 * HOUR)
            except Refused as wrong:
                codes[name] = wrong.code
    assert codes == {name: "complaint_state" for name in acts if name != following}
    beyond = "closed" if state != "followed" else "registered"
    change = {"state": beyond, "summary": "x", "result": "other", "closed_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(**change)


def test_the_customer_agrees_before_anything_is_carried_out(office):
    case = bring_to(office, "approved")
    assert refused(carry, office, case, NOW + 2 * HOUR) == "complaint_state"
    with pytest.raises(IntegrityError, match="carried_out_once_agreed"), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(carried_at=NOW, carried_by=office.clerk)


def test_declined_another_plan_is_made_and_approved_anew(office):
    case = bring_to(office, "approved")
    case = planning.tell_plan(**office.act(now=NOW + HOUR), complaint_id=case.pk, talk=REACHED, agrees=False)
    assert case.state == State.PLANNING
    propose(office, case, NOW + HOUR, "全额退款", "399")
    plan = case.plans.get(position=3)
    planning.choose(**office.act(now=NOW + HOUR), complaint_id=case.pk, plan_id=plan.pk)
    assert refused(agree, office, case, NOW + HOUR) == "complaint_state"
    decide_plan(case, office.manager, NOW + HOUR)
    assert agree(office, case, NOW + HOUR).plan == plan
    rounds = Approval.objects.filter(document=case.document).order_by("round")
    assert [one.decision for one in rounds] == [Decision.VOID, Decision.APPROVED]


def test_a_plan_that_is_rejected_goes_back_to_the_plans(office):
    case = bring_to(office, "asked")
    decide_plan(case, office.manager, NOW + HOUR, Decision.REJECTED, "赔付过高")
    case = fresh(case.pk)
    assert (case.state, Step.objects.latest("pk").words) == (State.PLANNING, "赔付过高")


@pytest.mark.parametrize(("grounds", "reasonable"), [(False, False), (True, False), (False, True)])
def test_what_is_not_justified_is_answered_kindly_and_closed(office, grounds, reasonable):
    case = make_case(office)
    case = judging.judge(
        **office.act(), complaint_id=case.pk, grounds=grounds, reasonable=reasonable, words="人为损坏"
    )
    assert case.state == State.REFUSED
    case = judging.answer_kindly(**office.act(now=NOW + HOUR), complaint_id=case.pk, talk=MISSED)
    assert case.state == State.REFUSED
    case = judging.answer_kindly(**office.act(now=NOW + 2 * HOUR), complaint_id=case.pk, talk=REACHED)
    assert (case.state, case.result) == (State.CLOSED, "explained")
    assert not Target.objects.filter(document=case.document, met_at=None, dropped_at=None).exists()


def test_nobody_handles_a_complaint_about_themself(office):
    about = {"person_id": office.second.pk}
    assert refused(make_case, office, by=office.second, **about) == "own_complaint"
    case = make_case(office, **about)
    assert (
        refused(contact, **office.act(office.second), complaint_id=case.pk, talk=REACHED) == "own_complaint"
    )
    hand = {"complaint_id": case.pk, "handler": office.second, "why": "休假"}
    assert refused(handing.hand_over, **office.act(), **hand) == "own_complaint"


def test_the_database_itself_lets_nobody_handle_a_complaint_about_themself(office):
    case = make_case(office, person_id=office.second.pk)
    with pytest.raises(IntegrityError, match="not_about_the_handler"), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(handler=office.second)
    with pytest.raises(IntegrityError, match="themself"), transaction.atomic():
        Step.objects.create(document=case.document, kind="note", by=office.second, at=NOW, words="没有的事")


def test_who_was_found_responsible_is_not_the_handler_and_does_nothing_more(office):
    case = bring_to(office, "investigating", kind=Complaint.Kind.SERVICE)
    found = judging.Findings("desk", "attitude", "值班录像为证", responsible_id=office.clerk.pk)
    asked = {"complaint_id": case.pk, "found": found}
    assert refused(judging.investigate, **office.act(office.second), **asked) == "own_complaint"
    handing.hand_over(**office.act(), complaint_id=case.pk, handler=office.second, why="涉及本人")
    judging.investigate(**office.act(office.second), **asked)
    assert refused(propose, office, case, NOW + HOUR) == "own_complaint"


def test_a_service_complaint_names_the_person(office):
    case = bring_to(office, "investigating", kind=Complaint.Kind.SERVICE)
    found = judging.Findings("desk", "attitude", "值班录像为证")
    assert refused(judging.investigate, **office.act(), complaint_id=case.pk, found=found) == "person_missing"


def test_a_case_about_the_service_manager_is_asked_of_the_store_manager(office):
    case = bring_to(office, "asked", person_id=office.manager.pk)
    asked = Approval.objects.get(document=case.document)
    assert asked.role == Role.STORE_MANAGER
    decide_plan(case, office.head, NOW + HOUR)
    assert fresh(case.pk).state == State.APPROVED


def test_who_the_case_is_about_approves_nothing(office):
    other = make_staff("1299", Role.STORE_MANAGER, store=office.store)
    case = bring_to(office, "asked", person_id=office.manager.pk)
    Complaint.objects.filter(pk=case.pk).update(responsible=other)
    assert refused(decide_plan, case, other, NOW + HOUR) == "own_complaint"


def test_somebody_else_follows_up(office):
    case = bring_to(office, "accepted")
    asked = {"complaint_id": case.pk, "talk": REACHED, "satisfaction": Satisfaction.VERY}
    assert refused(settling.follow_up, **office.act(office.clerk), **asked) == "own_follow_up"
    with pytest.raises(IntegrityError, match="followed_by_another"), transaction.atomic():
        Complaint.objects.filter(pk=case.pk).update(followed_by=office.clerk)
    missing = {**asked, "satisfaction": ""}
    assert refused(settling.follow_up, **office.act(office.second), **missing) == "satisfaction_missing"


def test_the_customer_signs_the_exact_text_of_the_outcome(office):
    case = bring_to(office, "carried")
    body = outcome_body(case)
    settling.accept(**office.act(now=NOW + HOUR), complaint_id=case.pk, signed=Signed(None))
    signature = Signature.objects.get(document=case.document)
    assert (signature.name, signature.body, signature.digest) == ("王䶮", body, fingerprint(body))
    assert "已换拉链，券已交顾客" in body


def test_who_is_not_present_accepts_in_words(office):
    case = bring_to(office, "carried")
    nothing = {"complaint_id": case.pk, "signed": None}
    assert refused(settling.accept, **office.act(), **nothing) == "words_missing"
    settling.accept(**office.act(), **nothing, words="电话确认满意")
    assert Signature.objects.count() == 0


def test_a_suggestion_is_thanked_for_passed_on_tracked_and_summed_up(office):
    case = make_case(office, kind=Complaint.Kind.SUGGESTION, demand="", channel="box", telephone="")
    judged = {"complaint_id": case.pk, "grounds": True, "reasonable": True, "words": "好"}
    assert refused(judging.judge, **office.act(), **judged) == "not_judged"
    suggesting.thank(**office.act(), complaint_id=case.pk, talk=None, words="公告栏致谢")
    told = {"department": "property", "words": "物业王工"}
    suggesting.pass_suggestion(**office.act(), complaint_id=case.pk, **told)
    assert fresh(case.pk).due_at == NOW + timedelta(days=7)
    suggesting.track(**office.act(), complaint_id=case.pk, words="下月加装扶手")
    case = settling.sum_up(**office.act(), complaint_id=case.pk, result="adopted", words="已采纳")
    assert (case.state, case.due_at) == (State.CLOSED, None)


def test_what_a_store_settled_waits_for_area_and_head_office(office):
    area = make_staff("8101", Role.AREA_MANAGER, region=office.store.region)
    head = make_staff("8201", Role.GENERAL_MANAGER)
    case = make_case(office, channel="store", store_part="门店已换货，顾客满意")
    assert (
        refused(suggesting.area_part, **office.act(), complaint_id=case.pk, words="同意")
        == "not_the_area_manager"
    )
    suggesting.area_part(**office.act(area), complaint_id=case.pk, words="情况属实")
    call = {"complaint_id": case.pk, "agrees": True, "words": "维持"}
    assert refused(suggesting.head_call, **office.act(office.manager), **call) == "not_head_office"
    assert suggesting.head_call(**office.act(head), **call).state == State.ACCEPTED


def test_head_office_takes_a_case_up_anew(office):
    area = make_staff("8101", Role.AREA_MANAGER, region=office.store.region)
    head = make_staff("8201", Role.GENERAL_MANAGER)
    case = make_case(office, channel="store", store_part="门店已换货")
    suggesting.area_part(**office.act(area), complaint_id=case.pk, words="情况属实")
    call = {"complaint_id": case.pk, "agrees": False, "words": "未回访"}
    case = suggesting.head_call(**office.act(head), **call)
    assert case.state == State.INVESTIGATING
    assert bring_to(office, "agreed", case).state == State.AGREED


def test_what_was_registered_and_done_is_never_rewritten(office):
    case = make_case(office)
    for sql in (
        "UPDATE complaints_complaint SET what = 'x'",
        "UPDATE complaints_complaint SET demand = ''",
        "DELETE FROM complaints_complaint",
        "UPDATE complaints_step SET words = 'x'",
        "DELETE FROM complaints_step",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert fresh(case.pk).what == "羽绒服拉链一周就坏了"


def test_the_same_press_registers_once(office):
    from complaints.services.registering import register
    from tests.factories.complaints import said

    asked = {"request_key": uuid4(), "by": office.clerk, "now": NOW, "store": office.store, "said": said()}
    assert register(**asked) == register(**asked)
    assert Complaint.objects.count() == 1


def test_cases_about_the_same_thing_are_linked_once_and_within_a_store(office):
    first, second = make_case(office), make_case(office)
    elsewhere = make_case(make_office("S2"))
    link = {"complaint_id": second.pk, "why": "同一批次拉链"}
    beside.link(**office.act(), **link, number=first.document.number)
    linked = {"complaint_id": first.pk, "number": second.document.number, "why": "又一次"}
    with transaction.atomic():
        assert refused(beside.link, **office.act(), **linked) == "linked_already"
    for number in (second.document.number, elsewhere.document.number, "KS-0"):
        assert refused(beside.link, **office.act(), **link, number=number) == "case_unknown"


def test_rewards_and_penalties_are_the_supervisors_and_never_ones_own(office):
    case = bring_to(office, "planning")
    falls = beside.Falls("penalty", "person", "服务规范第 12 条", staff_id=office.second.pk)
    asked = {"complaint_id": case.pk, "falls": falls}
    assert refused(beside.add_consequence, **office.act(), **asked) == "not_a_supervisor"
    beside.add_consequence(**office.act(office.supervisor), **asked)
    own = beside.Falls("reward", "person", "好", staff_id=office.supervisor.pk)
    with transaction.atomic():
        code = refused(
            beside.add_consequence, **office.act(office.supervisor), complaint_id=case.pk, falls=own
        )
    assert code == "own_consequence"
    empty = beside.Falls("penalty", "shop", "无质检单")
    code = refused(beside.add_consequence, **office.act(office.supervisor), complaint_id=case.pk, falls=empty)
    assert code == "falls_on_missing"


def test_a_handler_of_another_store_gets_no_case(office):
    stranger = make_staff("1009", Role.CLERK, store=make_store("S2"))
    case = make_case(office)
    code = refused(handing.hand_over, **office.act(), complaint_id=case.pk, handler=stranger, why="忙")
    assert code == "not_of_the_desk"
