"""Counting blind, entering the POS's total, comparing and closing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view

from ..forms import CloseForm, PiecesForm, PosForm
from ..models import Count, Shift
from ..rules import suggest_takings
from ..services import close_shift, count_blind, read_pos
from ..services.counting import counted_pieces
from .reach import CLERKS, closing_steps, is_mine, on_with, shift_in_reach


@desk_view(acts=CLERKS)
def count(request: DeskRequest, shift_id: int) -> HttpResponse:
    """The blind count: nothing on this page says what should be there."""
    shift = shift_in_reach(request, shift_id)
    if request.method == "GET" and not (is_mine(request, shift) and shift.state == Shift.State.OPEN):
        return redirect("tills:shift", shift.pk)
    form = PiecesForm(request.POST or None)
    counted = form.attempt(
        lambda: count_blind(
            shift=shift,
            pieces=form.pieces,
            by=request.user,
            now=request.now,
            request_key=form.cleaned_data["request_key"],
        )
    )
    if counted:
        return on_with(counted)
    return page(request, "tills/count.html", {"form": form, "shift": shift, "steps": closing_steps(shift, 0)})


@desk_view(acts=CLERKS)
def pos(request: DeskRequest, shift_id: int) -> HttpResponse:
    """The POS's cash total: during the shift a reading, after the count the closing total."""
    shift = shift_in_reach(request, shift_id)
    if request.method == "GET" and not (is_mine(request, shift) and shift.is_blind and shift.till.has_pos):
        return redirect("tills:shift", shift.pk)
    form = PosForm(request.POST or None)
    read = form.attempt(lambda: read_pos(shift=shift, by=request.user, now=request.now, **form.cleaned_data))
    if read:
        if read.state == Shift.State.OPEN:
            messages.success(request, _("POS cash is booked."))
        return on_with(read)
    closing = shift.state == Shift.State.COUNTED
    steps = closing_steps(shift, 1) if closing else None
    return page(request, "tills/pos.html", {"form": form, "shift": shift, "closing": closing, "steps": steps})


@desk_view(acts=CLERKS)
def close(request: DeskRequest, shift_id: int) -> HttpResponse:
    """What was counted beside what should be there; takings leave the drawer, the shift closes."""
    shift = shift_in_reach(request, shift_id)
    if request.method == "GET" and not (is_mine(request, shift) and shift.state == Shift.State.COMPARED):
        return redirect("tills:shift", shift.pk)
    pieces = counted_pieces(shift, Count.Purpose.CLOSING)
    form = CloseForm(
        request.POST or None,
        difference=shift.difference or ZERO,
        pieces=suggest_takings(pieces, shift.till.float_amount),
    )
    closed = form.attempt(
        lambda: close_shift(
            shift=shift,
            takings=form.pieces,
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
            now=request.now,
            request_key=form.cleaned_data["request_key"],
        )
    )
    if closed:
        messages.success(request, _("The shift is closed."))
        return redirect("tills:shift", closed.pk)
    context = {
        "form": form,
        "shift": shift,
        "counted": pieces,
        "steps": closing_steps(shift, 2),
        "aside": True,
    }
    return page(request, "tills/close.html", context)
