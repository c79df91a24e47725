"""The rules of group purchase as dated settings, with where they come from."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_kinds

from ..seeds import BEARER_YEARS, FROM, RULE, YUAN

TIERS = "group_bonus_tiers"
IDENTITY = "group_identity_from"
YEARS = BEARER_YEARS

HOUSE = "本公司团购奖金政策：按订单金额分档，奖金以卡或卡内金额给付（客服部工作及对接流程第三条）"

setting_kinds.add(
    SettingKind(
        TIERS,
        _("Bonus tiers of group purchase: from this order total, this percentage"),
        _("yuan, percent"),
        (
            (
                date(2011, 2, 16),
                {
                    "tiers": [["10000.00", "2.00"], ["50000.00", "3.00"], ["100000.00", "5.00"]],
                    "step": "1.00",
                },
                HOUSE,
                "",
            ),
        ),
    )
)
setting_kinds.add(
    SettingKind(
        IDENTITY,
        _("From this order total the papers of buyer and agent are seen and kept"),
        YUAN,
        ((FROM, "10000.00", f"{RULE}第十五条：一次性购买不记名卡1万元（含）以上实名登记", ""),),
    )
)
