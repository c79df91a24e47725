"""How papers hang together: what one came from, what came from it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from .kinds import document_kinds
from .models import Document


@dataclass(frozen=True)
class Linked:
    """A paper of any kind with its own words and page."""

    label: str | Promise
    number: str
    url: str
    state: str | Promise


def linked(document: Document) -> Linked:
    """A paper as another one's page shows it. Raises KeyError for a kind nobody plugged in."""
    kind = document_kinds.get(document.kind)
    state = kind.label_state(document.state) if document.state else ""
    return Linked(kind.label, document.number, kind.url(document), state)


def origin_of(document: Document) -> Linked | None:
    """The paper that one came from, None without; one query when there is one."""
    return linked(Document.objects.get(pk=document.origin_id)) if document.origin_id else None


def followers_of(document: Document) -> list[Linked]:
    """The papers that came from one, in their order."""
    rows = Document.objects.filter(origin=document).order_by("pk")
    return [linked(row) for row in rows if row.kind in document_kinds]
