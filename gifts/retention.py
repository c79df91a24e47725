"""A member who was given gifts isn't forgotten while the goods may still come back.

A refund asks for the gift: as long as a receipt may be returned its gifts are known by person.
"""

from datetime import date, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from deskops.core.dated import SettingKind, setting_at, setting_kinds
from members.models import Member
from members.retention import RETENTIONS, Kept, Retention

from .models import GiftIssue
from .seeds import FROM

DAYS = "gift_person_kept_days"

setting_kinds.add(
    SettingKind(
        DAYS,
        _("Who was given a gift is known after the last one for"),
        _("days"),
        ((FROM, 90, "赠品发放登记：与退换货期限一致", ""),),
    )
)


def keeps(member: Member, day: date) -> Kept | None:
    """The days after the last gift."""
    issued = GiftIssue.objects.filter(member=member)
    last: date | None = issued.aggregate(last=Max("document__business_date"))["last"]
    if last is None:
        return None
    until = last + timedelta(days=setting_at(DAYS, on=day, store=member.home_store).number)
    return Kept(_("a gift of a purchase that may be returned"), until) if until > day else None


RETENTIONS.add(Retention("gifts", keeps))
