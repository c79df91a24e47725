"""Who is silver by purchases: a dated rule, off by default; the list of the month has the last word."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.silver.earning import bought_between, set_by_purchases
from cards.silver.rules import earned
from cards.silver.seeds import SILVER_FROM, SILVER_KEPT
from deskops.core.models import Setting
from deskops.receipts import plugs
from members.models import Member, Tier, TierPeriod
from members.services.tiers import set_tiers
from tests.cards.test_renewal import buy
from tests.factories.members import card_of, make_member
from tests.factories.tills import NOW

D = Decimal
FIRST = date(2026, 11, 1)
yuan = st.decimals(0, 100_000, places=2)


@given(yuan, yuan, yuan)
def test_what_is_kept_is_never_harder_than_what_was_set(bought, start, kept):
    assert earned(silver=True, bought=bought, start=start, kept=D(0))
    assert not earned(silver=False, bought=bought, start=D(0), kept=kept)
    assert earned(silver=True, bought=bought, start=start, kept=kept) == (bought >= kept)
    assert earned(silver=False, bought=bought, start=start, kept=kept) == (start > 0 and bought >= start)


@pytest.fixture
def people(counter, db) -> list[Member]:
    """Four members of earlier years of the store, each with a card."""
    made = [counter.member, *(make_member(n, store=counter.store, by=counter.clerk) for n in (2, 3, 4))]
    TierPeriod.objects.update(starts=date(2024, 1, 1))
    return made


@pytest.fixture
def rule(counter):
    for key, value in ((SILVER_FROM, "5000.00"), (SILVER_KEPT, "2000.00")):
        Setting.objects.create(
            key=key, starts=date(2026, 1, 1), value=value, source="会员分级标准2026", set_by=counter.clerk
        )


def judge(counter, now=NOW) -> int:
    return set_by_purchases(store=counter.store, now=now, by=counter.clerk)


def tiers(people) -> list[str]:
    return [Member.objects.select_related("tier").get(pk=one.pk).tier.code for one in people]


@pytest.mark.django_db
def test_without_a_rule_purchases_change_nothing(counter, people):
    buy(counter, card_of(people[0]).number, "90000.00", day=date(2026, 10, 1))
    assert (judge(counter), set(tiers(people))) == (0, {"normal"})


@pytest.mark.django_db
def test_up_and_down_by_the_twelve_whole_months_before(counter, people, rule):
    silver = Tier.objects.get(code="silver")
    set_tiers(
        {people[2].pk: silver, people[3].pk: silver}, starts=date(2026, 3, 1), source="名单", by=counter.clerk
    )
    numbers = [card_of(one).number for one in people]
    buy(counter, numbers[0], "4999.99", day=date(2025, 11, 1), n=1)
    buy(counter, numbers[0], "0.01", day=date(2026, 10, 31), n=2)
    buy(counter, numbers[1], "4999.99", day=date(2026, 5, 1), n=3)
    for at, day in enumerate((date(2025, 10, 31), date(2026, 11, 1))):  # outside the twelve months
        buy(counter, numbers[1], "5000.00", day=day, n=4 + at)
    buy(counter, numbers[2], "2000.00", day=date(2026, 6, 1), n=6)
    buy(counter, numbers[3], "1999.99", day=date(2026, 6, 1), n=7)
    assert judge(counter) == 2
    assert tiers(people) == ["silver", "normal", "silver", "normal"]
    made = TierPeriod.objects.filter(starts=FIRST)
    assert {(one.member_id, one.source) for one in made} == {
        (people[0].pk, "会员分级标准2026"),
        (people[3].pk, "会员分级标准2026"),
    }
    assert judge(counter) == 0
    assert judge(counter, datetime(2026, 12, 1, 2, tzinfo=UTC)) > 0  # what was bought 1 November counts now


@pytest.mark.django_db
def test_the_list_of_the_month_has_the_last_word(counter, people, rule):
    set_tiers({people[0].pk: Tier.objects.get(code="silver")}, starts=FIRST, source="名单", by=counter.clerk)
    assert judge(counter) == 0
    assert tiers(people)[0] == "silver"


@pytest.mark.django_db
def test_what_was_refunded_does_not_count(counter, people, monkeypatch, django_assert_max_num_queries):
    numbers = [card_of(one).number for one in people]
    part = buy(counter, numbers[0], "700.00", n=1)
    whole = buy(counter, numbers[0], "300.00", n=2)
    buy(counter, numbers[1], "88.00", n=3)
    back = {part.pk: D("100.00"), whole.pk: D("300.00")}
    plug = plugs.Returned("test", lambda pks: {pk: back[pk] for pk in pks if pk in back})
    monkeypatch.setattr(plugs, "RETURNED", [plug])
    with django_assert_max_num_queries(2):
        found = bought_between([one.pk for one in people], date(2026, 11, 1), date(2026, 11, 30))
    assert found == {people[0].pk: D("600.00"), people[1].pk: D("88.00")}
