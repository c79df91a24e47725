"""Large items: left, signed for, given back against the tag or without it, overdue."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from deskops.papers.models import Signature
from lockers.models import Deposit, FoundItem
from lockers.queries.deposits import find, of_member, rows_of
from lockers.rules.deposits import Waiting, overdue_from, waiting
from lockers.services.custody import Keeping
from lockers.services.deposits import give_back, pass_to_lost
from lockers.services.people import Who
from lockers.workflow import handed_over
from tests.factories.lockers import ON_PAPER, OWNER, TROLLEY, make_lockers

from .asking import code_of

TAGGED = replace(TROLLEY, tag="T-018")
RING = replace(TROLLEY, description="红木匣", place="safe", valuables="金戒指一枚", seal="F0001", pieces=1)


def back(lockers, deposit, how="tag", **more):
    told = {"who": Who(), "signed": ON_PAPER, "scanned": "", "reason": "", "second": None} | more
    return give_back(**lockers.here(lockers.second), deposit_id=deposit.pk, how=how, **told)


def test_what_is_left_is_signed_for_word_by_word(lockers):
    deposit = lockers.deposit(RING)
    signature = Signature.objects.get(document=deposit.document)
    assert (deposit.document.number, deposit.state) == ("JC-S1-261121-0001", "kept")
    assert (signature.role, signature.name) == ("customer", "孙㛃")
    for word in ("红木匣", "金戒指一枚", "F0001", "138****0001", "易燃、易爆"):
        assert word in signature.body
    assert "13805340001" not in signature.body


def test_who_declares_nothing_signs_that(lockers):
    body = Signature.objects.get(document=lockers.deposit().document).body
    assert "顾客声明：无贵重物品。" in body


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"description": " "}, "description_missing"),
        ({"pieces": 0}, "pieces_number"),
        ({"pieces": 100}, "pieces_number"),
        ({"valuables": "手镯"}, "seal_missing"),
        ({"valuables": "手镯", "seal": "F1"}, "place_wrong"),
    ],
)
def test_what_is_refused_when_it_is_left(lockers, change, code):
    assert code_of(lambda: lockers.deposit(replace(TROLLEY, **change))) == code
    assert Deposit.objects.count() == 0


def test_a_telephone_and_a_name_are_needed(lockers):
    told = [
        code_of(lambda who=who: lockers.deposit(who=who)) for who in (Who("孙㛃"), Who("", "13805340001"))
    ]
    assert told == ["phone_missing", "name_missing"]


def test_one_open_deposit_per_tag(lockers):
    first = lockers.deposit(TAGGED)
    assert code_of(lambda: lockers.deposit(TAGGED)) == "tag_used"
    back(lockers, first, scanned="t-018")
    assert lockers.deposit(TAGGED).state == "kept"
    other = make_lockers("S2")
    assert other.deposit(TAGGED).state == "kept"


@pytest.mark.parametrize("scanned", ["number", "tag"])
def test_given_back_against_slip_or_tag(lockers, scanned):
    deposit = lockers.deposit(TAGGED)
    typed = deposit.document.number.lower() if scanned == "number" else "T-018"
    done = back(lockers, deposit, scanned=typed)
    assert (done.state, done.how, done.taker.name, done.returned_by) == (
        "returned",
        "tag",
        "孙㛃",
        lockers.second,
    )
    assert Signature.objects.filter(document=done.document).count() == 2
    assert code_of(lambda: back(lockers, deposit, scanned=typed)) == "returned_already"


def test_another_tag_gives_nothing_back(lockers):
    deposit, other = lockers.deposit(), lockers.deposit(TAGGED)
    for typed in ("", other.document.number, "T-018"):
        assert code_of(lambda typed=typed: back(lockers, deposit, scanned=typed)) == "tag_wrong"


def test_without_the_tag_identity_and_reason_are_asked(lockers):
    deposit = lockers.deposit()
    shown = Who("", "", "resident", "003x")
    assert [
        code_of(lambda: back(lockers, deposit, "identity", who=shown)),
        code_of(lambda: back(lockers, deposit, "identity", reason="小票丢了")),
        code_of(lambda: back(lockers, deposit, "identity", reason="丢了", who=Who("", "", "resident", "12"))),
    ] == ["reason_missing", "identity_missing", "last4_wrong"]
    done = back(lockers, deposit, "identity", reason="小票丢了", who=shown)
    assert (done.taker.name, done.taker.identity[-5:], done.reason) == ("孙㛃", "…003X", "小票丢了")
    assert "003X" in Signature.objects.get(document=done.document, role="receiver").body


def test_declared_valuables_without_the_tag_need_a_second_person(lockers):
    deposit = lockers.deposit(RING)
    told = {"reason": "小票丢了", "who": Who("", "", "resident", "0038")}
    assert [
        code_of(lambda: back(lockers, deposit, "identity", **told)),
        code_of(lambda: back(lockers, deposit, "identity", **told, second=lockers.second)),
        code_of(lambda: back(lockers, deposit, "identity", **told, second=lockers.clerk)),
    ] == ["second_missing", "two_people", "not_a_witness"]
    assert back(lockers, deposit, "identity", **told, second=lockers.guard).second == lockers.guard


def test_what_was_signed_never_changes_and_what_ended_stays(lockers):
    deposit = lockers.deposit()
    for change in ({"pieces": 3}, {"description": "别的"}, {"seal": "F9"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Deposit.objects.filter(pk=deposit.pk).update(**change)
    back(lockers, deposit, scanned=deposit.document.number)
    with pytest.raises(DatabaseError), transaction.atomic():
        Deposit.objects.filter(pk=deposit.pk).update(state="kept")


@given(
    left=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    later=st.integers(0, 400),
    days=st.integers(0, 60),
)
def test_waiting_never_goes_back(left, later, days):
    """A deposit of today is never late, one of an earlier day shows, and overdue comes after the days."""
    order = list(Waiting)
    today = left + timedelta(days=later)
    now = waiting(left_on=left, today=today, days=days)
    tomorrow = waiting(left_on=left, today=today + timedelta(days=1), days=days)
    assert order.index(tomorrow) >= order.index(now)
    assert (now == Waiting.TODAY) == (later == 0)
    assert (now == Waiting.OVERDUE) == (today >= overdue_from(left, days))


def test_deposits_of_earlier_days_show_as_night_and_overdue(lockers):
    rows = [lockers.deposit(days=days) for days in (0, 1, 3, 4)]
    assert [row.waits for row in rows_of(rows, lockers.store, lockers.now)] == [
        "today",
        "night",
        "night",
        "overdue",
    ]


def test_an_overdue_deposit_joins_lost_property(lockers):
    fresh, old = lockers.deposit(days=3), lockers.deposit(RING, days=4)
    told = {"giver": lockers.second, "category": "other", "keeping": Keeping("safe", "1", "F0001")}
    pass_on = lambda deposit: pass_to_lost(**lockers.here(), deposit_id=deposit.pk, **told)  # noqa: E731
    assert code_of(lambda: pass_on(fresh)) == "not_overdue"
    item = pass_on(old)
    old.refresh_from_db()
    assert (old.state, item.source, item.handling, item.document.origin) == (
        "left",
        "deposit",
        "valuable",
        old.document,
    )
    assert item.custody.get().giver == lockers.second
    assert code_of(lambda: back(lockers, old, scanned=old.document.number)) == "passed_already"


def test_found_by_tag_telephone_tail_and_name_but_not_in_another_store(lockers):
    deposit = lockers.deposit(TAGGED)
    lockers.deposit(who=Who("钱多", "13900000002"))
    other = make_lockers("S2")
    other.deposit(TAGGED)
    for typed in ("T-018", "t-018", "13805340001", "0001", "孙㛃", deposit.document.number):
        assert find(lockers.store, typed) == [deposit], typed
    assert find(lockers.store, "8888") == []


def test_a_member_sees_what_waits_by_telephone(lockers):
    deposit = lockers.deposit()
    assert list(of_member(0, "+8613805340001")) == [deposit]
    assert list(of_member(0, "")) == []


def test_the_next_clerk_is_told_what_the_desk_keeps(lockers):
    lockers.deposit(), lockers.deposit(RING), lockers.found()
    assert [(line.key, line.quantity) for line in handed_over(lockers.store)] == [
        ("lockers-deposits", 3),
        ("lockers-found", 1),
    ]
    assert FoundItem.objects.count() == 1
    assert handed_over(make_lockers("S2").store) == []


def test_another_owner_takes_it_with_the_slip(lockers):
    deposit = lockers.deposit(who=OWNER)
    done = back(lockers, deposit, scanned=deposit.document.number, who=Who("孙小㛃"))
    assert (done.taker.name, done.owner.name) == ("孙小㛃", "孙㛃")
