"""Who may decide, what follows, and what stands."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import Asked, ask, decide, require_approved
from deskops.approvals.terms import Evidence, Terms
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Posting, Role

from .conftest import HEARD as heard
from .conftest import NOW, STARTS, TERMS


def give(approval, by, decision=Decision.APPROVED, **more):
    return decide(
        request_key=more.pop("key", None) or uuid4(),
        approval_id=approval.pk,
        by=by,
        decision=decision,
        now=NOW,
        **more,
    )


def refusal(approval, by, decision=Decision.APPROVED, **more) -> str:
    with pytest.raises(Refused) as caught:
        give(approval, by, decision, **more)
    return caught.value.code


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("floor_b1", None),
        ("floor_f1", "not_asked_of_you"),
        ("desk", "not_asked_of_you"),
        ("finance", "not_asked_of_you"),
        ("manager", "not_asked_of_you"),
        ("manager_2", "not_asked_of_you"),
        ("away", "not_asked_of_you"),
        ("clerk", "own_request"),
    ],
)
def test_only_the_supervisor_of_that_floor_decides(mall, b1_asked, who, code):
    if code is None:
        assert give(b1_asked, mall.people[who]).decision == Decision.APPROVED
    else:
        assert refusal(b1_asked, mall.people[who]) == code
        b1_asked.refresh_from_db()
        assert (b1_asked.decision, heard) == (Decision.PENDING, [])


def deputise(mall, deputy, *, starts=date(2026, 11, 20), ends=date(2026, 11, 22)):
    return Posting.objects.create(
        staff=deputy,
        role=Role.FLOOR_SUPERVISOR,
        floor=mall.b1,
        starts=starts,
        ends=ends,
        deputy_for=mall.floor_b1,
        named_by=mall.manager,
    )


def test_a_deputy_decides_on_its_days_only(mall, b1_asked):
    posting = deputise(mall, mall.desk, ends=date(2026, 11, 20))
    assert refusal(b1_asked, mall.desk) == "not_asked_of_you"
    posting.ends = date(2026, 11, 21)
    posting.save()
    assert give(b1_asked, mall.desk).decided_by == mall.desk


def test_the_store_manager_decides_while_the_supervisor_has_a_deputy(mall, b1_asked):
    assert refusal(b1_asked, mall.manager) == "not_asked_of_you"
    deputise(mall, mall.desk)
    assert refusal(b1_asked, mall.manager_2) == "not_asked_of_you"
    assert give(b1_asked, mall.manager).decided_by == mall.manager


def test_a_deputy_on_one_floor_leaves_the_supervisor_there_on_the_other(mall, b1_asked):
    Posting.objects.create(staff=mall.floor_b1, role=Role.FLOOR_SUPERVISOR, floor=mall.f1, starts=STARTS)
    Posting.objects.filter(staff=mall.floor_f1).update(ends=date(2026, 11, 20))
    deputise(mall, mall.desk)
    _, (row,) = mall.paper([Asked(Role.FLOOR_SUPERVISOR, mall.f1)])
    assert refusal(row, mall.manager) == "not_asked_of_you"
    assert refusal(row, mall.desk) == "not_asked_of_you"
    assert give(b1_asked, mall.manager).decided_by == mall.manager


def test_the_store_manager_decides_when_nobody_is_posted(mall, b1_asked):
    Posting.objects.filter(staff=mall.floor_b1).update(ends=date(2026, 11, 20))
    assert give(b1_asked, mall.manager).decided_by == mall.manager


def test_the_store_manager_decides_when_the_supervisor_asked(mall):
    _, (row,) = mall.paper([Asked(Role.FLOOR_SUPERVISOR, mall.b1)], by=mall.floor_b1)
    assert refusal(row, mall.floor_b1) == "own_request"
    assert give(row, mall.manager).decided_by == mall.manager


def test_a_second_supervisor_of_the_place_is_there_so_the_manager_does_not(mall):
    mall.hire("desk_2", "1103", Role.DESK_SUPERVISOR, store=mall.store)
    _, (row,) = mall.paper([Asked(Role.DESK_SUPERVISOR)], by=mall.desk)
    assert refusal(row, mall.manager) == "not_asked_of_you"
    assert give(row, mall.desk_2).decided_by == mall.desk_2


def test_the_manager_stands_in_for_supervisors_not_for_finance(mall):
    Posting.objects.filter(staff=mall.finance).update(ends=date(2026, 11, 20))
    _, (row,) = mall.paper([Asked(Role.FINANCE)])
    assert refusal(row, mall.manager) == "not_asked_of_you"


def test_an_area_manager_reaches_the_stores_of_the_region(mall):
    near = mall.hire("area", "8101", Role.AREA_MANAGER, region=mall.region)
    _, (row,) = mall.paper([Asked(Role.AREA_MANAGER)])
    assert give(row, near).decided_by == near


def test_somebody_who_may_not_sign_in_does_not_decide(mall, b1_asked):
    mall.floor_b1.is_active = False
    mall.floor_b1.save()
    assert refusal(b1_asked, mall.floor_b1) == "not_asked_of_you"


def test_the_workflow_hears_once_all_have_approved(mall):
    document, (one, two) = mall.paper(
        [Asked(Role.FLOOR_SUPERVISOR, mall.b1), Asked(Role.FLOOR_SUPERVISOR, mall.f1)]
    )
    give(one, mall.floor_b1)
    assert heard == []
    give(two, mall.floor_f1)
    assert heard == [(document.number, Decision.APPROVED, "")]


def test_one_rejection_ends_the_round_and_a_new_one_keeps_it_readable(mall):
    document, (one, two) = mall.paper([Asked(Role.FINANCE), Asked(Role.DESK_SUPERVISOR)])
    give(one, mall.finance, Decision.REJECTED, note="缺发票")
    two.refresh_from_db()
    assert (two.decision, heard) == (Decision.VOID, [(document.number, Decision.REJECTED, "缺发票")])
    assert refusal(two, mall.desk) == "decided_already"
    with act(request_key=uuid4(), by=mall.clerk, name="test.again", asked={}):
        ask(document=document, terms=TERMS, of=[Asked(Role.FINANCE)], by=mall.clerk, now=NOW)
    rounds = list(Approval.objects.order_by("pk").values_list("round", "role", "decision"))
    assert rounds == [(1, "finance", "rejected"), (1, "desk_supervisor", "void"), (2, "finance", "pending")]


@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_a_rejection_needs_a_reason(mall, b1_asked, note):
    assert refusal(b1_asked, mall.floor_b1, Decision.REJECTED, note=note) == "reason_missing"


def test_steps_are_taken_in_turn(mall):
    _, (desk, finance) = mall.paper([Asked(Role.DESK_SUPERVISOR), Asked(Role.FINANCE, step=2)])
    assert refusal(finance, mall.finance) == "not_yet"
    give(desk, mall.desk)
    assert give(finance, mall.finance).decision == Decision.APPROVED


def test_one_person_with_two_roles_has_one_voice(mall):
    mall.hire("both", "3002", Role.FINANCE, store=mall.store)
    Posting.objects.create(staff=mall.both, role=Role.PROCUREMENT, store=mall.store, starts=STARTS)
    _, (finance, procurement) = mall.paper([Asked(Role.FINANCE), Asked(Role.PROCUREMENT)])
    give(finance, mall.both)
    assert refusal(procurement, mall.both) == "second_person_needed"


def test_one_supervisor_of_two_floors_decides_for_both(mall):
    Posting.objects.create(staff=mall.floor_b1, role=Role.FLOOR_SUPERVISOR, floor=mall.f1, starts=STARTS)
    _, rows = mall.paper([Asked(Role.FLOOR_SUPERVISOR, mall.b1), Asked(Role.FLOOR_SUPERVISOR, mall.f1)])
    assert [give(row, mall.floor_b1).decision for row in rows] == [Decision.APPROVED] * 2


def test_the_same_press_twice_decides_once(mall, b1_asked):
    key = uuid4()
    first, again = give(b1_asked, mall.floor_b1, key=key), give(b1_asked, mall.floor_b1, key=key)
    assert (first.decided_at, len(heard)) == (again.decided_at, 1)
    assert refusal(b1_asked, mall.floor_b1, Decision.REJECTED, note="x", key=key) == "request_reused"
    assert refusal(b1_asked, mall.floor_b1, Decision.REJECTED, note="x") == "decided_already"


def test_on_the_clerks_screen_the_decision_is_the_supervisors(mall, b1_asked):
    done = give(b1_asked, mall.floor_b1, counter_of=mall.clerk)
    assert (done.decided_by, done.counter_of) == (mall.floor_b1, mall.clerk)


def test_other_terms_kill_what_was_approved(mall, b1_asked):
    give(b1_asked, mall.floor_b1)
    document = b1_asked.document
    require_approved(document=document, terms=TERMS)
    with pytest.raises(Refused):
        require_approved(document=document, terms=Terms(what="退货", why="尺码不合"))
    with act(request_key=uuid4(), by=mall.clerk, name="test.again", asked={}):
        ask(document=document, terms=TERMS, of=[Asked(Role.FINANCE)], by=mall.clerk, now=NOW)
    b1_asked.refresh_from_db()
    assert (b1_asked.decision, b1_asked.decided_by) == (Decision.VOID, mall.floor_b1)
    with pytest.raises(Refused):
        require_approved(document=document, terms=TERMS)


def test_terms_come_back_as_they_were_asked(mall):
    terms = Terms("办第二张卡", "卡免费", None, "王芳", "一户一卡", (Evidence("申请表", "SQ-1", "/x/"),))
    _, (row,) = mall.paper([Asked(Role.DESK_SUPERVISOR)], terms=terms)
    assert Approval.objects.get(pk=row.pk).terms == terms


def refused_by_database(sql, *params) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return caught.value.__cause__.diag.constraint_name


def test_the_database_itself_refuses(mall, b1_asked):
    pk, asker = b1_asked.pk, mall.clerk.pk
    by_asker = (
        "UPDATE approvals_approval SET decision='approved', decided_at=now(), decided_by_id=%s WHERE id=%s"
    )
    assert refused_by_database(by_asker, asker, pk) == "approvals_not_by_asker"
    change = "UPDATE approvals_approval SET {} WHERE id=%s"
    assert refused_by_database(change.format("round=2"), pk) == "approvals_terms_frozen"
    assert refused_by_database(change.format("body='{{}}'"), pk) == "approvals_terms_frozen"
    unsigned = change.format("decision='approved'")
    assert refused_by_database(unsigned, pk) == "approvals_decided_by_somebody"
    assert refused_by_database("DELETE FROM approvals_approval WHERE id=%s", pk) == "approvals_never_deleted"
    give(b1_asked, mall.floor_b1, Decision.REJECTED, note="x")
    assert refused_by_database(change.format("decision='approved'"), pk) == "approvals_decided_once"
    assert refused_by_database(change.format("note='y'"), pk) == "approvals_decided_once"


def test_a_fingerprint_that_is_not_the_bodys_is_refused(mall, b1_asked):
    copy = Approval.objects.get(pk=b1_asked.pk)
    copy.pk, copy.round, copy.digest = None, 2, "0" * 64
    with pytest.raises(IntegrityError, match="approvals_terms_fingerprint"), transaction.atomic():
        copy.save(force_insert=True)


def test_the_same_role_is_asked_once_in_a_round(mall):
    with pytest.raises(Refused) as caught:
        mall.paper([Asked(Role.FINANCE), Asked(Role.FINANCE)])
    assert caught.value.code == "asked_twice"
