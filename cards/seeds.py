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

BEARER_YEARS = "card_bearer_valid_years"
CLOSING_DAYS = "card_closing_days"
CLOSING_CASH = "card_closing_cash_limit"
RATE_LPR = "rate_lpr_one_year"
RATE_DEPOSIT = "rate_deposit_one_year"

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

COURT = "最高人民法院预付式消费解释（法释〔2025〕4号）"
PERCENT = _("per cent a year")
setting_kinds.add(
    SettingKind(
        CLOSING_DAYS,
        _("Days within which what was paid onto a card goes back in full"),
        _("days"),
        ((FROM, 7, f"{COURT}第十四条：自付款之日起七日内返还本金", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        CLOSING_CASH,
        _("Up to here a closed card may be paid out in cash"),
        YUAN,
        ((FROM, "100.00", f"{RULE}第二十一条：资金余额不超过100元的可退现金", ""),),
    )
)
# The 1-year loan prime rate as the interbank funding centre published it, from its day of publication on.
LPR = (
    ("2019-08-20", "4.25"), ("2019-09-20", "4.20"), ("2019-11-20", "4.15"), ("2020-02-20", "4.05"),
    ("2020-04-20", "3.85"), ("2021-12-20", "3.80"), ("2022-01-20", "3.70"), ("2022-08-22", "3.65"),
    ("2023-06-20", "3.55"), ("2023-08-21", "3.45"), ("2024-07-22", "3.35"), ("2024-10-21", "3.10"),
    ("2025-05-20", "3.00"),
)  # fmt: skip
# The benchmark rate of deposits for one year as the People's Bank of China set it.
DEPOSIT = (
    ("2012-07-06", "3.00"), ("2014-11-22", "2.75"), ("2015-03-01", "2.50"), ("2015-05-11", "2.25"),
    ("2015-06-28", "2.00"), ("2015-08-26", "1.75"), ("2015-10-24", "1.50"),
)  # fmt: skip
setting_kinds.add(
    SettingKind(
        RATE_LPR,
        _("Loan prime rate of one year (LPR)"),
        PERCENT,
        (
            (FROM, "4.25", f"{COURT}第十六条；LPR改革前按2019年8月首期报价", ""),
            *(
                (date.fromisoformat(day), rate, f"{COURT}第十六条；全国银行间同业拆借中心一年期LPR", "")
                for day, rate in LPR
            ),
        ),
    )
)
setting_kinds.add(
    SettingKind(
        RATE_DEPOSIT,
        _("Benchmark rate of deposits for one year"),
        PERCENT,
        tuple(
            (date.fromisoformat(day), rate, f"{COURT}第十六条；中国人民银行一年期定期存款基准利率", "")
            for day, rate in DEPOSIT
        ),
    )
)
setting_kinds.add(
    SettingKind(
        BEARER_YEARS,
        _("How long a bearer card is valid at least"),
        _("years"),
        ((FROM, 3, f"{RULE}第十九条：不记名卡有效期不得少于3年，逾期可激活、换卡", ""),),
    )
)
