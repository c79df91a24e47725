"""Cashback on a desk's day sheet, and the boxes among what one clerk hands to the next."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.money import ZERO
from deskops.handoffs.kinds import Line as HandoffLine
from deskops.org.models import Store
from deskops.tills.models import Shift, Till
from deskops.tills.plugs import (
    DaySheetLine,
    DaySheetSection,
    HandoverPart,
    day_sheet_sections,
    handover_parts,
)

from .models import Box, Cycle, Payout


def of_till(till: Till, day: date) -> Sequence[DaySheetLine]:
    """What the clerks of this desk paid out of cashback boxes that day; it never went through the drawer."""
    clerks = Shift.objects.filter(till=till, business_date=day).values("clerk")
    paid = Payout.objects.filter(
        document__store=till.store, document__business_date=day, document__maker__in=clerks
    ).aggregate(number=Count("pk"), sum=Sum("amount", default=ZERO))
    if not paid["number"]:
        return []
    return [DaySheetLine(_("Cashback paid from the box"), paid["number"], paid=paid["sum"])]


def boxes_of(store: Store) -> Sequence[HandoffLine]:
    """The cashback boxes that hold cash, with what the books say is in them."""
    boxes = Box.objects.filter(cycle__store=store, cycle__state=Cycle.State.DRAWN).order_by("pk")
    return [
        HandoffLine(
            key=f"cashback {box.account.code}",
            label=f"{box} · {box.cycle.code}",
            amount=box.account.amount,
            quantity=1,
            section="items",
        )
        for box in boxes.select_related("cycle", "account")
    ]


day_sheet_sections.add(DaySheetSection("cashback", gettext_lazy("Cashback"), of_till, order=40))
handover_parts.add(HandoverPart("cashback", boxes_of, order=20))
