"""Somebody else signs at this screen: who they are is proven, the session stays whose it was."""

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.org import second_factor
from deskops.org.access import DeskRequest, access_of
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff


def identify(request: DeskRequest, *, number: str, password: str, code: str = "") -> Staff:
    """The member of staff whose number, password and, where one is needed, code these are.

    Wrong passwords are counted against the number, as at sign-in. Refuses a wrong password, a number
    that is locked or may not sign in, a wrong or missing code, and the session's own person.
    """
    if number == request.user.number:
        raise Refused(
            "own_screen",
            _("On your own screen you decide from your own list."),
            field="number",
            value=number,
        )
    staff = authenticate(request, username=number, password=password)
    if not isinstance(staff, Staff):
        raise _not_known(request, number)
    _check_code(request, staff, code)
    return staff


def _not_known(request: DeskRequest, number: str) -> Refused:
    if getattr(request, "axes_locked_out", False):
        # the lock is answered here: the middleware would show the sign-in page in the clerk's place
        request.axes_locked_out = False  # type: ignore[attr-defined]
        return Refused(
            "locked_out",
            _("Too many wrong passwords for this employee number."),
            field="number",
            value=number,
            remedy=_("Wait a while, or decide from your own screen."),
        )
    return Refused(
        "not_identified",
        _("Employee number and password don't match."),
        field="password",
        remedy=_("Check both; mind capital letters."),
    )


def _check_code(request: DeskRequest, staff: Staff, code: str) -> None:
    today = request.now.astimezone(SHANGHAI).date()
    if not second_factor.needed(access_of(staff, today=today)):
        return
    if not code or second_factor.check(staff, code) is None:
        raise Refused(
            "code_wrong",
            _("The code of the second factor is missing or wrong."),
            field="code",
            remedy=_("Enter the six figures that the app on your phone shows now; each counts once."),
        )
