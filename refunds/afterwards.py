"""What comes after a refund, plugged into the desk: purchases compared, credits, inquiries."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import refuses
from deskops.core.shell import NAVIGATION, PANELS, Column, HomePanel, NavEntry, NavGroup
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.receipts.plugs import ImportFollower, import_followers
from members.models import Member
from members.panels import MEMBER_PANELS, MemberPanel, PanelContent

from .models import BankInquiry, Refund
from .queries.following import late_credits, mismatches, refunds_of, transfers
from .roles import FOLLOWERS, READERS, SETTLERS, TRANSFERRERS
from .services.inquiries import KIND
from .services.matching import follow_import
from .views.reach import TONES

SHOWN = 5


def _inquiry_url(document: Document) -> str:
    return reverse("refunds:inquiry", args=[document.pk])


def _inquiry_state(state: str) -> str | Promise:
    return BankInquiry.State(state).label


def _to_settle(access: Access, now: datetime) -> dict[str, Any] | None:
    rows = list(mismatches(access, now)[:SHOWN])
    return {"rows": rows} if rows else None


def _latest(member: Member, access: Access, _now: datetime) -> PanelContent | None:
    found = list(refunds_of(member)[:SHOWN])
    rows = [(refund, TONES[Refund.State(refund.state)]) for refund in found]
    reach = {one.document.store_id for one in found if access.reaches(one.document.store)}
    return PanelContent({"rows": rows, "reach": reach}) if rows else None


import_followers.add(ImportFollower("refunds", follow_import))
document_kinds.add(
    DocumentKind(KIND, "YH", _("inquiry at the bank"), _inquiry_url, FOLLOWERS, _inquiry_state)
)
refuses(
    "refunds_inquiry_one_open",
    "inquiry_open",
    _("An inquiry about this money is open already."),
    remedy=_("Go on with that one; it stands under “Inquiries at banks”."),
)
PANELS.add(
    HomePanel(
        _("Purchases that differ from the POS"),
        SETTLERS,
        "refunds/panel_mismatches.html",
        _to_settle,
        Column.DUE,
        25,
    )
)
NAVIGATION.add(
    NavEntry(
        _("Bank credits"),
        "refunds:credits",
        FOLLOWERS,
        NavGroup.REFUNDS,
        order=45,
        count=late_credits,
        late=True,
    )
)
NAVIGATION.add(
    NavEntry(
        _("Refunds by transfer"),
        "refunds:transfers",
        TRANSFERRERS,
        NavGroup.REFUNDS,
        order=44,
        count=transfers,
    )
)
MEMBER_PANELS.add(MemberPanel(_("Latest refunds"), "refunds/panel_member.html", _latest, READERS, order=35))
