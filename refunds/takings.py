"""Refunds on the day sheet of a desk and on the takings of a store: by tender, count and yuan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.handoffs.kinds import Line, Section
from deskops.org.models import Store
from deskops.tills.models import Shift, Tender, Till
from deskops.tills.plugs import (
    DaySheetLine,
    DaySheetSection,
    TakingsSection,
    day_sheet_sections,
    takings_sections,
)

from .models import RefundTender

SECTION = Section(
    "refunds",
    gettext_lazy("Refunds"),
    amount=gettext_lazy("Paid back"),
    quantity=gettext_lazy("papers"),
    counted=False,
)


def of_till(till: Till, day: date) -> Sequence[DaySheetLine]:
    """What this desk gave back: through its shifts, and what needs no till by those who held it."""
    clerks = Shift.objects.filter(till=till, business_date=day).values("clerk")
    here = Q(document__payments__shift__till=till) | Q(
        document__payments__shift__isnull=True, document__maker__in=clerks
    )
    rows = _sums(_done(till.store, day).filter(here))
    return [DaySheetLine(_label(row), row["number"], paid=row["paid"]) for row in rows]


def of_store(store: Store, day: date) -> Sequence[Line]:
    """What the store's desk gave back; the same money stands counted among cash and tenders."""
    return [
        Line(
            f"{row['out_tender__code']} {'exception' if row['is_exception'] else ''}".strip(),
            _label(row),
            row["paid"],
            row["number"],
            section=SECTION.code,
        )
        for row in _sums(_done(store, day))
    ]


def _done(store: Store, day: date) -> QuerySet[RefundTender]:
    return RefundTender.objects.filter(
        state=RefundTender.State.DONE, document__store=store, document__business_date=day
    )


def _sums(rows: QuerySet[RefundTender]) -> Sequence[dict[str, Any]]:
    """One row per tender, exceptions apart; in one query."""
    named = rows.order_by().values(
        "out_tender__sort",
        "out_tender__code",
        "out_tender__label_zh",
        "out_tender__label_en",
        "is_exception",
    )
    sums: Any = named.annotate(number=Count("pk"), paid=Sum("amount"))
    return list(sums.order_by("out_tender__sort", "out_tender__code", "is_exception"))


def _label(row: dict[str, Any]) -> str:
    tender = str(Tender(label_zh=row["out_tender__label_zh"], label_en=row["out_tender__label_en"]))
    return _("%(tender)s, exception") % {"tender": tender} if row["is_exception"] else tender


day_sheet_sections.add(DaySheetSection("refunds", gettext_lazy("Refunds"), of_till, order=30))
takings_sections.add(TakingsSection(SECTION, of_store))
