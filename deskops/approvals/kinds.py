"""What may be asked: each workflow plugs what follows from a decision about its papers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from deskops.core.plugs import Plugs
from deskops.documents.models import Document
from deskops.org.models import Staff

from .models import Decision


class Decided(Protocol):
    """Called once in the decider's transaction, the document locked, when a round has its outcome.

    ``outcome`` is APPROVED or REJECTED, ``by`` whoever decided last, ``reason`` the note of a rejection.
    """

    def __call__(
        self, *, document: Document, outcome: Decision, by: Staff, now: datetime, reason: str
    ) -> None: ...


@dataclass(frozen=True)
class ApprovalKind:
    """How a kind of document is approved: what follows, and the template of its card's middle part."""

    document: str
    decided: Decided
    template: str = "approvals/card.html"


approval_kinds: Plugs[ApprovalKind] = Plugs(key="document")
