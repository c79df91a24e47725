"""Locking a drawer and its shift: the till first, then the shift, then the accounts."""

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.org.models import Staff

from ..models import Shift, Till


def lock_till(till_id: int) -> Till:
    """The drawer's row, locked: nobody opens, closes, fills or hands it over at the same time."""
    return Till.objects.select_for_update(no_key=True, of=("self",)).select_related("store").get(pk=till_id)


def locked(shift: Shift, by: Staff, *states: Shift.State) -> Shift:
    """The shift's row, locked, when it is the clerk's own and in one of the states."""
    shift = (
        Shift.objects.select_for_update(no_key=True, of=("self",))
        .select_related("till__store", "document")
        .get(pk=shift.pk)
    )
    if shift.clerk_id != by.pk:
        raise Refused(
            "not_your_till",
            _("This shift is another clerk's."),
            remedy=_("Whoever opened it counts and closes it."),
        )
    if shift.state not in states:
        raise Refused(
            "till_state",
            _("The shift is already %(state)s.") % {"state": shift.get_state_display()},
            value=shift.state,
            remedy=_("Open its page again to see how it stands."),
        )
    return shift
