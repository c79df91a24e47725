"""Lines that are wrong or missing: asked by the desk, verified, added."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deskops.approvals.models import Approval
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from members.models import Member

from ..forms import ExceptionForm
from ..models import CashbackException, Draw, Line
from ..roles import CLERKS, READERS
from ..services import ask_again, ask_exception
from .reach import ASKED_TONES, cycle_in_reach, exception_in_reach

SHOWN = 100
Kind = CashbackException.Kind


@desk_view(reads=READERS)
def listed(request: DeskRequest, pk: int) -> HttpResponse:
    """The exceptions of a cycle, the latest first."""
    found = cycle_in_reach(request, pk)
    rows = found.exceptions.select_related("document__maker", "member").order_by("-pk")[:SHOWN]
    context = {"cycle": found, "rows": [(row, ASKED_TONES[row.state]) for row in rows]}
    return render(request, "cashback/exceptions.html", context)


@desk_view(acts=CLERKS)
def new(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask for a member's line; the member is found on the counter's page."""
    found = cycle_in_reach(request, pk, CLERKS, CLERKS)
    asked = request.GET.get("member", "")
    if not asked.isdigit() or len(asked) > 18:
        return redirect("cashback:find")
    person = get_object_or_404(Member.objects.select_related("home_store"), pk=asked)
    if person.home_store_id != found.store_id:
        raise Http404
    line = Line.objects.filter(cycle=found, member=person).first()
    form = ExceptionForm(request.POST or None, initial={"kind": _kind(line), "amount": line and line.amount})
    made = form.attempt(
        lambda: ask_exception(
            cycle_id=found.pk,
            member_id=person.pk,
            by=request.user,
            now=request.now,
            **{**form.cleaned_data, "kind": Kind(form.cleaned_data["kind"])},
        )
    )
    if made:
        messages.success(request, _("Asked: information verifies, then finance adds it."))
        return redirect("cashback:exception", made.pk)
    context = {"form": form, "cycle": found, "member": person, "line": line, "aside": True}
    return page(request, "cashback/exception_new.html", context)


def _kind(line: Line | None) -> str:
    if line is None:
        return Kind.OMITTED
    return Kind.ID_BROUGHT if line.state == Line.State.NO_ID else Kind.WRONG


@desk_view(acts=CLERKS, reads=READERS)
def exception(request: DeskRequest, pk: int) -> HttpResponse:
    """One exception with all who signed; a rejected one is corrected and asked again."""
    found = exception_in_reach(request, pk, CLERKS)
    initial = {"kind": found.kind, "amount": found.amount, "words": found.words}
    form = ExceptionForm(request.POST or None, initial=initial)
    form.fields["kind"].required = False
    done = form.attempt(
        lambda: ask_again(
            request_key=form.cleaned_data["request_key"],
            exception_id=found.pk,
            amount=form.cleaned_data["amount"],
            words=form.cleaned_data["words"],
            by=request.user,
            now=request.now,
        )
    )
    if done:
        return redirect("cashback:exception", found.pk)
    approvals = Approval.objects.filter(document=found.document).select_related("decided_by", "asked_by")
    context = {
        "form": form,
        "exception": found,
        "tone": ASKED_TONES[found.state],
        "approvals": approvals.order_by("round", "step"),
        "draw": Draw.objects.filter(exception=found.document).select_related("handoff__document").first(),
        "again": request.access.may(*CLERKS) and found.state == CashbackException.State.REJECTED,
    }
    return page(request, "cashback/exception.html", context)
