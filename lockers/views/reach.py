"""Finding one thing within reach, and what the pages share."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.dated import setting_at
from deskops.core.files import store_upload
from deskops.core.models import StoredFile
from deskops.core.pages import Tab
from deskops.core.shell import Tone
from deskops.org.access import Access, DeskRequest
from deskops.org.models import Role, Staff, Store

from ..forms.parts import PHOTOS
from ..models import Fault, FoundItem, HandingOver, LossReport, Opening
from ..roles import CLERKS, READERS
from ..seeds import DEPOSIT_RULES
from ..services.custody import TAKERS

OPENING_TONES = {
    Opening.State.ASKED: Tone.DUE,
    Opening.State.DONE: Tone.DONE,
    Opening.State.CANCELLED: Tone.PLAIN,
}
FAULT_TONES = {
    Fault.State.OPEN: Tone.LATE,
    Fault.State.TOLD: Tone.DUE,
    Fault.State.ANSWERED: Tone.INFO,
    Fault.State.SOLVED: Tone.DONE,
}
ITEM_TONES = {
    FoundItem.State.KEPT: Tone.INFO,
    FoundItem.State.CLAIMED: Tone.DONE,
    FoundItem.State.HANDED: Tone.PLAIN,
}
LOSS_TONES = {
    LossReport.State.OPEN: Tone.DUE,
    LossReport.State.FOUND: Tone.DONE,
    LossReport.State.CLOSED: Tone.PLAIN,
}
HANDING_TONES = {
    HandingOver.State.ASKED: Tone.DUE,
    HandingOver.State.APPROVED: Tone.INFO,
    HandingOver.State.DONE: Tone.DONE,
    HandingOver.State.REJECTED: Tone.LATE,
    HandingOver.State.CANCELLED: Tone.PLAIN,
}


def in_reach[M: Model](
    request: DeskRequest,
    rows: QuerySet[M],
    store_field: str,
    *,
    acts: frozenset[Role] = CLERKS,
    reads: frozenset[Role] = READERS,
    **lookup: Any,
) -> M:
    """One row of a store within reach, whose roles the person holds there; Http404 otherwise."""
    found = request.access.get(rows, store_field, **lookup)
    store: Any = found
    for name in store_field.split("__"):
        store = getattr(store, name)
    require_role(request, store, acts=acts, reads=reads)
    return found


def require_role(
    request: DeskRequest, store: Store, *, acts: frozenset[Role] = CLERKS, reads: frozenset[Role] = READERS
) -> None:
    """Raises PermissionDenied unless the role is held in the row's own store, wherever one stands now."""
    roles = acts if request.method == "POST" else acts | reads | {Role.AUDITOR}
    if request.access.roles_at(store).isdisjoint(roles):
        raise PermissionDenied


def stored_photo(upload: File[bytes] | None, by: Staff) -> StoredFile | None:
    """The photo that came with a form, looked at by its content."""
    return store_upload(upload, accepts=PHOTOS, by=by) if upload else None


def with_photo[T](upload: File[bytes] | None, by: Staff, act: Callable[[StoredFile | None], T]) -> T:
    """Do an act with its photo in one transaction, so that a refusal leaves no file's row behind."""
    with transaction.atomic():
        return act(stored_photo(upload, by))


def older(found: Sequence[Any], page: int) -> int | None:
    """The key from which the list goes on, None when it ends here."""
    return found[page - 1].pk if len(found) > page else None


def boxes_of(url: str, named: dict[str, Any], current: str) -> list[Tab]:
    """Named filters over a list."""
    address = reverse(url)
    return [
        Tab(label, f"{address}?box={code}" if code else address, code == current)
        for code, label in named.items()
    ]


def rules_text(request: DeskRequest) -> str:
    """The deposit rules that hold today, as the customer signs them."""
    store = request.access.store
    return str(setting_at(DEPOSIT_RULES, on=store.business_date(request.now), store=store).value)


def locker_tabs(current: str) -> list[Tab]:
    """The pages of the cabinets."""
    labels = {
        "board": _("Board"),
        "openings": _("Boxes opened by hand"),
        "faults": _("Faults"),
        "sweeps": _("Sweeps"),
    }
    return [Tab(label, reverse(f"lockers:{name}"), name == current) for name, label in labels.items()]


def found_tabs(current: str, access: Access) -> list[Tab]:
    """The pages of lost property that a person may open."""
    labels = {
        "found": _("Found items"),
        "losses": _("Reports of loss"),
        "handings": _("Handed on"),
    }
    if access.may(*TAKERS):
        labels["take_over"] = _("Take over")
    return [Tab(label, reverse(f"lockers:{name}"), name == current) for name, label in labels.items()]
