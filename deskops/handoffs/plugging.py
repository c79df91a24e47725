"""How a workflow adds its kind of handoff: the kind, and the kind of paper that carries its number."""

from django.urls import reverse

from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.models import Document
from deskops.org.access import Access
from deskops.org.models import Role
from deskops.papers.kinds import PaperKind, paper_kinds
from deskops.papers.paper import Paper

from .kinds import HandoffKind, handoff_kinds
from .models import State
from .rules import signers


def register(kind: HandoffKind) -> HandoffKind:
    """Plug in a kind of handoff; called from an upper app's ``workflow.py``."""
    document_kinds.add(
        DocumentKind(kind.code, kind.prefix, kind.label, page_of, readers_of(kind), label_state, opens)
    )
    paper_kinds.add(PaperKind(kind.code, kind.code, kind.label, _paper))
    return handoff_kinds.add(kind)


def _paper(document: Document) -> Paper:
    from .papers import handoff_paper

    return handoff_paper(document)


def opens(document: Document, access: Access) -> bool:
    """Whether a handoff is of the stores and floors that a person reads."""
    from .queries import visible

    return visible(access).filter(pk=document.pk).exists()


def readers_of(kind: HandoffKind) -> frozenset[Role]:
    """Both sides and whoever the kind names besides."""
    return kind.readers | signers(kind.giver) | signers(kind.receiver)


def page_of(document: Document) -> str:
    """The address of a handoff's page."""
    return reverse("handoffs:page", args=[document.pk])


def label_state(state: str) -> str:
    """The word for a state."""
    return str(State(state).label)
