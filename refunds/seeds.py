"""The rules of refunds as dated settings, with where they come from, and the recipes of every store."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_kinds
from deskops.tills.models import Tender

from .models import RecipeStep
from .recipes import RECIPES

TERMINAL_DAYS = "refund_terminal_days"

FROM = date(2012, 11, 1)
DESK = "客服部工作及对接流程第四条"

setting_kinds.add(
    SettingKind(
        TERMINAL_DAYS,
        _("The bank's terminal refunds within calendar days"),
        _("days"),
        ((FROM, 15, f"{DESK}：银行卡退货须在购物之日起15日内办理（当日不计）", ""),),
    )
)


def seed_recipes() -> None:
    """Store the recipes of tenders and ways that have none; what a store has changed since stays."""
    present = set(RecipeStep.objects.values_list("tender__code", "way"))
    tenders = {tender.code: tender for tender in Tender.objects.all()}
    for (code, way), steps in RECIPES.items():
        if (code, way.value) not in present and code in tenders:
            RecipeStep.objects.bulk_create(
                RecipeStep(
                    tender=tenders[code],
                    way=way,
                    position=position,
                    device=step.device,
                    keys=list(step.keys),
                    words_zh=step.zh,
                    words_en=step.en,
                    yields=step.yields,
                    pays=step.pays,
                )
                for position, step in enumerate(steps, start=1)
            )
