"""Finding a cycle, a line, a box within reach, for who holds the role there."""

from django.core.exceptions import PermissionDenied

from deskops.core.shell import Tone
from deskops.org.access import DeskRequest
from deskops.org.models import Role, Store

from ..models import BoxDifference, CashbackException, Cycle, Line, ListFile, Payout, Turn
from ..roles import READERS

LINE_TONES = {
    Line.State.DUE: Tone.DUE,
    Line.State.WAITING: Tone.INFO,
    Line.State.PAID: Tone.DONE,
    Line.State.NOTHING: Tone.PLAIN,
    Line.State.NO_ID: Tone.LATE,
}
CYCLE_TONES = {
    Cycle.State.LISTING: Tone.INFO,
    Cycle.State.BOOKED: Tone.DUE,
    Cycle.State.DRAWN: Tone.DUE,
    Cycle.State.RETURNED: Tone.INFO,
    Cycle.State.CLOSED: Tone.DONE,
}
ASKED_TONES = {"asked": Tone.DUE, "rejected": Tone.LATE, "added": Tone.DONE, "approved": Tone.DONE}


def require(
    request: DeskRequest, store: Store, acts: frozenset[Role], reads: frozenset[Role] = READERS
) -> None:
    """Raises PermissionDenied unless the role is held in the row's own store."""
    roles = acts if request.method == "POST" else acts | reads | {Role.AUDITOR}
    if request.access.roles_at(store).isdisjoint(roles):
        raise PermissionDenied


def cycle_in_reach(
    request: DeskRequest, pk: int, acts: frozenset[Role] = frozenset(), reads: frozenset[Role] = READERS
) -> Cycle:
    """A cycle of a store within reach; Http404 otherwise."""
    rows = Cycle.objects.select_related(
        "store__region",
        "document",
        "due",
        "list_paper__document",
        "given_back__handoff__document",
        "closed_by",
    )
    found = request.access.get(rows, pk=pk)
    require(request, found.store, acts, reads)
    return found


def line_in_reach(request: DeskRequest, pk: int, acts: frozenset[Role]) -> Line:
    """A line of a store within reach, with its member; Http404 otherwise."""
    rows = Line.objects.select_related(
        "cycle__store__region", "member__home_store", "member__tier", "exception"
    )
    found = request.access.get(rows, "cycle__store", pk=pk)
    require(request, found.cycle.store, acts)
    return found


def turn_in_reach(request: DeskRequest, pk: int, acts: frozenset[Role]) -> Turn:
    """A turn at a box within reach; Http404 otherwise."""
    rows = Turn.objects.select_related("box__cycle__store__region", "clerk", "document")
    found = request.access.get(rows, "box__cycle__store", pk=pk)
    require(request, found.box.cycle.store, acts)
    return found


def difference_in_reach(request: DeskRequest, pk: int, acts: frozenset[Role]) -> BoxDifference:
    """A difference of a box within reach; Http404 otherwise."""
    rows = BoxDifference.objects.select_related("turn__box__cycle__store__region", "turn__clerk", "document")
    found = request.access.get(rows, "turn__box__cycle__store", pk=pk)
    require(request, found.turn.box.cycle.store, acts)
    return found


def payout_in_reach(request: DeskRequest, pk: int) -> Payout:
    """A payout within reach; Http404 otherwise."""
    rows = Payout.objects.select_related(
        "document__store__region", "document__maker", "line__member", "line__cycle", "line__exception"
    )
    found = request.access.get(rows, "document__store", pk=pk)
    require(request, found.document.store, frozenset())
    return found


def exception_in_reach(request: DeskRequest, pk: int, acts: frozenset[Role]) -> CashbackException:
    """An exception within reach; Http404 otherwise."""
    rows = CashbackException.objects.select_related(
        "document__store__region", "document__maker", "member", "cycle__store"
    )
    found = request.access.get(rows, "document__store", pk=pk)
    require(request, found.document.store, acts)
    return found


def file_in_reach(request: DeskRequest, pk: int, acts: frozenset[Role], reads: frozenset[Role]) -> ListFile:
    """A list that was brought, within reach; Http404 otherwise."""
    rows = ListFile.objects.select_related("cycle__store__region", "cycle__list_paper", "file", "brought_by")
    found = request.access.get(rows, "cycle__store", pk=pk)
    require(request, found.cycle.store, acts, reads)
    return found
