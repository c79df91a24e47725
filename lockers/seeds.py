"""Terms of lockers and lost property as dated settings, with where they come from."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import Dated, SettingKind, setting_kinds, settings_at
from deskops.core.refusals import Text
from deskops.org.models import Store

from .models.places import Handling

DEPOSIT_DAYS = "deposit_days"
DEPOSIT_RULES = "deposit_rules"
FORGET_DAYS = "lockers_forget_days"
FOUND_DAYS: dict[Handling, str] = {one: f"found_days_{one}" for one in Handling}

FROM = date(2021, 1, 1)
DESK = "客服部工作流程第十一条"

RULES = (
    "一、大件物品请在客服台登记寄存，领取寄存牌（条码小票）及寄存单，凭牌领取。\n"
    "二、现金、首饰、证件等贵重物品请自行保管；确需寄存的须事先声明，当面验看并封存；未声明的按一般物品处理。\n"
    "三、易燃、易爆、有毒、活体及生鲜易腐物品不予寄存。\n"
    "四、寄存仅限当日营业时间；隔夜物品请以登记电话联系领取。\n"
    "五、寄存牌遗失的，须出示本人有效证件，说明物品特征，核对无误并签字后领取。\n"
    "六、寄存柜请凭密码小票当日取物；小票遗失或柜门故障，由客服与安保人员共同开柜。"
)

_LABELS: dict[Handling, tuple[Text, int, str]] = {
    Handling.ORDINARY: (
        _("Found items: ordinary things are kept for days"),
        180,
        "失物登记及认领规定：一般物品保管六个月（民法典 314、316）",
    ),
    Handling.VALUABLE: (
        _("Found items: valuables are kept for days"),
        7,
        "失物登记及认领规定：贵重物品及时送交公安机关（民法典 314）",
    ),
    Handling.PAPERS: (
        _("Found items: papers and cards are kept for days"),
        30,
        "失物登记及认领规定：证件、银行卡三十日内送交公安机关（民法典 314）",
    ),
    Handling.PERISHABLE: (
        _("Found items: food is kept for days"),
        1,
        "失物登记及认领规定：食品、生鲜次日起经批准销毁",
    ),
}

setting_kinds.add(
    SettingKind(
        DEPOSIT_DAYS,
        _("Deposits: days after which one is overdue"),
        _("days"),
        ((FROM, 3, f"{DESK}：前台寄存严格按照寄存规定执行；隔夜三日未领的移交失物", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        DEPOSIT_RULES,
        _("Deposit rules as the customer signs them"),
        _("text"),
        ((FROM, RULES, f"{DESK}；民法典 888、891、897、898、899", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        FORGET_DAYS,
        _("Customers at the lockers are forgotten after days"),
        _("days"),
        ((FROM, 365, "个人信息保护法 47；寄存、认领登记保存一年", ""),),
    )
)
for handling, (label, days, source) in _LABELS.items():
    setting_kinds.add(SettingKind(FOUND_DAYS[handling], label, _("days"), ((FROM, days, source, ""),)))


def rules_at(store: Store, day: date) -> Mapping[str, Dated]:
    """The deposit rules and days that hold in a store on a day, in one query."""
    return settings_at([DEPOSIT_DAYS, DEPOSIT_RULES], on=day, store=store)
