"""Finding members: every way, one statement, nothing opened."""

import pytest
from django.db import connection

from members.models import MemberCard
from members.queries.search import find_members
from members.rules.searching import Try, Way, tries
from tests.factories.members import card_number, card_of, id_number, make_member, make_members, mobile


def ids(typed: str) -> list[int]:
    return [found.id for found in find_members(typed)]


@pytest.fixture
def zhang(store, clerk):
    return make_member(10, store=store, by=clerk, home_phone=None)


@pytest.mark.parametrize(
    "typed",
    [
        card_number(10),
        " 8800000010 ",
        mobile(10),
        "138 0000 0010",
        "+8613800000010",
        id_number(10),
        id_number(10).lower(),
        "0010",
        id_number(10)[-4:],
        "张三",
        "张",
        "zhangsan",
        "zhang san",
        "ZS",
        "zs",
        "zh",
    ],
)
def test_every_way_finds_the_member(zhang, typed):
    assert ids(typed) == [zhang.pk]


@pytest.mark.parametrize("typed", ["", " ", "z", "%", "_", "'", "李", "8800000011", "0011", "%%%", "x" * 60])
def test_what_means_nobody_finds_nobody(zhang, typed):
    assert ids(typed) == []


def test_only_whole_numbers_are_exact(zhang):
    exact = {
        typed: find_members(typed)[0].exact
        for typed in (card_number(10), mobile(10), id_number(10), "zs", "0010")
    }
    assert exact == {card_number(10): True, mobile(10): True, id_number(10): True, "zs": False, "0010": False}


def test_surnames_are_found_by_their_own_reading(store, clerk):
    people = {m.name: m.pk for m in make_members(range(10), store=store, by=clerk)}
    for typed, name in {
        "shanxiongxin": "单雄信",
        "zengguoqiang": "曾国强",
        "xxd": "解晓东",
        "qiuying": "仇英",
    }.items():
        assert ids(typed) == [people[name]]


def test_a_replaced_card_still_leads_to_its_member(zhang):
    MemberCard.objects.filter(pk=card_of(zhang).pk).update(state=MemberCard.State.REPLACED)
    found = find_members(card_number(10))[0]
    assert (found.id, found.exact, found.card) == (zhang.pk, True, "")


def test_one_statement_answers_whatever_was_typed(zhang, django_assert_num_queries):
    for typed in (mobile(10), "0010", "zs", id_number(10)):
        with django_assert_num_queries(1):
            find_members(typed)


def test_hits_show_nothing_in_full(zhang):
    found = find_members(card_number(10))[0]
    assert (found.masked_phone, found.masked_number) == ("138****0010", zhang.masked_number)


def test_an_id_number_is_never_looked_up_by_itself(zhang):
    with connection.execute_wrapper(refuse_numbers):
        assert ids(id_number(10)) == [zhang.pk]


def refuse_numbers(execute, sql, params, many, context):
    assert id_number(10) not in [str(param) for param in params or ()][1:]
    return execute(sql, params, many, context)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("002x", [Try(Way.NUMBER_TAIL, "002X")]),
        ("E12345678", [Try(Way.NUMBER, "E12345678")]),
        ("0534-2345678", [Try(Way.HOME_PHONE, "+865342345678"), Try(Way.NUMBER, "05342345678")]),
        ("吕 布", [Try(Way.NAME, "吕布")]),
    ],
)
def test_what_may_be_meant(typed, expected):
    assert [one for one in tries(typed) if one.way != Way.CARD] == expected
