"""The rules of the trade as dated settings, with where they come from."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_kinds

LIMIT = "card_registered_limit"
LIMIT_BEARER = "card_bearer_limit"
CASH_UNIT = "card_cash_limit_unit"
CASH_PERSON = "card_cash_limit_person"
FEE_STORED = "card_replacement_fee"
FEE_MEMBER = "member_card_replacement_fee"

FROM = date(2012, 11, 1)
RULE = "单用途商业预付卡管理办法（试行）（商务部令2012年第9号）"
YUAN = _("yuan")

setting_kinds.add(
    SettingKind(
        LIMIT,
        _("Most on a registered stored-value card"),
        YUAN,
        ((FROM, "5000.00", f"{RULE}第十八条：单张记名卡限额不超过5000元", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        LIMIT_BEARER,
        _("Most on a bearer card"),
        YUAN,
        ((FROM, "1000.00", f"{RULE}第十八条：单张不记名卡限额不超过1000元", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        CASH_UNIT,
        _("From here a unit pays for cards by transfer"),
        YUAN,
        ((FROM, "5000.00", f"{RULE}第十六条：单位一次性购卡5000元（含）以上应转账", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        CASH_PERSON,
        _("From here a person pays for cards by transfer"),
        YUAN,
        ((FROM, "50000.00", f"{RULE}第十六条：个人一次性购卡5万元（含）以上应转账", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        FEE_STORED,
        _("Fee for replacing a lost stored-value card"),
        YUAN,
        ((FROM, "0.00", "本公司规定：记名储值卡挂失补办免费；法释〔2025〕4号第九条", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        FEE_MEMBER,
        _("Fee for replacing a lost member card"),
        YUAN,
        ((FROM, "50.00", "客服部工作及对接流程第七条：原会员卡丢失补办费50元", ""),),
    )
)
