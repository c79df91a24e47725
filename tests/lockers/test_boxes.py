"""Boxes: given out once, broken ones out of service, opened by hand before security."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from deskops.clocks.models import Target
from deskops.papers.models import Signature
from lockers.models import Box, BoxUse, Fault, FoundItem, Opening
from lockers.queries.board import board, find_box
from lockers.services.boxes import give_box, take_back
from lockers.services.custody import Keeping
from lockers.services.faults import record_answer, report_fault, solve_fault, tell_maker
from lockers.services.openings import ask_opening, cancel_opening, finish_opening
from lockers.services.people import Who
from tests.factories.lockers import ON_PAPER, OWNER, SHOWN

from .asking import code_of


@pytest.fixture
def box(lockers) -> Box:
    return lockers.cabinet().boxes.select_related("cabinet").get(number=3)


def states(lockers) -> list[str]:
    return [cell.state for shelf in board(lockers.store) for cell in shelf.cells]


def test_a_box_is_given_out_once_and_again_when_its_key_is_back(lockers, box):
    give = lambda: give_box(**lockers.here(), box_id=box.pk, who=OWNER)  # noqa: E731
    use = give()
    assert (use.customer.name, use.customer.phone, code_of(give)) == ("孙㛃", "+8613805340001", "box_given")
    assert states(lockers) == ["free", "free", "given", "free", "free", "free"]
    take_back(**lockers.here(), box_id=box.pk)
    assert (code_of(lambda: take_back(**lockers.here(), box_id=box.pk)), code_of(give)) == ("box_free", "")


def test_the_same_press_twice_gives_one_box_out(lockers, box):
    told = lockers.here() | {"box_id": box.pk, "who": Who()}
    assert give_box(**told).pk == give_box(**told).pk
    assert BoxUse.objects.count() == 1


def test_boxes_by_slip_are_not_given_out(lockers):
    slip = lockers.cabinet(code="B", kind="slip").boxes.first()
    assert code_of(lambda: give_box(**lockers.here(), box_id=slip.pk, who=Who())) == "no_keys"


@pytest.mark.parametrize(
    ("typed", "number"), [("A-03", 3), ("a3", 3), ("A 3", 3), ("A-7", None), ("3", None), ("B-3", None)]
)
def test_a_box_is_found_as_it_stands_on_its_door(lockers, box, typed, number):
    found = find_box(lockers.store, typed)
    assert (found.number if found else None) == number


def test_a_fault_goes_to_the_maker_and_the_box_back_into_service(lockers, box):
    fault = report_fault(**lockers.here(), box_id=box.pk, what="门锁不弹开")
    assert states(lockers)[2] == "broken"
    assert code_of(lambda: give_box(**lockers.here(), box_id=box.pk, who=Who())) == "box_broken"
    assert code_of(lambda: report_fault(**lockers.here(), box_id=box.pk, what="又坏了")) == "fault_open"
    assert (
        code_of(lambda: record_answer(**lockers.here(), fault_id=fault.pk, answer="明天来")) == "fault_state"
    )
    tell_maker(**lockers.here(), fault_id=fault.pk, told_whom="400 热线 小周")
    promise = Target.objects.get(document=fault.document)
    assert (promise.policy.code, promise.met_at) == ("locker_maker", None)
    later = lockers.now + timedelta(hours=3)
    record_answer(**lockers.here(now=later), fault_id=fault.pk, answer="明天上午派人")
    promise.refresh_from_db()
    assert promise.met_at == later
    done = solve_fault(**lockers.here(), fault_id=fault.pk, solution="换了电磁锁")
    assert (done.state, done.document.state, states(lockers)[2]) == ("solved", "solved", "free")


def test_a_repaired_box_drops_the_promise_of_an_answer(lockers, box):
    fault = report_fault(**lockers.here(), box_id=box.pk, what="门锁不弹开")
    tell_maker(**lockers.here(), fault_id=fault.pk, told_whom="小周")
    solve_fault(**lockers.here(), fault_id=fault.pk, solution="自己好了")
    assert Target.objects.get(document=fault.document).dropped_at == lockers.now
    assert Fault.objects.get().told_at == lockers.now


def finish(lockers, opening, outcome="handed", inside="一件羽绒服", **more):
    told = {"guard": lockers.guard, "signed": ON_PAPER} | more
    return finish_opening(**lockers.here(), opening_id=opening.pk, outcome=outcome, inside=inside, **told)


def test_a_box_is_opened_before_security_and_signed_for(lockers, box):
    give_box(**lockers.here(), box_id=box.pk, who=Who())
    opening = lockers.opening(box.pk)
    assert states(lockers)[2] == "asked"
    done = finish(lockers, opening)
    assert (done.state, done.outcome, done.guard, done.opened_by) == (
        "done",
        "handed",
        lockers.guard,
        lockers.clerk,
    )
    signature = Signature.objects.get(document=done.document)
    assert (signature.role, signature.name) == ("customer", "孙㛃")
    assert '"said":"一件羽绒服"' in signature.body
    assert "+86138" not in signature.body
    assert states(lockers)[2] == "free"


def test_what_was_said_and_who_said_it_never_changes(lockers, box):
    opening = lockers.opening(box.pk)
    for change in ({"said": "一万元"}, {"cause": "jammed"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Opening.objects.filter(pk=opening.pk).update(**change)
    finish(lockers, opening)
    with pytest.raises(DatabaseError), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(inside="别的")


def test_who_may_not_be_the_witness(lockers, box):
    opening = lockers.opening(box.pk)
    assert [
        code_of(lambda: finish(lockers, opening, guard=None)),
        code_of(lambda: finish(lockers, opening, guard=lockers.second)),
        code_of(lambda: finish(lockers, opening, guard=lockers.clerk)),
    ] == ["second_missing", "not_a_witness", "two_people"]
    assert Opening.objects.get().state == "asked"


def test_nothing_is_opened_without_words_identity_or_signature(lockers, box):
    def ask(**more):
        told = {"cause": "jammed", "said": "书包", "who": SHOWN} | more
        return code_of(lambda: ask_opening(**lockers.here(), box_id=box.pk, **told))

    assert [ask(said=" "), ask(who=OWNER), ask(who=Who("孙㛃", "", "resident", "0038"))] == [
        "said_missing",
        "identity_missing",
        "phone_missing",
    ]
    assert (ask(), ask()) == ("", "opening_open")
    opening = Opening.objects.get()
    assert [
        code_of(lambda: finish(lockers, opening, signed=None)),
        code_of(lambda: finish(lockers, opening, inside="")),
        code_of(lambda: finish(lockers, opening, outcome="kept")),
    ] == ["signature_missing", "inside_missing", "place_missing"]


def test_what_does_not_agree_is_kept_as_a_found_item(lockers, box):
    opening = lockers.opening(box.pk)
    keeping = Keeping("safe", "2", "F0007")
    done = finish(lockers, opening, "kept", "一部手机", keeping=keeping, category="phone", signed=None)
    item = FoundItem.objects.get()
    first = item.custody.get()
    assert (item.source, item.handling, item.box, item.document.origin) == (
        "opening",
        "valuable",
        box,
        done.document,
    )
    assert (first.giver, first.taker, item.holder, item.place, item.seal) == (
        lockers.guard,
        lockers.clerk,
        lockers.clerk,
        "safe",
        "F0007",
    )


def test_an_empty_box_is_recorded_too_and_a_found_slip_cancels(lockers, box):
    done = finish(lockers, lockers.opening(box.pk), "empty", "", signed=None)
    assert (done.outcome, done.inside) == ("empty", "")
    other = lockers.opening(box.pk)
    gone = cancel_opening(**lockers.here(), opening_id=other.pk, why="小票找到了")
    assert (gone.state, code_of(lambda: finish(lockers, other))) == ("cancelled", "opening_state")


def test_a_replayed_finish_answers_the_same(lockers, box):
    opening = lockers.opening(box.pk)
    told = {"request_key": uuid4(), "by": lockers.clerk, "now": lockers.now, "opening_id": opening.pk}
    rest = {"outcome": "empty", "inside": "", "guard": lockers.guard, "signed": None}
    assert finish_opening(**told, **rest).pk == finish_opening(**told, **rest).pk
