"""What the first page and the search box show of every kind of paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse

from deskops.approvals.models import Approval
from deskops.approvals.queries import inbox
from deskops.core.refusals import Text
from deskops.core.shell import Hit
from deskops.documents.kinds import document_kinds
from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.papers.kinds import papers_of

SHOWN = 6
ANSWERS_LAST = timedelta(hours=36)
"""How long the answer to what somebody asked stays on their first page."""


@dataclass(frozen=True)
class Paper:
    """A paper as the first page shows it; ``print_url`` is empty when it isn't printed."""

    number: str
    label: Text
    url: str
    print_url: str
    amount: Decimal | None
    state: Text


def readable(access: Access) -> QuerySet[Document]:
    """Papers of the stores within reach, of the kinds the person's roles may open."""
    kinds = [k.code for k in document_kinds if access.may(*k.readers)]
    return access.scope(Document.objects.filter(kind__in=kinds).select_related("store"))


def papers_by_number(typed: str, access: Access) -> list[Hit]:
    """The paper of that number, or those whose number begins so (from six characters)."""
    number = typed.strip().upper()
    if "-" not in number or len(number) < SHOWN:
        return []
    found = (
        readable(access).filter(Q(number=number) | Q(number__startswith=number)).order_by("-number")[:SHOWN]
    )
    return [Hit(paper.number, _url(paper), str(_label(paper)), paper.number == number) for paper in found]


def last_papers(access: Access, now: datetime) -> list[Paper]:
    """What the person made last on this business date in this store, newest first, one query."""
    store = access.store
    rows = readable(access).filter(store=store, business_date=store.business_date(now), maker=access.staff)
    return [_shown(paper) for paper in rows.order_by("-made_at", "-pk")[:5]]


def to_decide(access: Access, now: datetime) -> list[Approval]:
    """What waits for the person's decision, longest waiting first, one query."""
    return list(inbox(access, now).select_related("document", "asked_by")[:SHOWN])


def answers(access: Access, now: datetime) -> list[Approval]:
    """What the person asked lately and how it stands, newest first, one query."""
    asked = Approval.objects.filter(asked_by=access.staff, asked_at__gte=now - ANSWERS_LAST)
    return list(asked.select_related("document").order_by("-asked_at", "-pk")[:SHOWN])


def _shown(paper: Document) -> Paper:
    kind = document_kinds.get(paper.kind)
    printed = reverse("papers:paper", args=[paper.number]) if papers_of(paper) else ""
    return Paper(paper.number, kind.label, _url(paper), printed, paper.amount, kind.label_state(paper.state))


def _url(paper: Document) -> str:
    return document_kinds.get(paper.kind).url(paper)


def _label(paper: Document) -> Text:
    return document_kinds.get(paper.kind).label
