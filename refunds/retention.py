"""A member whose refund is under way, or whose bank is being asked, is not forgotten before it has ended."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskops.documents.models import Document
from members.models import Member
from members.retention import RETENTIONS, Kept, Retention

from .models import BankInquiry, Refund

ENDED = (Refund.State.CLOSED, Refund.State.CANCELLED)


def keeps(member: Member, _day: date) -> Kept | None:
    """What is under way keeps the member's data until it is closed."""
    refund = Q(refund__isnull=False) & ~Q(refund__state__in=ENDED)
    inquiry = Q(bank_inquiry__isnull=False) & ~Q(bank_inquiry__state=BankInquiry.State.ANSWERED)
    if Document.objects.filter(refund | inquiry, member_id=member.pk).exists():
        return Kept(_("a refund is under way, or its bank is being asked"))
    return None


RETENTIONS.add(Retention("refunds", keeps))
