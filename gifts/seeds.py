"""The rules of counts as dated settings, with where they come from."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_kinds

RECOUNT_PIECES = "gift_recount_pieces"
RECOUNT_VALUE = "gift_recount_value"

FROM = date(2012, 11, 1)

setting_kinds.add(
    SettingKind(
        RECOUNT_PIECES,
        _("Gifts are counted again by another person from a difference of"),
        _("pieces"),
        ((FROM, 5, "赠品盘点规定：差异五件及以上，由另一人复盘", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        RECOUNT_VALUE,
        _("Gifts are counted again by another person from a difference worth"),
        _("yuan"),
        ((FROM, "200.00", "赠品盘点规定：差异金额二百元及以上，由另一人复盘", ""),),
    )
)
