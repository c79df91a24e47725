"""Top-ups at the POS on the takings of a store: the money comes with the POS's own takings."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Sum
from django.utils.translation import gettext_lazy as _

from deskops.handoffs.kinds import Column, Line, Section
from deskops.org.models import Store
from deskops.tills.models import Payment, Tender
from deskops.tills.plugs import TakingsSection, takings_sections
from deskops.tills.queries import AT_POS

SECTION = Section(
    "pos",
    _("Topped up at the POS"),
    (Column("tender", _("Tender")),),
    quantity=_("papers"),
    counted=False,
)


def of_store(store: Store, day: date) -> Sequence[Line]:
    """What each till of the POS took for cards, by tender; in one query."""
    rows: Any = (
        Payment.objects.filter(AT_POS, document__store=store, document__business_date=day)
        .values(
            "by__number",
            "by__name",
            "tender__code",
            "tender__sort",
            "tender__label_zh",
            "tender__label_en",
        )
        .annotate(count=Count("pk"), sum=Sum(F("amount") + F("rounding")))
        .order_by("by__number", "tender__sort")
    )
    return [
        Line(
            f"{row['by__number']} {row['tender__code']}",
            row["by__name"],
            row["sum"],
            row["count"],
            {"tender": str(Tender(label_zh=row["tender__label_zh"], label_en=row["tender__label_en"]))},
            section=SECTION.code,
        )
        for row in rows
    ]


takings_sections.add(TakingsSection(SECTION, of_store))
