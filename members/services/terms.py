"""Whether a membership runs a year in a store, as a dated setting."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_at, setting_kinds
from deskops.org.models import Store

from ..rules.cards import year_end

YEARS = "membership_years"

setting_kinds.add(
    SettingKind(
        YEARS,
        _("Whether a membership runs a year (1) or doesn't end (0)"),
        _("years"),
        ((date(2000, 1, 1), 0, "会员制度：单店会员卡长期有效，连锁可设为一年", ""),),
    )
)


def runs_a_year(store: Store, on: date) -> bool:
    """Whether a membership that a store issues on a day ends after a year."""
    return setting_at(YEARS, on=on, store=store).number > 0


def first_end(store: Store, on: date) -> date | None:
    """The last day of a card issued on a day; None where memberships don't end."""
    return year_end(on) if runs_a_year(store, on) else None
