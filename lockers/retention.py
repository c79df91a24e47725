"""A member whose things the desk keeps, or who was a customer of the lockers lately, is not forgotten."""

from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from deskops.core.dated import setting_at
from members.models import Member
from members.retention import RETENTIONS, Kept, Retention

from .models import Deposit, LossReport
from .seeds import FORGET_DAYS


def keeps(member: Member, day: date) -> Kept | None:
    """A deposit that waits keeps the data until it is fetched; one given back for the term of the register.

    Source: 寄存、认领登记保存一年.
    """
    mine = Q(document__member_id=member.pk)
    open_loss = LossReport.objects.filter(mine, state=LossReport.State.OPEN)
    if Deposit.objects.filter(mine, state=Deposit.State.KEPT).exists() or open_loss.exists():
        return Kept(_("the desk keeps a deposit of theirs, or looks for what they lost"))
    last = Deposit.objects.filter(mine).aggregate(last=Max("document__business_date"))["last"]
    if last is None:
        return None
    days = setting_at(FORGET_DAYS, on=day, store=member.home_store).number
    until = last + timedelta(days=days)
    return Kept(_("the register of deposits"), until) if until > day else None


RETENTIONS.add(Retention("lockers", keeps))
