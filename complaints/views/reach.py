"""Finding a case or an enquiry within reach."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from deskops.core.pages import Step, steps
from deskops.core.refusals import Text
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest
from deskops.org.models import Role

from ..models import Complaint, Enquiry
from ..queries.lists import may_see
from ..roles import CLERKS, READERS
from ..services.base import WHOLE

State = Complaint.State
TONES = {
    State.REGISTERED: Tone.DUE,
    State.REFUSED: Tone.DUE,
    State.INVESTIGATING: Tone.INFO,
    State.PLANNING: Tone.INFO,
    State.ASKED: Tone.DUE,
    State.APPROVED: Tone.DUE,
    State.AGREED: Tone.DUE,
    State.CARRIED: Tone.INFO,
    State.ACCEPTED: Tone.INFO,
    State.FOLLOWED: Tone.INFO,
    State.CLOSED: Tone.DONE,
    State.AREA: Tone.DUE,
    State.HEAD: Tone.DUE,
    State.THANKED: Tone.INFO,
    State.PASSED: Tone.INFO,
}
ENQUIRY_TONES = {
    Enquiry.State.OPEN: Tone.DUE,
    Enquiry.State.PASSED: Tone.INFO,
    Enquiry.State.ANSWERED: Tone.DONE,
}
PATH: tuple[tuple[Text, frozenset[Complaint.State]], ...] = (
    (_("Judge"), frozenset({State.REGISTERED, State.REFUSED})),
    (_("Investigate"), frozenset({State.INVESTIGATING})),
    (_("Plans"), frozenset({State.PLANNING, State.ASKED})),
    (_("Customer agrees"), frozenset({State.APPROVED})),
    (_("Carry out"), frozenset({State.AGREED, State.CARRIED})),
    (_("Follow up"), frozenset({State.ACCEPTED})),
    (_("Sum up"), frozenset({State.FOLLOWED})),
)
SUGGESTED: tuple[tuple[Text, frozenset[Complaint.State]], ...] = (
    (_("Thank"), frozenset({State.REGISTERED})),
    (_("Pass on"), frozenset({State.THANKED})),
    (_("Track"), frozenset({State.PASSED})),
    (_("Sum up"), frozenset({State.FOLLOWED})),
)
STORES: tuple[tuple[Text, frozenset[Complaint.State]], ...] = (
    (_("Area manager"), frozenset({State.AREA})),
    (_("Head office"), frozenset({State.HEAD})),
    (_("Follow up"), frozenset({State.ACCEPTED})),
    (_("Sum up"), frozenset({State.FOLLOWED})),
)


def path_of(case: Complaint) -> list[Step]:
    """The steps of a case, the one it stands at current."""
    path = SUGGESTED if case.is_suggestion else PATH
    if case.by_store and case.grounds is None and case.state in {s for _l, found in STORES for s in found}:
        path = STORES
    at = next((n for n, (_label, states) in enumerate(path) if case.state in states), len(path))
    return steps([label for label, _states in path], at)


def case_in_reach(request: DeskRequest, pk: int, *, acts: frozenset[Role] = CLERKS) -> Complaint:
    """A case by its paper's key, in a store within reach; Http404 otherwise.

    Raises PermissionDenied for a role that isn't held there, and for whom the case is about.
    """
    found = request.access.get(Complaint.objects.select_related(*WHOLE), "store", document=pk)
    roles = acts if request.method == "POST" else acts | READERS | {Role.AUDITOR}
    if request.access.roles_at(found.store).isdisjoint(roles):
        raise PermissionDenied
    if request.method != "POST" and not may_see(found, request.access):
        if request.access.staff.pk in (found.person_id, found.responsible_id):
            raise PermissionDenied
        raise Http404
    return found


def enquiry_in_reach(request: DeskRequest, pk: int, *, acts: frozenset[Role] = CLERKS) -> Enquiry:
    """An enquiry by its paper's key, in a store within reach; Http404 otherwise."""
    rows = Enquiry.objects.select_related("document__store", "document__maker", "store", "answered_by")
    found = request.access.get(rows, "store", document=pk)
    roles = acts if request.method == "POST" else acts | READERS | {Role.AUDITOR}
    if request.access.roles_at(found.store).isdisjoint(roles):
        raise PermissionDenied
    return found
