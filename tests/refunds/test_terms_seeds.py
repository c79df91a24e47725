"""The rules of returns that every chain starts with, and what they allow."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from deskops.core.calendar import SHANGHAI
from refunds.models import GuaranteeRule, PurchaseLine, Refund, ReturnRule
from refunds.queries.rules import rules_of
from refunds.terms_seeds import seed_terms
from tests.factories.org import make_staff, make_store
from tests.factories.refunds import make_purchase

pytestmark = pytest.mark.django_db

BOUGHT = datetime(2026, 11, 9, 10, 0, tzinfo=SHANGHAI)
"""A Monday: a week later is a working day as well."""
CATEGORIES = {
    "", "食品", "生鲜", "日化", "熟食", "保健", "烘焙", "百货", "化妆品", "花艺", "烟酒", "服务",
    "家居建材", "家电",
}  # fmt: skip


def allowed(category: str, *, reason: str = "unwanted", condition: str = "unopened", **later: int) -> str:
    """What of refund and exchange may be had so long after the purchase."""
    store = make_store()
    purchase = make_purchase(store, by=make_staff("1001", store=store), bought_at=BOUGHT)
    line = PurchaseLine(name="商品", category=category, quantity=Decimal(1), amount=Decimal(200))
    asked = Refund(purchase=purchase, reason=reason, condition=condition)
    found = rules_of(purchase, [category]).judge(line, asked, BOUGHT, BOUGHT + timedelta(**later))
    return " ".join(name for name in ("refund", "exchange", "repair") if getattr(found, name))


def test_every_category_of_the_pos_has_a_rule_of_the_chain():
    rows = ReturnRule.objects.filter(store__isnull=True)
    assert set(rows.values_list("category", flat=True)) == CATEGORIES
    assert set(rows.values_list("starts", "source")) == {(date(2020, 1, 1), "退换货商品规定（本公司）")}


def test_the_catalogue_holds_verified_goods_only():
    rows = GuaranteeRule.objects.values_list("category", "refund_days", "exchange_days", "months")
    assert set(rows) == {(name, 7, 15, 12) for name in ("自行车", "彩色电视机", "黑白电视机", "录像机")}


@pytest.mark.parametrize(
    ("category", "told", "expected"),
    [
        ("生鲜", {"hours": 24}, "refund exchange"),
        ("生鲜", {"hours": 25}, ""),
        ("花艺", {"hours": 23}, "refund exchange"),
        ("食品", {"days": 7}, "refund exchange"),
        ("食品", {"days": 8}, ""),
        ("食品", {"days": 1, "condition": "used"}, ""),
        ("百货", {"days": 7}, "refund exchange"),
        ("百货", {"days": 14}, "exchange"),
        ("百货", {"days": 16}, ""),
        ("女装", {"days": 14}, "exchange"),
        ("家电", {"days": 1}, ""),
        ("家电", {"days": 7, "reason": "quality"}, "refund exchange repair"),
        ("家电", {"days": 14, "reason": "quality"}, "exchange repair"),
        ("服务", {"days": 1}, ""),
        ("服务", {"days": 1, "reason": "service"}, "refund exchange"),
        ("自行车", {"days": 300, "reason": "quality"}, "repair"),
    ],
)
def test_what_it_allows(category, told, expected):
    assert allowed(category, **told) == expected


def test_what_the_back_office_changed_stays():
    ReturnRule.objects.filter(category="食品").update(refund_days=3)
    ReturnRule.objects.filter(category="烟酒").delete()
    seed_terms()
    kept = ReturnRule.objects.filter(category__in=["食品", "烟酒"]).order_by("refund_days")
    assert list(kept.values_list("category", "refund_days")) == [("食品", 3), ("烟酒", 7)]
