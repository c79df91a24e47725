"""Who sees what of gifts, and finding one within reach."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from deskops.core.shell import Tone
from deskops.org.access import DeskRequest
from deskops.org.models import Role, Store

from ..models import Campaign, GiftCount, GiftIssue
from ..models.asks import AskState
from ..queries.lists import counts
from ..roles import READERS

State = GiftCount.State
COUNT_TONES = {
    State.PLANNED: Tone.INFO,
    State.OPEN: Tone.DUE,
    State.COUNTED: Tone.DUE,
    State.ASKED: Tone.DUE,
    State.REJECTED: Tone.LATE,
    State.DONE: Tone.DONE,
    State.CANCELLED: Tone.PLAIN,
}
ISSUE_TONES = {GiftIssue.State.GIVEN: Tone.DONE, GiftIssue.State.UNDONE: Tone.PLAIN}
ASK_TONES = {
    AskState.ASKED: Tone.DUE,
    AskState.APPROVED: Tone.INFO,
    AskState.REJECTED: Tone.LATE,
    AskState.SENT: Tone.DONE,
}


def require_role(
    request: DeskRequest, store: Store, *, acts: frozenset[Role], reads: frozenset[Role] = READERS
) -> None:
    """Raises PermissionDenied unless the role is held in the row's own store, wherever one stands now."""
    roles = acts if request.method == "POST" else acts | reads | {Role.AUDITOR}
    if request.access.roles_at(store).isdisjoint(roles):
        raise PermissionDenied


def count_in_reach(request: DeskRequest, pk: int, *, acts: frozenset[Role]) -> GiftCount:
    """A count of a store within reach; Http404 otherwise, and for one that nobody may know of yet."""
    found = request.access.get(counts(request.access), pk=pk)
    require_role(request, found.store, acts=acts)
    return found


def issue_in_reach(request: DeskRequest, pk: int, *, acts: frozenset[Role]) -> GiftIssue:
    """An issue of a store within reach; Http404 otherwise."""
    rows = GiftIssue.objects.select_related(
        "document__store", "document__maker", "campaign", "rule", "member"
    ).prefetch_related("lines__item", "uses__purchase")
    found = request.access.get(rows, "document__store", pk=pk)
    require_role(request, found.document.store, acts=acts)
    return found


def campaign_in_reach(request: DeskRequest, pk: int) -> Campaign:
    """A campaign of the chain or of a store within reach; Http404 otherwise."""
    found = get_object_or_404(Campaign.objects.select_related("store"), pk=pk)
    if found.store is not None and not request.access.reaches(found.store):
        raise Http404
    return found
