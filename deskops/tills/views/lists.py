"""The tills of a store, one's own, and a paper's page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from deskops.core.shell import Tone
from deskops.documents.models import Document
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..models import Difference, Shift
from ..queries import shift_under_way, tills_of
from .reach import CLERKS, READERS, on_with

TONES = {
    Shift.State.OPEN: Tone.DONE,
    Shift.State.COUNTED: Tone.DUE,
    Shift.State.COMPARED: Tone.DUE,
    Shift.State.CLOSED: Tone.PLAIN,
    Shift.State.HANDED_OVER: Tone.PLAIN,
}
DIFFERENCE_TONES = {
    Difference.State.ASKED: Tone.DUE,
    Difference.State.APPROVED: Tone.DONE,
    Difference.State.REJECTED: Tone.LATE,
}


@desk_view(reads=READERS)
def tills(request: DeskRequest) -> HttpResponse:
    """Every drawer of the store: who has it, since when, how it stands."""
    mine = shift_under_way(request.user, request.access.store)
    rows = [
        (now, TONES[Shift.State(now.shift.state)] if now.shift else Tone.PLAIN)
        for now in tills_of(request.access.store)
    ]
    may_give = request.access.may(Role.FINANCE)
    may_open = mine is None and request.access.may(*CLERKS)
    first = next((now.till.pk for now, _tone in rows if not now.is_open), None)
    context = {"rows": rows, "mine": mine, "may_open": may_open, "may_give": may_give, "first": first}
    return render(request, "tills/tills.html", context)


@desk_view(reads=CLERKS)
def mine(request: DeskRequest) -> HttpResponse:
    """To one's own shift, or to the drawers that can be opened."""
    shift = shift_under_way(request.user, request.access.store)
    return on_with(shift) if shift else redirect("tills:tills")


@desk_view(reads=READERS)
def paper(request: DeskRequest, document_id: int) -> HttpResponse:
    """To the page of a shift's, a difference's or a day sheet's paper."""
    papers = Document.objects.filter(kind__in=["till_shift", "till_difference", "day_sheet"])
    found = request.access.get(papers, pk=document_id)
    if found.kind == "till_shift":
        return redirect("tills:shift", Shift.objects.get(document=found).pk)
    if found.kind == "till_difference":
        return redirect("tills:difference", Difference.objects.get(document=found).pk)
    return redirect("tills:sheet", found.pk)
