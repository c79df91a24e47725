"""What kinds of paper there are: each workflow plugs its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from deskops.core.plugs import Plugs
from deskops.org.access import Access
from deskops.org.models import Role

from .models import Document


def _every(_document: Document, _access: Access) -> bool:
    return True


@dataclass(frozen=True)
class DocumentKind:
    """A kind of paper: its code, the letters its numbers begin with, its name and its page.

    ``readers`` are the roles that may open the page and print the paper; ``label_state`` words a state.
    ``opens`` narrows that for one paper where a role alone doesn't decide: a floor's supervisor opens
    those of the own floors.
    """

    code: str
    prefix: str
    label: str | Promise
    url: Callable[[Document], str]
    readers: frozenset[Role]
    label_state: Callable[[str], str | Promise] = str
    opens: Callable[[Document, Access], bool] = _every


document_kinds: Plugs[DocumentKind] = Plugs(key="code")
