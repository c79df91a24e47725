"""Who sees tills, and finding a shift within reach."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Step, steps
from deskops.org.access import DeskRequest
from deskops.org.models import Role

from ..models import Shift
from ..queries import shifts

READERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER}
CLERKS = Role.desk()


def shift_in_reach(request: DeskRequest, shift_id: int) -> Shift:
    """A shift of a store within reach; Http404 otherwise."""
    return request.access.get(shifts(), "till__store", pk=shift_id)


def is_mine(request: DeskRequest, shift: Shift) -> bool:
    return shift.clerk_id == request.user.pk


def next_page(shift: Shift) -> str:
    """Where the clerk goes on, by the state of the shift."""
    names = {Shift.State.COUNTED: "tills:pos", Shift.State.COMPARED: "tills:close"}
    return reverse(names.get(Shift.State(shift.state), "tills:shift"), args=[shift.pk])


def on_with(shift: Shift) -> HttpResponse:
    """To the page on which the shift goes on."""
    return redirect(next_page(shift))


def closing_steps(shift: Shift, current: int) -> list[Step]:
    """Count, POS total, comparison; without a POS two steps."""
    labels = [_("Blind count"), _("POS total"), _("Compare and close")]
    if not shift.till.has_pos:
        del labels[1]
        current = min(current, 1)
    return steps([*labels], current)
