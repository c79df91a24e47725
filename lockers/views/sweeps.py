"""The nightly sweep: box by box by keyboard, what was left, both signatures."""

import json
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import LatestPaginator, page
from deskops.core.refusals import Refused
from deskops.org.access import DeskRequest, desk_view

from ..forms.found import LeftForm, SweepSignForm
from ..models import FoundItem, Sweep, SweepLine
from ..queries import sweeps as queries
from ..roles import CLERKS, READERS
from ..services import sweeps as services
from ..services.custody import Thing
from .reach import in_reach, locker_tabs, with_photo

PAGE = 30


@desk_view(reads=READERS, acts=CLERKS)
def sweeps(request: DeskRequest) -> HttpResponse:
    """The sweeps of the store; tonight's is begun here."""
    form, store = ActForm(request.POST or None), request.access.store
    made = form.attempt(
        lambda: services.start_sweep(
            request_key=form.cleaned_data["request_key"], by=request.user, now=request.now, store=store
        )
    )
    if made:
        return redirect("lockers:sweep", made.document_id)
    found: Paginator[Sweep] = LatestPaginator(queries.sweeps(store), PAGE)
    context = {
        "form": form,
        "found": found.get_page(request.GET.get("page")),
        "tonight": Sweep.objects.filter(store=store, business_date=store.business_date(request.now)).first(),
        "tabs": locker_tabs("sweeps"),
        "may_act": request.access.may(*CLERKS),
    }
    return page(request, "lockers/sweeps.html", context)


def _sweep(request: DeskRequest, pk: int) -> Sweep:
    rows = Sweep.objects.select_related("document__store", "document__maker", "store", "signed_by", "guard")
    return in_reach(request, rows, "store", document=pk)


@desk_view(reads=READERS)
def sweep(request: DeskRequest, pk: int) -> HttpResponse:
    """Every box, with the keys that enter what it was."""
    return _show(request, _sweep(request, pk), SweepSignForm())


def _show(request: DeskRequest, found: Sweep, form: ActForm) -> HttpResponse:
    context = {
        "sweep": found,
        "shown": queries.sweep_page(found),
        "form": form,
        "open": found.state == Sweep.State.OPEN,
        "words": _words(),
        "may_act": request.access.may(*CLERKS),
    }
    return page(request, "lockers/sweep.html", context)


def _words() -> dict[str, str]:
    """What the page's script says."""
    results = {str(result) or "unseen": str(result.label) for result in SweepLine.Result}
    return results | {
        "failed": _("This was not stored. Mark the box again."),
        "left_stays": _("What was left in a box is recorded as a found item, and stays."),
        "busy": _("A moment: marks are being stored."),
    }


@desk_view(acts=CLERKS)
@require_POST
def mark(request: DeskRequest, pk: int) -> HttpResponse:
    """What boxes were, as JSON: {"request_key": …, "marks": {position: result}}; answers what is stored."""
    found = _sweep(request, pk)
    try:
        sent = json.loads(request.body)
        key = UUID(str(sent["request_key"]))
        marks = {int(position): str(result) for position, result in sent["marks"].items()}
        if not set(marks.values()) <= set(SweepLine.Result.values):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"refused": _("This can't be read.")}, status=422)
    try:
        stored = services.mark_boxes(
            request_key=key, by=request.user, now=request.now, sweep_id=found.pk, marks=marks
        )
    except Refused as refused:
        return JsonResponse({"refused": str(refused), "code": refused.code}, status=422)
    return JsonResponse({"marks": dict(stored)})


@desk_view(acts=CLERKS)
def left(request: DeskRequest, pk: int, position: int) -> HttpResponse:
    """Something was left in a box: described, kept, signed by security; then the sweep goes on."""
    found = _sweep(request, pk)
    line = in_reach(
        request,
        SweepLine.objects.select_related("box__cabinet", "sweep__store", "item"),
        "sweep__store",
        sweep=found,
        position=position,
    )
    form = LeftForm(request.POST or None, request.FILES or None)
    item = form.attempt(lambda: _record(request, found, position, form))
    if item:
        messages.success(
            request,
            _("%(box)s: recorded as %(number)s.") % {"box": line.box.label, "number": item.document.number},
        )
        return redirect("lockers:sweep", pk)
    return page(request, "lockers/sweep_left.html", {"form": form, "sweep": found, "line": line})


def _record(request: DeskRequest, found: Sweep, position: int, form: LeftForm) -> FoundItem:
    filled = form.cleaned_data
    box = SweepLine.objects.select_related("box__cabinet").get(sweep=found, position=position).box
    thing = Thing(
        category=filled["category"],
        description=filled["description"],
        where=_("locker %(box)s") % {"box": box.label},
        found_at=request.now,
        colour=filled["colour"],
        marks=filled["marks"],
        cash=filled["cash"],
    )
    guard = form.second(request)
    return with_photo(
        filled["photo"],
        request.user,
        lambda photo: services.record_left(
            request_key=filled["request_key"],
            by=request.user,
            now=request.now,
            sweep_id=found.pk,
            position=position,
            thing=thing,
            keeping=form.keeping,
            guard=guard,
            photo=photo,
        ),
    )


@desk_view(acts=CLERKS)
@require_POST
def sign(request: DeskRequest, pk: int) -> HttpResponse:
    """Desk and security sign what was found."""
    found, form = _sweep(request, pk), SweepSignForm(request.POST)
    done = form.attempt(
        lambda: services.sign_sweep(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            sweep_id=found.pk,
            guard=form.second(request),
            note=form.cleaned_data["note"],
        )
    )
    if done:
        messages.success(request, _("Signed by both: %(number)s.") % {"number": found.document.number})
        return redirect("lockers:sweep", pk)
    return _show(request, _sweep(request, pk), form)
