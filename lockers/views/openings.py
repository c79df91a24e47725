"""Opening a box during the day: the commonest job at the cabinets."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view

from ..forms.boxes import AskOpeningForm, FindBoxForm, FinishOpeningForm
from ..forms.parts import WordsForm
from ..models import Opening
from ..queries import board as queries
from ..roles import CLERKS, READERS
from ..services import openings as services
from ..services.custody import Keeping
from .reach import OPENING_TONES, in_reach, locker_tabs, older


@desk_view(acts=CLERKS)
def open_box(request: DeskRequest) -> HttpResponse:
    """Which box? Typed, scanned, or come from the board; then its form."""
    typed = request.GET.get("box", "")
    found = queries.find_box(request.access.store, typed) if typed else None
    if found:
        return redirect("lockers:ask_opening", found.pk)
    waiting = queries.openings_asked(request.access, request.now).select_related("document", "box__cabinet")
    context = {"form": FindBoxForm(request.GET or None), "unknown": typed, "waiting": list(waiting[:8])}
    return render(request, "lockers/open_box.html", context)


@desk_view(acts=CLERKS)
def ask_opening(request: DeskRequest, pk: int) -> HttpResponse:
    """What the customer says is inside, and who they are; the manual is one key away."""
    box = in_reach(request, queries.boxes(), "cabinet__store", pk=pk)
    form = AskOpeningForm(request.POST or None)
    made = form.attempt(
        lambda: services.ask_opening(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            box_id=pk,
            cause=form.cleaned_data["cause"],
            said=form.cleaned_data["said"],
            who=form.who,
        )
    )
    if made:
        messages.success(request, _("Written down. Call security, then open it."))
        return redirect("lockers:opening", made.document_id)
    return page(request, "lockers/opening_new.html", {"form": form, "box": box, "aside": True})


@desk_view(reads=READERS)
def openings(request: DeskRequest) -> HttpResponse:
    """Boxes opened by hand, the newest first."""
    typed = request.GET.get("before", "")
    found = queries.openings(request.access.store, before=int(typed) if typed.isdecimal() else None)
    context = {
        "rows": [(row, OPENING_TONES[Opening.State(row.state)]) for row in found[: queries.PAGE]],
        "older": older(found, queries.PAGE),
        "tabs": locker_tabs("openings"),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "lockers/openings.html", context)


def _opening(request: DeskRequest, pk: int) -> Opening:
    rows = Opening.objects.select_related(
        "document__store", "document__maker", "box__cabinet", "customer", "guard", "opened_by"
    )
    return in_reach(request, rows, "document__store", document=pk)


@desk_view(reads=READERS, acts=CLERKS)
def opening(request: DeskRequest, pk: int) -> HttpResponse:
    """What was said; then what was inside, security's proof and the customer's signature."""
    found = _opening(request, pk)
    form = FinishOpeningForm(request.POST or None)
    done = form.attempt(lambda: _finish(request, found, form))
    if done:
        messages.success(request, _("Opened and recorded: %(box)s.") % {"box": found.box.label})
        return redirect("lockers:opening", pk)
    context = {
        "opening": found,
        "box": found.box,
        "form": form,
        "cancel": WordsForm(auto_id="id_cancel_%s"),
        "tone": OPENING_TONES[Opening.State(found.state)],
        "kept": found.document.followers.filter(kind="found_item").first()
        if found.outcome == "kept"
        else None,
        "waits": found.state == Opening.State.ASKED,
        "may_act": request.access.may(*CLERKS),
    }
    return page(request, "lockers/opening.html", context)


def _finish(request: DeskRequest, found: Opening, form: FinishOpeningForm) -> Opening:
    filled = form.cleaned_data
    keeping = Keeping(filled["place"], filled["spot"], filled["seal"]) if filled["place"] else None
    return services.finish_opening(
        request_key=filled["request_key"],
        by=request.user,
        now=request.now,
        opening_id=found.pk,
        outcome=filled["outcome"],
        inside=filled["inside"],
        guard=form.second(request),
        signed=filled["signed"],
        keeping=keeping,
        category=filled["category"],
    )


@desk_view(acts=CLERKS)
@require_POST
def cancel_opening(request: DeskRequest, pk: int) -> HttpResponse:
    """The box is not opened after all."""
    found, form = _opening(request, pk), WordsForm(request.POST)
    done = form.attempt(
        lambda: services.cancel_opening(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            opening_id=found.pk,
            why=form.cleaned_data["why"],
        )
    )
    if not done:
        messages.error(request, str(form.refused or _("Say why it is not opened.")))
    return redirect("lockers:opening", pk)
