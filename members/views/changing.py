"""Changes of details: the form, its calls, its end."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role
from deskops.papers.models import Signature

from ..forms import ApplyForm, CallForm, ChangeForm, PinForm, RefuseForm
from ..models import Change, Identity, Member, VerificationCall
from ..queries.households import Neighbours, neighbours
from ..rules.changes import Verdict, resets_pin
from ..rules.identity import PaperKind
from ..services import changing, moving
from . import PAPER_READERS, back
from .hinting import Hints, look


@desk_view(acts=Role.desk())
def new(request: DeskRequest, pk: int) -> HttpResponse:
    """The form: only what changes is filled in."""
    member = get_object_or_404(Member.objects.select_related("home_store"), pk=pk)
    form = ChangeForm(request.POST or None)
    done = form.attempt(
        lambda: changing.request_change(
            request_key=form.cleaned_data["request_key"],
            member_id=pk,
            values=form.values(),
            papers_seen=form.cleaned_data["papers_seen"],
            signed=form.cleaned_data["signed"],
            store=request.access.store,
            by=request.user,
            now=request.now,
        )
    )
    if done:
        return redirect("members:change", done.pk)
    seen = {"hints": _hints(request, pk)} if form.is_bound else {}
    return page(request, "members/change_new.html", {"form": form, "member": member, "aside": True} | seen)


@desk_view(acts=Role.desk())
def pin(request: DeskRequest, pk: int) -> HttpResponse:
    """The form for a new PIN: the member identified and signed; then the call."""
    member = get_object_or_404(Member.objects.select_related("home_store"), pk=pk)
    form = PinForm(request.POST or None)
    done = form.attempt(
        lambda: changing.request_pin_reset(
            member_id=pk,
            store=request.access.store,
            by=request.user,
            now=request.now,
            **form.cleaned_data,
        )
    )
    if done:
        return redirect("members:change", done.pk)
    return page(request, "members/pin_new.html", {"form": form, "member": member, "aside": True})


@desk_view(acts=Role.desk())
@require_POST
def hints(request: DeskRequest, pk: int) -> HttpResponse:
    """Look at what is filled in so far: the telephone, the household one would move into."""
    get_object_or_404(Member, pk=pk)
    return render(request, "members/hints.html", {"hints": _hints(request, pk)})


def _hints(request: DeskRequest, pk: int) -> Hints:
    kind = Identity.objects.values_list("paper_kind", flat=True).get(pk=pk)
    return look(request, PaperKind(kind), moving=pk)


def _find(request: DeskRequest, pk: int) -> Change:
    rows = Change.objects.select_related(
        "document__store", "document__maker", "member", "decided_by", "batch", "first_card__member"
    )
    calls = Prefetch("calls", VerificationCall.objects.select_related("by"))
    return request.access.get(rows.prefetch_related("lines", calls), "document__store", pk=pk)


# What is rung next, and how that call ends well.
NEXT_CALL = {
    Verdict.RING_OLD: {"number": "old", "outcome": "agreed"},
    Verdict.RING_NEW: {"number": "new", "outcome": "identified"},
}


@desk_view(reads=PAPER_READERS)
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """Before and after, the calls so far, and what is to be done next."""
    found = _find(request, pk)
    verdict = changing.verdict_of(found)
    lines = sorted(found.lines.all(), key=lambda line: line.pk)
    pin = resets_pin(line.field for line in lines)
    call_form = CallForm(initial=NEXT_CALL.get(verdict), only="old" if pin else "")
    homes = _homes(found, request) if found.state == Change.State.OPEN else None
    asks = bool(homes and homes.same and moving.brings_card(found.member_id, homes.same))
    context = {
        "change": found,
        "lines": lines,
        "pin": pin,
        "calls": found.calls.all(),
        "signature": Signature.objects.filter(document=found.document).first(),
        "verdict": verdict,
        "ring": verdict in (Verdict.RING_OLD, Verdict.RING_NEW),
        "new_number": changing.new_number(found) if verdict == Verdict.RING_NEW else "",
        "may_change": verdict == Verdict.CHANGE,
        "call_form": call_form,
        "homes": homes,
        "asks": asks,
        "apply_form": ApplyForm(asks=asks),
        "refuse_form": RefuseForm(auto_id="id_refuse_%s"),
        "open": found.state == Change.State.OPEN,
        "waiting": found.state in Change.WAITING,
    }
    return render(request, "members/change.html", context)


def _homes(found: Change, request: DeskRequest) -> Neighbours | None:
    """Whose cards are at the new address or near it; the address itself is not shown."""
    home = moving.new_home(found, now=request.now)
    return neighbours(home.place, apart_from=found.member_id) if home else None


@desk_view(acts=Role.desk())
@require_POST
def call(request: DeskRequest, pk: int) -> HttpResponse:
    """Record one verification call."""
    _find(request, pk)
    form = CallForm(request.POST)
    form.attempt(
        lambda: changing.record_call(
            request_key=form.cleaned_data["request_key"],
            change_id=pk,
            number=VerificationCall.Number(form.cleaned_data["number"]),
            outcome=VerificationCall.Outcome(form.cleaned_data["outcome"]),
            note=form.cleaned_data["note"],
            by=request.user,
            now=request.now,
        )
    )
    return back(request, form, "members:change", pk)


@desk_view(acts=Role.desk())
@require_POST
def apply(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the details, as the form says; a second card for a household waits for the supervisor."""
    _find(request, pk)
    form = ApplyForm(request.POST)
    done = form.attempt(
        lambda: changing.apply_change(change_id=pk, by=request.user, now=request.now, **form.cleaned_data)
    )
    if done and done.state == Change.State.ASKED:
        messages.warning(request, _("The desk supervisor decides about %s.") % done.document.number)
    elif done and resets_pin(done.lines.values_list("field", flat=True)):
        messages.success(
            request, _("Verified; the information department resets the PIN with today's batch.")
        )
    elif done:
        messages.success(request, _("Changed; the information department is told with today's batch."))
    return back(request, form, "members:change", pk)


@desk_view(acts=Role.desk())
@require_POST
def refuse(request: DeskRequest, pk: int) -> HttpResponse:
    """End the form without a change."""
    _find(request, pk)
    form = RefuseForm(request.POST)
    form.attempt(
        lambda: changing.refuse_change(change_id=pk, by=request.user, now=request.now, **form.cleaned_data)
    )
    return back(request, form, "members:change", pk)
