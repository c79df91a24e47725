"""What rooms above do with receipts that have just come in."""

from collections.abc import Callable
from dataclasses import dataclass

from deskops.core.plugs import Plugs

from .models import Batch


@dataclass(frozen=True)
class ImportFollower:
    """Something to be done at the end of every import of receipts, inside its transaction.

    ``follow`` gets the batch, with who brought it and when; it works by sets, in few queries whatever
    the size of the file. What it raises keeps the whole file out.
    """

    code: str
    follow: Callable[[Batch], None]


import_followers: Plugs[ImportFollower] = Plugs(key="code")
