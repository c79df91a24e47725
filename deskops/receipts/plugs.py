"""What rooms above do with receipts: those that have just come in, and the one on its page."""

from collections.abc import Callable
from dataclasses import dataclass

from deskops.core.plugs import Plugs
from deskops.core.refusals import Text
from deskops.org.models import Role

from .models import Batch, Receipt


@dataclass(frozen=True)
class ImportFollower:
    """Something to be done at the end of every import of receipts, inside its transaction.

    ``follow`` gets the batch, with who brought it and when; it works by sets, in few queries whatever
    the size of the file. What it raises keeps the whole file out.
    """

    code: str
    follow: Callable[[Batch], None]


import_followers: Plugs[ImportFollower] = Plugs(key="code")


@dataclass(frozen=True)
class ReceiptAct:
    """Something to do with a receipt, started from its page by ``key`` in the store that sold."""

    key: str
    label: Text
    url: Callable[[Receipt], str]
    roles: frozenset[Role]


RECEIPT_ACTS: Plugs[ReceiptAct] = Plugs(key="key")
