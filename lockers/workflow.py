"""What lockers plug into the rooms below: kinds of paper, approval, the shift's handover, registers."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Aggregate, Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from deskops.approvals.kinds import ApprovalKind, approval_kinds
from deskops.core.jobs import job_kinds
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.handoffs.kinds import Line
from deskops.org.models import Store
from deskops.tills.plugs import HandoverPart, handover_parts

from .models import BoxUse, Deposit, Fault, FoundItem, HandingOver, Handling, LossReport, Opening, Sweep
from .registers import REGISTER_JOB
from .roles import READERS
from .services.handing import handing_decided


class PageOf:
    """The page of a paper: a named URL with the document's key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, document: Document) -> str:
        return reverse(self.name, args=[document.pk])


def _claim_url(document: Document) -> str:
    """A claim stands on the page of its item."""
    return reverse("lockers:item", args=[document.origin_id])


def _claim_state(_state: str) -> str | Promise:
    return FoundItem.State.CLAIMED.label


document_kinds.add(
    DocumentKind(
        "deposit", "JC", _("deposit"), PageOf("lockers:deposit"), READERS, lambda s: Deposit.State(s).label
    )
)
document_kinds.add(
    DocumentKind(
        "box_opening",
        "KG",
        _("box opened by hand"),
        PageOf("lockers:opening"),
        READERS,
        lambda s: Opening.State(s).label,
    )
)
document_kinds.add(
    DocumentKind(
        "locker_fault",
        "BX",
        _("fault of a box"),
        PageOf("lockers:fault"),
        READERS,
        lambda s: Fault.State(s).label,
    )
)
document_kinds.add(
    DocumentKind(
        "sweep",
        "QG",
        _("sweep of the lockers"),
        PageOf("lockers:sweep"),
        READERS,
        lambda s: Sweep.State(s).label,
    )
)
document_kinds.add(
    DocumentKind(
        "found_item",
        "SW",
        _("found item"),
        PageOf("lockers:item"),
        READERS,
        lambda s: FoundItem.State(s).label,
    )
)
document_kinds.add(
    DocumentKind(
        "loss_report",
        "XW",
        _("report of loss"),
        PageOf("lockers:loss"),
        READERS,
        lambda s: LossReport.State(s).label,
    )
)
document_kinds.add(
    DocumentKind("found_claim", "RL", _("claim of a found item"), _claim_url, READERS, _claim_state)
)
document_kinds.add(
    DocumentKind(
        "handing_over",
        "SY",
        _("found items handed on"),
        PageOf("lockers:handing"),
        READERS,
        lambda s: HandingOver.State(s).label,
    )
)
approval_kinds.add(ApprovalKind("handing_over", handing_decided))
job_kinds.add(REGISTER_JOB)


def handed_over(store: Store) -> Sequence[Line]:
    """What one clerk hands to the next beside the cash: deposits, found items, keys that are out."""
    here = OuterRef("pk")
    items = FoundItem.objects.filter(store=here, state=FoundItem.State.KEPT)
    keys = BoxUse.objects.filter(box__cabinet__store=here, ended_at__isnull=True)
    numbers = Store.objects.values_list(
        _sum(Deposit.objects.filter(store=here, state=Deposit.State.KEPT), "store", Sum("pieces")),
        _sum(items.exclude(handling=Handling.VALUABLE), "store", Count("pk")),
        _sum(items.filter(handling=Handling.VALUABLE), "store", Count("pk")),
        _sum(keys, "box__cabinet__store", Count("pk")),
    ).get(pk=store.pk)
    labels = (
        ("lockers-deposits", _now("Deposits, pieces")),
        ("lockers-found", _now("Found items")),
        ("lockers-valuables", _now("Found items in the safe")),
        ("lockers-keys", _now("Locker keys with customers")),
    )
    figures = zip(labels, numbers, strict=True)
    return [Line(key, label, quantity=number, section="items") for (key, label), number in figures if number]


def _sum(rows: QuerySet[Any], store: str, what: Aggregate) -> Any:
    """How much of a store's rows there is, as part of another query; 0 for none."""
    counted = rows.order_by().values(store).annotate(number=what).values("number")
    return Coalesce(Subquery(counted), 0)


handover_parts.add(HandoverPart("lockers", handed_over, order=40))
