"""What members plug into the desk: settings, papers, approvals, search, acts."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.core.dated import SettingKind, setting_kinds
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.org.models import Role

from .models import Application, Change, IdentitySupply
from .rules.households import COLLECTIVE
from .services import applying, changing, supplying
from .services.placing import COLLECTIVE as COLLECTIVE_KEY

READERS = Role.desk() | {Role.STORE_MANAGER, Role.INFORMATION, Role.AUDITOR}


class PageOf:
    """The page of a paper: a named URL with the document's key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, document: Document) -> str:
        return reverse(self.name, args=[document.pk])


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
        READERS,
        lambda state: Application.State(state).label,
    )
)
document_kinds.add(
    DocumentKind(
        supplying.KIND,
        "BL",
        _("ID number brought later"),
        PageOf("members:supply_paper"),
        READERS,
        lambda state: IdentitySupply.State(state).label,
    )
)
document_kinds.add(
    DocumentKind(
        changing.KIND,
        "XG",
        _("change of details"),
        PageOf("members:change"),
        READERS,
        lambda state: Change.State(state).label,
    )
)
approval_kinds.add(ApprovalKind(applying.KIND, applying.decided))
approval_kinds.add(ApprovalKind(supplying.KIND, supplying.decided))
