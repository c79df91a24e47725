"""A found item described better, a deposit put elsewhere."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view

from ..forms.correcting import CorrectForm, MoveForm
from ..roles import CLERKS
from ..services import correcting as services
from ..services.deposits import deposits
from ..services.items import items
from .reach import in_reach


@desk_view(acts=CLERKS)
def correct(request: DeskRequest, pk: int) -> HttpResponse:
    """What a found item is, its colour, its marks, where it was found: as it should read."""
    thing = in_reach(request, items(), "store", document=pk)
    words = ("description", "colour", "marks", "where")
    form = CorrectForm(request.POST or None, initial={name: getattr(thing, name) for name in words})
    done = form.attempt(
        lambda: services.correct_item(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            item_id=thing.pk,
            described=form.described,
            why=form.cleaned_data["why"],
        )
    )
    if done:
        messages.success(request, _("Corrected: what it said before stands below."))
        return redirect("lockers:item", pk)
    return page(request, "lockers/item_correct.html", {"form": form, "item": thing})


@desk_view(acts=CLERKS)
def move_deposit(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a deposit somewhere else."""
    found = in_reach(request, deposits(), "store", document=pk)
    form = MoveForm(request.POST or None, initial={"place": found.place, "spot": found.spot})
    done = form.attempt(
        lambda: services.move_deposit(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            deposit_id=found.pk,
            place=form.cleaned_data["place"],
            spot=form.cleaned_data["spot"],
            why=form.cleaned_data["why"],
        )
    )
    if done:
        messages.success(request, _("It lies there now: the old place stands below."))
        return redirect("lockers:deposit", pk)
    return page(request, "lockers/deposit_move.html", {"form": form, "deposit": found})
