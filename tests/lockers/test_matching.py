"""How well a found item and a report of loss fit: symmetric, bounded, monotone, in Chinese."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockers.models import Category
from lockers.queries.found import items_like, losses_like
from lockers.rules.matching import (
    COLOURS,
    LEAST,
    Described,
    apart,
    colours,
    joined,
    likeness,
    score,
    tokens,
)
from tests.factories.lockers import make_lockers

DAY = date(2026, 11, 20)
WORDS = st.text(alphabet="黑色折叠伞钱包华为手机壳林字银天堂牌㛃𠅤 abc123", max_size=16)
COLOUR = st.sampled_from(["", *(words[0] for words in COLOURS), "黑白格"])


@st.composite
def described(draw) -> Described:
    first = draw(st.dates(date(2026, 10, 1), date(2026, 12, 31)))
    return Described(
        draw(st.sampled_from(Category)),
        draw(WORDS),
        first,
        first + timedelta(days=draw(st.integers(0, 5))),
        draw(COLOUR),
        draw(WORDS),
        draw(st.sampled_from(["", "1F", "2F"])),
    )


@given(described(), described())
def test_symmetric_and_bounded(one, other):
    here, there = score(one, other), score(other, one)
    assert here == there
    assert 0 <= here.score <= 100
    assert bool(here.score) or not here.reasons


@given(described())
def test_nothing_fits_better_than_itself_and_it_is_shown(one):
    assert score(one, one).score >= LEAST


@given(described(), described(), st.sampled_from(["折叠", "华为", "x9"]))
def test_another_word_in_both_never_lowers_it(one, other, word):
    richer = score(replace(one, words=f"{one.words} {word}"), replace(other, words=f"{other.words} {word}"))
    assert richer.score >= score(one, other).score


@given(described(), described(), COLOUR)
def test_agreeing_on_colour_or_floor_never_lowers_it(one, other, colour):
    before = score(one, other).score
    assert score(replace(one, floor="1F"), replace(other, floor="1F")).score >= before
    both = f"{one.colour}{other.colour}{colour}"
    assert score(replace(one, colour=both), replace(other, colour=both)).score >= before


@given(described(), described(), st.integers(1, 30))
def test_the_farther_apart_in_time_the_less(one, other, days):
    near = replace(other, first=one.first, last=one.last)
    far = replace(near, first=one.last + timedelta(days=days), last=one.last + timedelta(days=days))
    farther = replace(far, first=far.first + timedelta(days=1), last=far.last + timedelta(days=1))
    scores = [score(one, what).score for what in (near, far, farther)]
    assert scores == sorted(scores, reverse=True)
    assert [apart(one, what) for what in (near, far, farther)] == [0, days, days + 1]


@given(WORDS, WORDS)
def test_likeness_is_of_sets(one, other):
    assert likeness(tokens(one), tokens(other)) == likeness(tokens(other), tokens(one))
    assert likeness(tokens(one), tokens(one)) == (1 if tokens(one) else 0)


@given(WORDS)
def test_shared_pairs_are_put_together_without_losing_one(text):
    shared = tokens(text)
    assert all(any(pair in word for word in joined(shared).split("、")) for pair in shared)


def test_kinds_are_a_veto_but_for_something_else():
    umbrella = Described("umbrella", "黑色折叠伞", DAY, DAY, "黑", "一层服务台", "1F")
    assert score(umbrella, replace(umbrella, category="keys")).score == 0
    assert 0 < score(umbrella, replace(umbrella, category="other")).score < score(umbrella, umbrella).score


def test_reasons_are_said_in_words(settings):
    found = Described("umbrella", "天堂牌折叠伞", DAY, DAY, "黑色", "二层女装试衣间", "2F")
    lost = Described("umbrella", "一把折叠伞，天堂的", DAY - timedelta(days=1), DAY, "黑", "二层试衣间", "2F")
    from django.utils import translation

    with translation.override("zh-hans"):
        match = score(found, lost)
    assert match.reasons == (
        "同类",
        "颜色一致：黑",
        "描述相近：天堂、折叠伞",
        "同一楼层：2F",
        "地点相近：二层、试衣间",
        "同一天",
    )
    assert match.score >= 80


@pytest.mark.parametrize(
    ("text", "named"), [("藏青色", [4]), ("米白", [1]), ("银灰", [2]), ("", []), ("透明", [])]
)
def test_colours_by_any_of_their_names(text, named):
    assert sorted(colours(text)) == named


@pytest.mark.django_db
def test_lists_show_what_fits_in_this_store_still_open_and_in_time():
    lockers, other = make_lockers(), make_lockers("S2")
    today = lockers.store.business_date(lockers.now)
    item = lockers.found(colour="黑")
    fits = lockers.loss(colour="黑色")
    lockers.loss("keys", "一串钥匙")
    lockers.loss(
        lost_from=today + timedelta(days=-30), lost_to=today - timedelta(days=30), description="红伞"
    )
    other.loss(colour="黑色")
    assert [one.what for one in losses_like(item)] == [fits]
    assert [one.what for one in items_like(fits)] == [item]
    earlier = lockers.found(days=5, colour="黑")
    assert earlier not in [one.what for one in items_like(fits)]
