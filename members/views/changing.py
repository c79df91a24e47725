"""Changes of details: the form, its calls, its end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import CallForm, ChangeForm, NoteForm
from ..models import Change, Member, VerificationCall
from ..rules.changes import Verdict
from ..services import changing
from . import PAPER_READERS, back


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
            store=request.access.store,
            by=request.user,
            now=request.now,
        )
    )
    if done:
        return redirect("members:change", done.pk)
    return page(request, "members/change_new.html", {"form": form, "member": member, "aside": True})


def _find(request: DeskRequest, pk: int) -> Change:
    rows = Change.objects.select_related(
        "document__store", "document__maker", "member", "decided_by", "batch"
    )
    return request.access.get(rows, "document__store", pk=pk)


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
    context = {
        "change": found,
        "lines": found.lines.order_by("pk"),
        "calls": found.calls.select_related("by"),
        "verdict": verdict,
        "ring": verdict in (Verdict.RING_OLD, Verdict.RING_NEW),
        "new_number": changing.new_number(found) if verdict == Verdict.RING_NEW else "",
        "may_change": verdict == Verdict.CHANGE,
        "call_form": CallForm(initial=NEXT_CALL.get(verdict)),
        "apply_form": ActForm(),
        "refuse_form": NoteForm(auto_id="id_refuse_%s"),
        "open": found.state == Change.State.OPEN,
    }
    return render(request, "members/change.html", context)


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
    """Change the details, as the form says."""
    _find(request, pk)
    form = ActForm(request.POST)
    if form.attempt(
        lambda: changing.apply_change(
            request_key=form.cleaned_data["request_key"], change_id=pk, by=request.user, now=request.now
        )
    ):
        messages.success(request, _("Changed; the information department is told with today's batch."))
    return back(request, form, "members:change", pk)


@desk_view(acts=Role.desk())
@require_POST
def refuse(request: DeskRequest, pk: int) -> HttpResponse:
    """End the form without a change."""
    _find(request, pk)
    form = NoteForm(request.POST)
    form.attempt(
        lambda: changing.refuse_change(
            request_key=form.cleaned_data["request_key"],
            change_id=pk,
            note=form.cleaned_data["note"],
            by=request.user,
            now=request.now,
        )
    )
    return back(request, form, "members:change", pk)
