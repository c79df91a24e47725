"""The rule by which purchases make a member silver, as dated settings; without one the list alone says it."""

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_kinds

from ..seeds import FROM, YUAN

SILVER_FROM = "silver_from"
SILVER_KEPT = "silver_kept_from"
LIST = "会员分级由信息部银卡名单确定，未另设消费标准"

setting_kinds.add(
    SettingKind(
        SILVER_FROM,
        _("Purchases of twelve months from which a member becomes silver (0: by the list only)"),
        YUAN,
        ((FROM, "0.00", LIST, ""),),
    )
)
setting_kinds.add(
    SettingKind(
        SILVER_KEPT,
        _("Purchases of twelve months below which a member is silver no longer (0: never)"),
        YUAN,
        ((FROM, "0.00", LIST, ""),),
    )
)
