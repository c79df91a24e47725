"""What complaints and enquiries plug into the desk: papers, approvals, acts, lists, panels, files."""

from datetime import datetime
from typing import Any

from django.db.models.functions import Right
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.core.calendar import local_date
from deskops.core.jobs import job_kinds
from deskops.core.shell import (
    ACTS,
    NAVIGATION,
    PANELS,
    SEARCH,
    Column,
    DeskAct,
    Hit,
    HomePanel,
    NavEntry,
    NavGroup,
    SearchSource,
)
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.papers.kinds import PaperKind, paper_kinds
from members.models import Member
from members.panels import MEMBER_ACTS, MEMBER_PANELS, MemberAct, MemberPanel, PanelContent

from .exporting import STATISTICS_EXPORT
from .models import Complaint, Enquiry
from .papers import register_form, settlement_form
from .queries import lists
from .queries.asking import reviewed
from .roles import CLERKS, JUDGES, READERS, STATISTICS
from .services.enquiries import KIND as ENQUIRY
from .services.planning import plan_decided
from .services.registering import KIND
from .views.reach import TONES

SHOWN = 5
TAIL = 4


def _url(document: Document) -> str:
    return reverse("complaints:complaint", args=[document.pk])


def _enquiry_url(document: Document) -> str:
    return reverse("complaints:enquiry", args=[document.pk])


def _state(state: str) -> str | Promise:
    return Complaint.State(state).label


def _enquiry_state(state: str) -> str | Promise:
    return Enquiry.State(state).label


def _late(access: Access, now: datetime) -> dict[str, Any] | None:
    """The cases that are late, the longest first: one query."""
    wanted = lists.Wanted(box="late")
    rows = list(lists.listed(access, wanted, now)[:SHOWN])
    return {"rows": [(row, TONES[Complaint.State(row.state)]) for row in rows]} if rows else None


def _to_review(access: Access, now: datetime) -> dict[str, Any] | None:
    """The directory, while nobody went through it this month."""
    done = reviewed(access.store, now)
    return None if done else {"month": local_date(now)}


def _of_member(member: Member, access: Access, _now: datetime) -> PanelContent | None:
    found = list(lists.of_member(member.pk)[:SHOWN])
    rows = [(case, TONES[Complaint.State(case.state)]) for case in found]
    reach = {case.pk for case in found if access.reaches(case.store) and lists.may_see(case, access)}
    return PanelContent({"rows": rows, "reach": reach}) if rows else None


def _search(typed: str, access: Access) -> list[Hit]:
    """Cases of the store by telephone: whole, or its last four digits; the latest first."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    if not access.here or len(digits) < TAIL or digits != typed.replace(" ", "").replace("-", ""):
        return []
    rows = lists.visible(access).annotate(tail=Right("telephone", TAIL)).filter(tail=digits[-TAIL:])
    if len(digits) > TAIL:
        rows = rows.filter(telephone=digits)
    return [
        Hit(f"{row.name} · {row.get_state_display()}", _url(row.document), row.document.number)
        for row in rows.select_related("document").order_by("-pk")[:SHOWN]
    ]


document_kinds.add(DocumentKind(KIND, "KS", _("complaint"), _url, READERS, _state, lists.opens))
document_kinds.add(DocumentKind(ENQUIRY, "ZX", _("enquiry"), _enquiry_url, READERS, _enquiry_state))
approval_kinds.add(ApprovalKind(KIND, plan_decided))
paper_kinds.add(PaperKind("complaint_settlement", KIND, _("settlement of a complaint"), settlement_form))
paper_kinds.add(PaperKind("complaint_register", KIND, _("registration of a complaint"), register_form))
job_kinds.add(STATISTICS_EXPORT)

ACTS.add(
    DeskAct(
        "8", _("Complaint or suggestion"), "complaints:new", CLERKS, words="客诉 投诉 意见 建议 kesu tousu ks"
    )
)
ACTS.add(
    DeskAct("9", _("Enquiry"), "complaints:new_enquiry", CLERKS, words="咨询 来电 来访 zixun laidian zx")
)
GROUP = NavGroup.COMPLAINTS
NAVIGATION.add(NavEntry(_("Complaints"), "complaints:list", READERS, GROUP, order=10, count=lists.open_cases))
NAVIGATION.add(
    NavEntry(_("Enquiries"), "complaints:enquiries", READERS, GROUP, order=20, count=lists.open_enquiries)
)
NAVIGATION.add(NavEntry(_("Directory"), "complaints:directory", READERS, GROUP, order=30))
NAVIGATION.add(NavEntry(_("Complaints in figures"), "complaints:statistics", STATISTICS, GROUP, order=40))
PANELS.add(
    HomePanel(_("Complaints late"), READERS, "complaints/panel_late.html", _late, Column.DUE, 15, later=True)
)
PANELS.add(
    HomePanel(
        _("Review the directory"),
        JUDGES,
        "complaints/panel_review.html",
        _to_review,
        Column.TODAY,
        80,
        later=True,
    )
)
MEMBER_PANELS.add(
    MemberPanel(_("Complaints"), "complaints/panel_member.html", _of_member, READERS, order=40, later=True)
)
MEMBER_ACTS.add(
    MemberAct(
        "q",
        _("Complaint or suggestion"),
        lambda member: f"{reverse('complaints:new')}?member={member.pk}",
        CLERKS,
        order=70,
    )
)
SEARCH.add(SearchSource(_("Complaints"), _search, READERS, order=60))
