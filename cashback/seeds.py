"""The rules of the cashback month as dated settings, with where they come from, and the first rates."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_kinds, settings_at
from deskops.org.models import Staff, Store
from members.models import Tier

from .models import Cycle, TierRate
from .rules import DESK, DayRule

FROM = date(2011, 2, 16)
DAY = _("day of the month")
UNPAID = "cashback_unpaid"
CARD_GOODS = "cashback_card_goods"
RATE = Decimal("0.0100")

LABELS = {
    "list_by": (_("Cashback list made by"), DAY),
    "book_by": (_("Cashback booked by"), DAY),
    "call_from": (_("Cashback notices from"), DAY),
    "call_by": (_("Cashback notices by"), DAY),
    "draw_by": (_("Cashback cash drawn by"), DAY),
    "pay_from": (_("Cashback paid from"), DAY),
    "pay_until": (_("Cashback paid until"), DAY),
    "return_days": (_("Cashback handed back within"), _("days")),
}
for name, (label, unit) in LABELS.items():
    setting_kinds.add(
        SettingKind(f"cashback_{name}", label, unit, ((FROM, getattr(DayRule(), name), DESK, ""),))
    )
setting_kinds.add(
    SettingKind(
        UNPAID,
        _("Cashback that nobody fetched"),
        _("carry or close"),
        ((FROM, Cycle.Unpaid.CARRY.value, "本公司规定:未领返现并入下月返现名单", ""),),
    )
)
setting_kinds.add(
    SettingKind(
        CARD_GOODS,
        _("Goods of the POS that are cards and earn no cashback"),
        _("categories"),
        ((FROM, ["储值卡", "团购卡", "购物卡"], "本公司规定:售卡金额不参与返现", ""),),
    )
)


def day_rule(store: Store, on: date) -> DayRule:
    """The store's days as they hold on a day."""
    found = settings_at([f"cashback_{name}" for name in LABELS], on=on, store=store)
    return DayRule(**{name: found[f"cashback_{name}"].number for name in LABELS})


def seed_rates() -> None:
    """Give every tier that earns cashback a first rate where it has none."""
    present = set(TierRate.objects.values_list("tier_id", flat=True).distinct())
    earning = Tier.objects.filter(cashback=True).exclude(pk__in=present)
    if earning:
        system = Staff.objects.system()
        TierRate.objects.bulk_create(
            TierRate(tier=tier, starts=FROM, rate=RATE, source="本公司规定:银卡返现1%", set_by=system)
            for tier in earning
        )
