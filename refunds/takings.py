"""Refunds on the day sheet of a desk and on the takings of a store: by tender, count and yuan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.handoffs.kinds import Line, Section
from deskops.org.models import Store
from deskops.tills.models import Payment, Shift, Tender, Till
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
    """What this desk gave back: through its shifts, and what needs no till by those who held it then."""
    payments = Payment.objects.filter(document=OuterRef("document"), shift__isnull=False)
    here = Exists(payments.filter(shift__till=till)) | (~Exists(payments) & Q(held=till.pk))
    rows = _sums(_done(till.store, day).annotate(held=_till_held(till.store, day)).filter(here))
    return [DaySheetLine(_label(row), row["number"], paid=row["paid"]) for row in rows]


def _till_held(store: Store, day: date) -> Coalesce:
    """The till that the maker of a paper held when the money was done, else the first of their day.

    A clerk holds one till at a time, but may go to another on the same day: a paper is of one of them.
    """
    shifts = Shift.objects.filter(till__store=store, business_date=day, clerk=OuterRef("document__maker"))
    before = shifts.filter(opened_at__lte=OuterRef("done_at")).order_by("-opened_at", "-pk")
    return Coalesce(
        Subquery(before.values("till")[:1]), Subquery(shifts.order_by("opened_at", "pk").values("till")[:1])
    )


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
