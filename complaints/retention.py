"""A member whose complaint is open, or ended less than three years ago, is not forgotten (诉讼时效)."""

from datetime import date

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from members.retention import RETENTIONS, Kept, Retention

from .models import Complaint

YEARS = 3
"""民法典 188: claims end after three years; records of complaints stay that long."""


def keeps(member: Member, day: date) -> Kept | None:
    """An open case keeps the data until it is closed, a closed one for three years."""
    rows = Complaint.objects.filter(document__member_id=member.pk)
    found = rows.aggregate(last=Max("closed_at"), opened=Max("pk", filter=~Q(state="closed")))
    if found["opened"]:
        return Kept(_("a complaint is open"))
    if found["last"] is None:
        return None
    until = _years_after(found["last"].date())
    return Kept(_("a complaint was closed less than three years ago"), until) if until > day else None


def _years_after(day: date) -> date:
    """The same day three years later; of 29 February the last of that month."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)


RETENTIONS.add(Retention("complaints", keeps))
