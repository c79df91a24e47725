"""Handing a shift to the next clerk, and float between finance and a drawer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from deskops.approvals.counter import identify
from deskops.core.pages import page
from deskops.handoffs.plugging import page_of
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import HandOverForm, PiecesForm
from ..models import Count, Shift, Till
from ..rules import without
from ..services import give_float, hand_over, return_float
from ..services.counting import counted_pieces
from .reach import CLERKS, is_mine, shift_in_reach


@desk_view(acts=CLERKS)
def over(request: DeskRequest, shift_id: int) -> HttpResponse:
    """The next clerk counts, gives number and password, and has the drawer."""
    shift = shift_in_reach(request, shift_id)
    if request.method == "GET" and not (is_mine(request, shift) and shift.state == Shift.State.CLOSED):
        return redirect("tills:shift", shift.pk)
    form = HandOverForm(request.POST or None)
    following = form.attempt(lambda: _hand_over(request, shift, form))
    if following:
        messages.success(
            request, _("%(clerk)s has %(till)s now.") % {"clerk": following.clerk.name, "till": shift.till}
        )
        return redirect("tills:shift", shift.pk)
    left = without(counted_pieces(shift, Count.Purpose.CLOSING), counted_pieces(shift, Count.Purpose.TAKINGS))
    return page(request, "tills/hand_over.html", {"form": form, "shift": shift, "left": left, "aside": True})


def _hand_over(request: DeskRequest, shift: Shift, form: HandOverForm) -> Shift:
    given = form.cleaned_data
    to = identify(request, number=given["number"], password=given["password"], code=given["code"])
    return hand_over(
        shift=shift,
        to=to,
        pieces=form.pieces,
        by=request.user,
        now=request.now,
        request_key=given["request_key"],
    )


@desk_view(acts=CLERKS | {Role.FINANCE})
def float_page(request: DeskRequest, till_id: int) -> HttpResponse:
    """Finance gives a drawer float, a clerk hands some in: count, sign, and the other side receives."""
    till = request.access.get(Till.objects.select_related("store"), pk=till_id)
    gives = request.access.may(Role.FINANCE)
    move = give_float if gives else return_float
    form = PiecesForm(request.POST or None)
    handoff = form.attempt(
        lambda: move(
            till=till,
            pieces=form.pieces,
            by=request.user,
            now=request.now,
            request_key=form.cleaned_data["request_key"],
        )
    )
    if handoff:
        messages.success(request, _("Handoff %(number)s is signed and sent.") % {"number": handoff.document})
        return redirect(page_of(handoff.document))
    return page(request, "tills/float.html", {"form": form, "till": till, "gives": gives})
