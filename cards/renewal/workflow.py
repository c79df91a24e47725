"""What memberships that run a year plug into the desk."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import Text
from deskops.core.shell import NAVIGATION, NavEntry, NavGroup
from deskops.handoffs.plugging import register
from deskops.org.access import Access
from deskops.org.models import Role
from members.models import Member, MemberCard
from members.panels import MEMBER_ACTS, MemberAct

from ..models import Expiring
from .telling import CARDS_EXPIRING
from .views import READERS

RENEWED = (MemberCard.State.ISSUED, MemberCard.State.EXPIRED)


def _waiting(access: Access, _now: datetime) -> QuerySet[Expiring]:
    if access.here is None:
        return Expiring.objects.none()
    return Expiring.objects.filter(store=access.store, state=Expiring.State.OPEN)


def _to_renew(member: Member) -> str:
    return reverse("cards:renew", args=[member.pk])


def _stopped(member: Member) -> Text | None:
    """Offered where the member's card has an end; the page that shows the act knows the cards."""
    cards = member.known_cards or ()
    return "" if any(card.expires_on and card.state in RENEWED for card in cards) else None


register(CARDS_EXPIRING)
MEMBER_ACTS.add(MemberAct("w", _("Renew the membership"), _to_renew, Role.desk(), _stopped, order=62))
NAVIGATION.add(
    NavEntry(_("Memberships that end"), "cards:expirings", READERS, NavGroup.CARDS, order=45, count=_waiting)
)
