"""What may go back how long, as every chain starts with it: new dated rows of the back office follow.

The company's rules are for the POS's categories; the catalogue holds only goods of which its first
batch (国经贸质〔1995〕458号) was verified, by their whole-goods term.
"""

from collections.abc import Mapping
from datetime import date

from .models import GuaranteeRule, ReturnRule

FROM = date(2020, 1, 1)
COMPANY = "退换货商品规定（本公司）"
CATALOGUE = "部分商品修理更换退货责任规定（国经贸质〔1995〕458号），第一批目录"

type Terms = Mapping[str, object]

UNUSED: Terms = {
    "refund_days": 7,
    "exchange_days": 15,
    "condition": "凭小票，未使用，吊牌、包装及配件齐全，不影响二次销售",
}
UNOPENED: Terms = {"refund_days": 7, "exchange_days": 7, "condition": "凭小票，未拆封，包装完好"}
FRESH: Terms = {"refund_hours": 24, "condition": "凭小票，未食用，保持购买时原样"}
FLOWERS: Terms = {"refund_hours": 24, "condition": "凭小票，保持购买时原样"}
FAULTY_ONLY: Terms = {"returnable": False, "refund_days": 7, "exchange_days": 15}
NEVER: Terms = {"returnable": False}

RULES: Mapping[str, Terms] = {
    "": UNUSED,
    "百货": UNUSED,
    "家居建材": UNUSED,
    "食品": UNOPENED,
    "日化": UNOPENED,
    "化妆品": UNOPENED,
    "保健": UNOPENED,
    "烟酒": UNOPENED,
    "生鲜": FRESH,
    "熟食": FRESH,
    "烘焙": FRESH,
    "花艺": FLOWERS,
    "家电": {**FAULTY_ONLY, "condition": "凭小票及三包凭证，配件、说明书齐全"},
    "服务": NEVER,
}
GUARANTEED: Mapping[str, int] = {"自行车": 12, "彩色电视机": 12, "黑白电视机": 12, "录像机": 12}
"""Months in which the goods are repaired free, by category."""


def seed_terms() -> None:
    """Store the rules of categories that have none of the chain; what was changed since stays."""
    known = set(ReturnRule.objects.filter(store__isnull=True).values_list("category", flat=True))
    ReturnRule.objects.bulk_create(
        ReturnRule(category=category, starts=FROM, source=COMPANY, **terms)
        for category, terms in RULES.items()
        if category not in known
    )
    listed = set(GuaranteeRule.objects.values_list("category", flat=True))
    GuaranteeRule.objects.bulk_create(
        GuaranteeRule(category=category, starts=FROM, months=months, source=CATALOGUE)
        for category, months in GUARANTEED.items()
        if category not in listed
    )
