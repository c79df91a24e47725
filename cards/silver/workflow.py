"""What the plastic of tiers plugs into the desk."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.core.pages import Attention
from deskops.core.refusals import Text
from deskops.core.shell import NAVIGATION, NavEntry, NavGroup, Tone
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.org.models import Role
from deskops.papers.kinds import PaperKind, paper_kinds
from members.models import Member
from members.panels import MEMBER_ACTS, MEMBER_PANELS, MemberAct, MemberPanel, PanelContent

from ..models import CollectedCard
from .papers import destruction_paper
from .queries import card_to_change, waiting
from .services import DESTRUCTION
from .views import READERS


def _url(document: Document) -> str:
    return reverse("cards:destruction", args=[document.pk])


def _to_change(member: Member) -> str:
    return reverse("cards:member_tier", args=[member.pk])


def _stopped(member: Member) -> Text | None:
    return "" if card_to_change(member) else None


def _look(member: Member, _access: Access, _now: datetime) -> PanelContent | None:
    card = card_to_change(member)
    if card is None:
        return None
    words = (
        _("silver card not given out yet")
        if member.tier.cashback
        else _("no longer silver: the silver card is to be changed")
    )
    return PanelContent(attention=[Attention(words, Tone.DUE, _to_change(member))])


def _count(access: Access, _now: datetime) -> QuerySet[CollectedCard]:
    return waiting(access.store) if access.here else CollectedCard.objects.none()


document_kinds.add(DocumentKind(DESTRUCTION, "XH", _("collected cards destroyed"), _url, READERS))
paper_kinds.add(PaperKind(DESTRUCTION, DESTRUCTION, _("collected cards destroyed"), destruction_paper))
MEMBER_PANELS.add(MemberPanel(_("Tier"), "cards/silver/attention", _look, Role.desk(), order=5))
MEMBER_ACTS.add(
    MemberAct("y", _("Card of the tier (silver and back)"), _to_change, Role.desk(), _stopped, order=61)
)
NAVIGATION.add(
    NavEntry(_("Collected cards"), "cards:collected", READERS, NavGroup.CARDS, order=40, count=_count)
)
