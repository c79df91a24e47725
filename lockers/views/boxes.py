"""The board of boxes, one box, cabinets and their faults."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from deskops.clocks.models import Target
from deskops.core.calendar import shown_end
from deskops.core.forms import ActForm
from deskops.core.pages import Event, page
from deskops.org.access import DeskRequest, desk_view

from ..forms.boxes import ChangeCabinetForm, FaultForm, FindBoxForm, GiveForm, NewCabinetForm, StepForm
from ..models import Box, Cabinet, Fault
from ..promises import MAKER_ANSWERS
from ..queries import board as queries
from ..queries.deposits import find as find_deposits
from ..roles import CLERKS, KEEPERS, READERS
from ..services import boxes as services
from ..services import faults as fault_services
from ..services.people import Who
from .reach import FAULT_TONES, boxes_of, in_reach, locker_tabs

SHOWN = 60


@desk_view(reads=READERS)
def board(request: DeskRequest) -> HttpResponse:
    """Every box of the store in one page; what is typed or scanned leads to its box or its deposit."""
    store, typed = request.access.store, request.GET.get("box", "")
    found = queries.find_box(store, typed) if typed else None
    if found:
        return redirect("lockers:box", found.pk)
    slips = find_deposits(store, typed) if typed else []
    if len(slips) == 1:
        return redirect("lockers:deposit", slips[0].document_id)
    context = {
        "shelves": queries.board(store),
        "base": reverse("lockers:box", args=[0]).removesuffix("0/"),
        "form": FindBoxForm(request.GET or None),
        "unknown": typed,
        "tabs": locker_tabs("board"),
        "may_keep": request.access.may(*KEEPERS),
    }
    return render(request, "lockers/board.html", context)


def _box(request: DeskRequest, pk: int) -> Box:
    return in_reach(request, queries.boxes(), "cabinet__store", pk=pk)


@desk_view(reads=READERS)
def box(request: DeskRequest, pk: int) -> HttpResponse:
    """Who has it, what is wrong with it, what happened; what may be done next."""
    return _show(request, _box(request, pk))


def _show(
    request: DeskRequest, found: Box, *, give: GiveForm | None = None, fault: FaultForm | None = None
) -> HttpResponse:
    refused = next((form for form in (give, fault) if form), None)
    context = {
        "shown": queries.box_page(found),
        "give": give or GiveForm(),
        "fault": fault or FaultForm(auto_id="id_fault_%s"),
        "back": ActForm(auto_id="id_back_%s"),
        "form": refused,
        "may_act": request.access.may(*CLERKS),
    }
    return page(request, "lockers/box.html", context)


@desk_view(acts=CLERKS)
@require_POST
def give(request: DeskRequest, pk: int) -> HttpResponse:
    """The box is given out with its key."""
    found, form = _box(request, pk), GiveForm(request.POST)
    use = form.attempt(
        lambda: services.give_box(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            box_id=pk,
            who=Who(form.cleaned_data["name"], form.cleaned_data["phone"]),
        )
    )
    if use:
        messages.success(request, _("Given out: %(box)s.") % {"box": found.label})
        return redirect("lockers:board")
    return _show(request, found, give=form)


@desk_view(acts=CLERKS)
@require_POST
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """The key is back."""
    found, form = _box(request, pk), ActForm(request.POST)
    use = form.attempt(
        lambda: services.take_back(
            request_key=form.cleaned_data["request_key"], by=request.user, now=request.now, box_id=pk
        )
    )
    if use:
        messages.success(request, _("The key of %(box)s is back.") % {"box": found.label})
        return redirect("lockers:board")
    messages.error(request, str(form.refused or _("Open it again: somebody went on with it.")))
    return redirect("lockers:box", pk)


@desk_view(acts=CLERKS)
@require_POST
def report_fault(request: DeskRequest, pk: int) -> HttpResponse:
    """The box is out of service; the maker is to be told."""
    found, form = _box(request, pk), FaultForm(request.POST, auto_id="id_fault_%s")
    fault = form.attempt(
        lambda: fault_services.report_fault(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            box_id=pk,
            what=form.cleaned_data["what"],
        )
    )
    if fault:
        messages.success(request, _("Out of service: %(box)s. Tell the maker.") % {"box": found.label})
        return redirect("lockers:fault", fault.document_id)
    return _show(request, found, fault=form)


@desk_view(acts=KEEPERS)
def new_cabinet(request: DeskRequest) -> HttpResponse:
    """Set a cabinet up with its boxes."""
    form = NewCabinetForm(request.POST or None)
    made = form.attempt(lambda: _make(request, form))
    if made:
        messages.success(request, _("Set up: %(cabinet)s.") % {"cabinet": made})
        return redirect("lockers:board")
    return page(request, "lockers/cabinet_new.html", {"form": form})


def _make(request: DeskRequest, form: NewCabinetForm) -> Cabinet:
    filled = form.asked
    boxes = filled.pop("boxes")
    return services.make_cabinet(
        request_key=form.cleaned_data["request_key"],
        by=request.user,
        store=request.access.store,
        setup=services.Setup(**filled),
        boxes=boxes,
    )


@desk_view(reads=READERS, acts=KEEPERS)
def cabinet(request: DeskRequest, pk: int) -> HttpResponse:
    """The manual of a cabinet, its maker, and for who keeps it the form to change them."""
    found = in_reach(request, Cabinet.objects.select_related("store"), "store", acts=KEEPERS, pk=pk)
    initial = {
        name: getattr(found, name) for name in ("where", "maker", "maker_phone", "manual", "is_active")
    }
    form = ChangeCabinetForm(request.POST or None, initial=initial)
    changed = form.attempt(
        lambda: services.change_cabinet(by=request.user, cabinet_id=pk, **form.cleaned_data)
    )
    if changed:
        messages.success(request, _("Changed: %(cabinet)s.") % {"cabinet": changed})
        return redirect("lockers:cabinet", pk)
    may_keep = request.access.may(*KEEPERS)
    return page(request, "lockers/cabinet.html", {"form": form, "cabinet": found, "may_keep": may_keep})


@desk_view(reads=READERS)
def faults(request: DeskRequest) -> HttpResponse:
    """What is broken, the oldest first; or what was repaired."""
    named = request.GET.get("box", "")
    rows = queries.faults(request.access.store, solved=named == "solved")[:SHOWN]
    context = {
        "rows": [(row, FAULT_TONES[Fault.State(row.state)]) for row in rows],
        "tabs": locker_tabs("faults"),
        "boxes": boxes_of("lockers:faults", {"": pgettext("fault", "Open"), "solved": _("Repaired")}, named),
    }
    return render(request, "lockers/faults.html", context)


@dataclass(frozen=True)
class Step:
    """What may be recorded of a fault: the act, its argument, the words."""

    act: Callable[..., Fault]
    field: str
    title: str | Promise
    label: str | Promise


STEPS = {
    "tell": Step(
        fault_services.tell_maker,
        "told_whom",
        gettext_lazy("Tell the maker"),
        gettext_lazy("Whom at the maker, how"),
    ),
    "answer": Step(
        fault_services.record_answer,
        "answer",
        gettext_lazy("The maker's answer"),
        gettext_lazy("What the maker answered"),
    ),
    "solve": Step(
        fault_services.solve_fault, "solution", gettext_lazy("Repaired"), gettext_lazy("What was done")
    ),
}
NEXT = {Fault.State.OPEN: "tell", Fault.State.TOLD: "answer", Fault.State.ANSWERED: "solve"}


@desk_view(reads=READERS)
def fault(request: DeskRequest, pk: int) -> HttpResponse:
    """What is wrong, what the maker said, what is to be done next."""
    return _show_fault(request, _fault(request, pk))


def _fault(request: DeskRequest, pk: int) -> Fault:
    rows = Fault.objects.select_related(
        "document__store", "document__maker", "box__cabinet", "told_by", "solved_by"
    )
    return in_reach(request, rows, "document__store", document=pk)


def _show_fault(
    request: DeskRequest, found: Fault, form: StepForm | None = None, step: str = ""
) -> HttpResponse:
    code = step or NEXT.get(Fault.State(found.state), "")
    due = Target.objects.filter(
        document=found.document, policy__code=MAKER_ANSWERS, met_at__isnull=True, dropped_at__isnull=True
    ).first()
    context: dict[str, Any] = {
        "fault": found,
        "tone": FAULT_TONES[Fault.State(found.state)],
        "due": shown_end(due.due_at) if due else "",
        "late": due is not None and due.due_at < request.now,
        "events": _events(found),
        "code": code,
        "step": STEPS.get(code),
        "form": form or StepForm(),
        "solve": StepForm(auto_id="id_solve_%s") if code in ("tell", "answer") else None,
        "may_act": request.access.may(*CLERKS),
    }
    return page(request, "lockers/fault.html", context)


def _events(found: Fault) -> list[Event]:
    happened = [
        (found.solved_at, _("Repaired"), found.solution, str(found.solved_by or "")),
        (found.answered_at, _("Maker answered"), found.answer, ""),
        (found.told_at, _("Maker told"), found.told_whom, str(found.told_by or "")),
        (found.document.made_at, _("Reported"), found.what, str(found.document.maker)),
    ]
    return [Event(at, kind, words, who=who) for at, kind, words, who in happened if at]


@desk_view(acts=CLERKS)
@require_POST
def fault_step(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    """Record the next step of a fault."""
    found = _fault(request, pk)
    wanted = STEPS.get(step)
    if wanted is None:
        raise Http404
    form = StepForm(request.POST)
    done = form.attempt(
        lambda: wanted.act(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            fault_id=found.pk,
            **{wanted.field: form.cleaned_data["told"]},
        )
    )
    if done:
        messages.success(request, _("Recorded."))
        return redirect("lockers:fault", pk)
    return _show_fault(request, _fault(request, pk), form, step)
