"""Which papers a document prints: each workflow plugs its own."""

from collections.abc import Callable
from dataclasses import dataclass

from deskops.core.plugs import Plugs
from deskops.core.refusals import Text
from deskops.documents.models import Document

from .paper import Paper, Size


@dataclass(frozen=True)
class PaperKind:
    """A paper of a kind of document: `code` names it, `document` is the document's kind.

    `build` makes the paper from the document, in few queries. The document's kind says who may print it.
    `sizes` are further sheets it may be asked on, besides its own.
    """

    code: str
    document: str
    label: Text
    build: Callable[[Document], Paper]
    sizes: frozenset[Size] = frozenset()


paper_kinds: Plugs[PaperKind] = Plugs(key="code")


def papers_of(document: Document) -> list[PaperKind]:
    """The papers of a document, the one that is meant without further word first."""
    return [kind for kind in paper_kinds if kind.document == document.kind]
