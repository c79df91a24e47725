"""Refunds in the back office: read, never changed; rules as dated rows, entered by who may."""

from datetime import timedelta

import pytest
from django.urls import reverse

from deskops.org.models import Role
from refunds.models import GuaranteeRule, ReturnRule
from tests.factories.org import make_staff, make_store
from tests.factories.refunds import make_purchase, make_refund
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db
LISTS = ["refund", "purchase", "returnrule", "guaranteerule", "recipestep"]
RULE = {
    "category": "黄金饰品",
    "returnable": "on",
    "refund_days": "7",
    "exchange_days": "15",
    "condition": "未佩戴",
    "source": "退换货商品规定 2026",
}


@pytest.fixture
def refund(desk):
    return make_refund(make_purchase(desk.store, by=desk.clerk), by=desk.clerk)


def office(name: str, page: str = "changelist", *args) -> str:
    return reverse(f"admin:refunds_{name}_{page}", args=args)


@pytest.fixture
def administrator(desk, signed_in):
    return signed_in(make_staff("9999", Role.ADMINISTRATOR, store=desk.store), NOW)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_for_readers_only(desk, refund, signed_in, name):
    assert signed_in(desk.finance, NOW).get(office(name)).status_code == 200
    warehouse = make_staff("9002", Role.WAREHOUSE, store=desk.store)
    assert signed_in(warehouse, NOW).get(office(name)).status_code == 403


@pytest.mark.parametrize("name", ["refund", "purchase", "recipestep"])
def test_nothing_is_added_changed_or_deleted(administrator, refund, name):
    assert administrator.get(office(name, "add")).status_code == 403
    pk = {"refund": refund.pk, "purchase": refund.purchase_id}.get(name)
    if pk:
        assert administrator.get(office(name, "change", pk)).status_code == 200
        assert administrator.post(office(name, "change", pk), {}).status_code == 403
        assert administrator.post(office(name, "delete", pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "typed"), [("refund", "number"), ("purchase", "purchase"), ("refund", "purchase")]
)
def test_a_number_finds_it_whatever_its_day(administrator, desk, name, typed):
    old = make_refund(
        make_purchase(desk.store, by=desk.clerk, bought_at=NOW - timedelta(days=90)),
        by=desk.clerk,
        now=NOW - timedelta(days=60),
    )
    number = old.document.number if typed == "number" else old.purchase.number
    found = administrator.get(office(name), {"q": number}).context["cl"].result_list
    assert [row.pk for row in found] == [old.pk if name == "refund" else old.purchase_id]
    assert list(administrator.get(office(name)).context["cl"].result_list) == []


def test_another_stores_are_not_there(administrator, desk):
    elsewhere = make_refund(make_purchase(make_store("S2"), by=desk.clerk), by=desk.clerk)
    assert list(administrator.get(office("refund")).context["cl"].result_list) == []
    assert administrator.get(office("refund", "change", elsewhere.pk)).status_code == 302


def test_a_list_costs_the_same_however_long(administrator, desk, refund, django_assert_num_queries):
    url = office("refund")
    administrator.get(url)
    with django_assert_num_queries(6):
        administrator.get(url)
    for n in range(5):
        make_refund(make_purchase(desk.store, by=desk.clerk, number=f"{n}"), by=desk.clerk)
    with django_assert_num_queries(6):
        assert len(administrator.get(url).context["cl"].result_list) == 6


def rule(client, starts, **changes):
    return client.post(office("returnrule", "add"), RULE | {"starts": f"{starts}"} | changes)


def test_a_rule_is_a_new_row_from_today_on(administrator, desk):
    before = ReturnRule.objects.count()
    assert rule(administrator, DAY, store=desk.store.pk).status_code == 302
    assert ReturnRule.objects.count() == before + 1
    stored = ReturnRule.objects.get(category="黄金饰品")
    assert (stored.store, stored.starts, stored.refund_days) == (desk.store, DAY, 7)
    assert administrator.post(office("returnrule", "change", stored.pk), RULE).status_code == 403


def test_what_held_before_stays(administrator, desk):
    answer = rule(administrator, DAY - timedelta(days=1), store=desk.store.pk)
    assert answer.status_code == 200
    assert "starts" in answer.context["adminform"].form.errors
    assert not ReturnRule.objects.filter(category="黄金饰品").exists()


def test_the_chains_rules_are_entered_by_who_reaches_the_chain(administrator, desk, signed_in):
    assert rule(administrator, DAY).status_code == 200
    assert not ReturnRule.objects.filter(category="黄金饰品").exists()
    everywhere = signed_in(make_staff("9000", Role.ADMINISTRATOR), NOW)
    assert rule(everywhere, DAY).status_code == 302
    assert ReturnRule.objects.get(category="黄金饰品").store is None


def test_who_may_not_enter_rules(desk, signed_in):
    for who in (desk.clerk, desk.finance, desk.supervisor):
        assert rule(signed_in(who, NOW), DAY, store=desk.store.pk).status_code == 403


def test_the_catalogue_grows_by_rows(administrator):
    entry = {
        "category": "电动剃须刀",
        "starts": f"{DAY}",
        "refund_days": "7",
        "exchange_days": "15",
        "months": "12",
        "source": "部分商品修理更换退货责任规定",
    }
    assert administrator.post(office("guaranteerule", "add"), entry).status_code == 302
    assert GuaranteeRule.objects.get(category="电动剃须刀").months == 12
