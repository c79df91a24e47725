"""What members plug into the desk: settings, papers, approvals, search, acts."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.core.dated import SettingKind, setting_kinds
from deskops.core.imports import ImportKind, add_import
from deskops.core.jobs import job_kinds
from deskops.core.refusals import Text
from deskops.core.shell import (
    ACTS,
    NAVIGATION,
    PANELS,
    SEARCH,
    DeskAct,
    Hit,
    HomePanel,
    NavEntry,
    SearchSource,
)
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.handoffs.plugging import register
from deskops.org.access import Access
from deskops.org.models import Role
from deskops.papers.kinds import PaperKind, paper_kinds

from .batches import MEMBER_CHANGES
from .exporting import MEMBERS_EXPORT
from .imports import import_members, import_tiers, tiers
from .imports.rows import COLUMNS, REQUIRED
from .models import Application, Change, IdentitySupply, Member
from .models.people import Missing
from .panels import MEMBER_ACTS, MemberAct
from .papers import application_paper, change_paper, completeness_paper
from .queries.completeness import lists_owing
from .queries.search import find_members
from .rules.households import COLLECTIVE
from .services import applying, changing, checking, supplying
from .services.placing import COLLECTIVE as COLLECTIVE_KEY
from .views import PAPER_READERS, READERS


class PageOf:
    """The page of a paper: a named URL with the document's key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, document: Document) -> str:
        return reverse(self.name, args=[document.pk])


add_import(
    ImportKind(
        key="members",
        label=_("Members with their cards"),
        columns=COLUMNS,
        required=REQUIRED,
        roles=frozenset({Role.INFORMATION, Role.ADMINISTRATOR}),
        run=import_members,
        help=_("One row per member. Without a store of their own, rows belong to the one that you choose."),
        totals={"members_in_file": _("Members in the file")},
    )
)
add_import(
    ImportKind(
        key="tiers",
        label=_("Tiers of members (silver list)"),
        columns=tiers.COLUMNS,
        required=tiers.REQUIRED,
        roles=frozenset({Role.INFORMATION, Role.ADMINISTRATOR}),
        run=import_tiers,
        help=_("One row per member card: the tier from a day on, today when none is given."),
        totals={"members_in_file": _("Members in the file")},
    )
)
setting_kinds.add(
    SettingKind(
        COLLECTIVE_KEY,
        _("Words of collective households"),
        _("words"),
        ((date(2000, 1, 1), list(COLLECTIVE), "一户一卡：集体户不作为同一户", ""),),
    )
)
document_kinds.add(
    DocumentKind(
        applying.KIND,
        "HY",
        _("application for a member card"),
        PageOf("members:application"),
        PAPER_READERS,
        lambda state: Application.State(state).label,
    )
)
document_kinds.add(
    DocumentKind(
        supplying.KIND,
        "BC",
        _("ID number brought later"),
        PageOf("members:supply_paper"),
        PAPER_READERS,
        lambda state: IdentitySupply.State(state).label,
    )
)
document_kinds.add(
    DocumentKind(
        changing.KIND,
        "XG",
        _("change of details"),
        PageOf("members:change"),
        PAPER_READERS,
        lambda state: Change.State(state).label,
    )
)
document_kinds.add(
    DocumentKind(checking.KIND, "WZ", _("list of incomplete members"), PageOf("members:list"), PAPER_READERS)
)
paper_kinds.add(PaperKind("application", applying.KIND, _("member card application"), application_paper))
paper_kinds.add(PaperKind("change", changing.KIND, _("change of details"), change_paper))
paper_kinds.add(PaperKind("completeness", checking.KIND, _("list of incomplete members"), completeness_paper))
register(MEMBER_CHANGES)
job_kinds.add(MEMBERS_EXPORT)
approval_kinds.add(ApprovalKind(applying.KIND, applying.decided))
approval_kinds.add(ApprovalKind(supplying.KIND, supplying.decided))
approval_kinds.add(ApprovalKind(changing.KIND, changing.decided))


def _search(typed: str, _access: Access) -> list[Hit]:
    """Members, whatever store one is in: the chain knows its members."""
    return [
        Hit(
            one.name,
            reverse("members:member", args=[one.id]),
            " · ".join(part for part in (one.card, one.masked_phone, one.masked_number, one.store) if part),
            one.exact,
        )
        for one in find_members(typed)
    ]


def _owing(access: Access, now: datetime) -> dict[str, Any] | None:
    lists = lists_owing(access.store, access.store.business_date(now)) if access.here else []
    return {"lists": lists} if lists else None


def _nothing_missing(member: Member) -> Text | None:
    return "" if {Missing.NUMBER, Missing.ADDRESS}.intersection(member.missing) else None


def _needs_number(member: Member) -> Text:
    return _("The ID number is missing.") if Missing.NUMBER in member.missing else ""


def _pin_stopped(member: Member) -> Text:
    return _needs_number(member) or ("" if member.telephone else _("There is no telephone on record."))


SEARCH.add(SearchSource(_("Members"), _search, READERS, order=10))
ACTS.add(DeskAct("1", _("Member card"), "members:new", Role.desk(), words="会员卡 办卡 huiyuanka hyk bk"))
NAVIGATION.add(
    NavEntry(
        _("Changes of details"),
        "members:changes",
        PAPER_READERS,
        order=30,
        count=lambda access, now: access.scope(
            Change.objects.filter(state=Change.State.OPEN), "document__store"
        ),
    )
)
NAVIGATION.add(NavEntry(_("Completeness of new members"), "members:incomplete", PAPER_READERS, order=31))
PANELS.add(
    HomePanel(
        _("New members who owe something"),
        PAPER_READERS,
        "members/panel_incomplete.html",
        _owing,
        order=60,
    )
)
MEMBER_ACTS.add(
    MemberAct(
        "i",
        _("Add what is missing"),
        lambda member: reverse("members:supply", args=[member.pk]),
        Role.desk(),
        _nothing_missing,
        order=80,
    )
)
MEMBER_ACTS.add(
    MemberAct(
        "e",
        _("Change details"),
        lambda member: reverse("members:change_new", args=[member.pk]),
        Role.desk(),
        _needs_number,
        order=81,
    )
)
MEMBER_ACTS.add(
    MemberAct(
        "p",
        _("Reset the PIN"),
        lambda member: reverse("members:pin_new", args=[member.pk]),
        Role.desk(),
        _pin_stopped,
        order=82,
    )
)
