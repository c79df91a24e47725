"""What renews a membership, as dated settings. Whether one ends at all is ``members.services.terms``."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_kinds

FEE = "membership_fee"
PURCHASES = "membership_waiver_purchases"
AMOUNT = "membership_waiver_amount"
SOURCE = "客服部治理制度4.2：当年消费满3次或累计满1000元，可免次年年费"
FROM = date(2000, 1, 1)

setting_kinds.add(
    SettingKind(
        FEE, _("Fee for another year of membership"), _("yuan"), ((FROM, "0.00", "单店不收年费", ""),)
    )
)
setting_kinds.add(
    SettingKind(PURCHASES, _("Purchases that waive the fee"), _("purchases"), ((FROM, 3, SOURCE, ""),))
)
setting_kinds.add(
    SettingKind(AMOUNT, _("Amount that waives the fee"), _("yuan"), ((FROM, "1000.00", SOURCE, ""),))
)
