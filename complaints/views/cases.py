"""A case: registered, its page at the step it stands at, every act about it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from deskops.core.files import file_response, store_upload
from deskops.core.models import StoredFile
from deskops.core.pages import Event, page
from deskops.core.refusals import Refused
from deskops.core.shell import Tone
from deskops.documents.queries import followers_of
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Staff
from members.models import Member
from refunds.models import Refund

from ..acts import ACTS, CaseAct, beside_now, steps_now
from ..forms.base import CaseForm
from ..forms.registering import RegisterForm
from ..models import Complaint, Evidence, Step
from ..queries import page as queries
from ..queries.lists import repeated
from ..roles import CLERKS, READERS
from ..services.registering import register
from .reach import TONES, case_in_reach, path_of

ACCEPTS = ("image/png", "image/jpeg", "application/pdf")
State = Complaint.State


def stored(files: Sequence[File[bytes]], by: Staff) -> list[StoredFile]:
    """The files sent, looked at and stored; part of the act's transaction. Raises Refused at ``evidence``."""
    try:
        return [store_upload(file, accepts=ACCEPTS, by=by) for file in files]
    except Refused as refused:
        refused.field = "evidence"
        raise


@desk_view(acts=CLERKS)
def new(request: DeskRequest) -> HttpResponse:
    """Register a complaint or a suggestion; ``?member=`` fills in who complains."""
    form = RegisterForm(request.POST or None, request.FILES or None, request=request, member=_member(request))
    made = form.attempt(lambda: _register(request, form))
    if made:
        messages.success(request, _("Registered: %(number)s.") % {"number": made.document.number})
        return redirect("complaints:complaint", made.document_id)
    return page(request, "complaints/new.html", {"form": form})


def _member(request: DeskRequest) -> Member | None:
    wanted = request.GET.get("member", "")
    if not wanted.isdigit() or len(wanted) > 18:
        return None
    return Member.objects.filter(pk=wanted).exclude(state=Member.State.ERASED).first()


def _register(request: DeskRequest, form: RegisterForm) -> Complaint:
    with transaction.atomic():
        files = stored(form.cleaned_data["evidence"], request.user)
        return register(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            store=request.access.store,
            now=request.now,
            said=form.said(files),
            handler=form.chosen_handler,
        )


@desk_view(reads=READERS)
def complaint(request: DeskRequest, pk: int) -> HttpResponse:
    """What was said, what happened since, and what is to be done next."""
    return show(request, case_in_reach(request, pk))


def show(
    request: DeskRequest, case: Complaint, tried: CaseForm | None = None, slug: str = ""
) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    clocks = queries.clocks_of(case.document, request.now)
    paused = queries.is_paused(clocks)
    roles = request.access.roles_at(case.store)
    done, plans = queries.steps_of(case.document), queries.plans_of(case)
    mine = [act for act in steps_now(case, has_plans=bool(plans)) if not roles.isdisjoint(act.roles)]
    context: dict[str, Any] = {
        "case": case,
        "tone": TONES[State(case.state)],
        "path": path_of(case),
        "clocks": clocks,
        "steps": [
            (act, tried if tried and act.slug == slug else form_of(act, request, case)) for act in mine
        ],
        "others": [act for act in beside_now(case, paused=paused) if not roles.isdisjoint(act.roles)],
        "plans": plans,
        "events": _events(done),
        "evidence": _evidence(done),
        "links": queries.links_of(case),
        "papers": followers_of(case.document),
        "again": list(repeated(case)[:3]),
        "outcome": _outcome(case, done),
        "may_act": not roles.isdisjoint(CLERKS),
        "form": tried,
    }
    return page(request, "complaints/complaint.html", context)


def form_of(act: CaseAct, request: DeskRequest, case: Complaint, *data: Any) -> CaseForm:
    """The form of an act; several stand on one page, each with names of its own."""
    return act.form(*data, case=case, request=request, auto_id=f"id_{act.slug}_%s")


def _outcome(case: Complaint, done: Sequence[Step]) -> list[tuple[str, str]]:
    """What the customer reads before signing: the same words that are signed."""
    if case.state != State.CARRIED:
        return []
    carried = next((step.words for step in done if step.kind == Step.Kind.CARRIED), "")
    plan = case.plan
    return [
        (_("Demand"), case.demand),
        (_("Plan"), f"{plan.get_result_display()} · {plan.words} · ¥ {plan.amount:.2f}" if plan else ""),
        (_("Carried out"), carried),
    ]


def _events(done: Sequence[Step]) -> list[Event]:
    return [
        Event(
            step.at,
            step.get_kind_display(),
            step.words or queries.way_words(step),
            detail=queries.way_words(step) if step.words else "",
            who=str(step.by),
            tone=Tone.DONE if step.outcome == "reached" else Tone.PLAIN,
        )
        for step in done
    ]


def _evidence(done: Sequence[Step]) -> list[tuple[Evidence, str]]:
    """Every file with who brought it, in the order in which the page of a file counts them."""
    found = [(file, step.by.name) for step in done for file in step.evidence.all()]
    return sorted(found, key=lambda one: one[0].pk)


def act_view(act: CaseAct) -> Callable[..., HttpResponseBase]:
    """The view of one act: a page of its own, or back to the case's page when it is the next step."""

    @desk_view(reads=READERS, acts=act.roles)
    def view(request: DeskRequest, pk: int) -> HttpResponse:
        case = case_in_reach(request, pk, acts=act.roles)
        if request.method != "POST":
            if act.step:
                return redirect("complaints:complaint", pk)
            return _form_page(request, act, case, form_of(act, request, case))
        form = form_of(act, request, case, request.POST, request.FILES)
        done = form.attempt(lambda: _run(request, act, case, form))
        if done:
            messages.success(request, str(act.done))
            return _after(done, case)
        if act.step and case.state in act.states:
            return show(request, case, form, act.slug)
        if act.step:
            messages.error(request, str(form.refused or _("Somebody went on with it.")))
            return redirect("complaints:complaint", pk)
        return _form_page(request, act, case, form)

    view.__doc__ = f"{act.slug} of a case."
    return view


def _run(request: DeskRequest, act: CaseAct, case: Complaint, form: CaseForm) -> Any:
    """In one transaction with its files, so that a refusal leaves none behind."""
    with transaction.atomic():
        more = form.arguments()
        if "evidence" in form.fields:
            more["evidence"] = stored(form.sent, request.user)
        return act.service(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            complaint_id=case.pk,
            **more,
        )


def _after(done: Any, case: Complaint) -> HttpResponse:
    if isinstance(done, Refund):
        return redirect("refunds:refund", done.pk)
    return redirect("complaints:complaint", case.document_id)


def _form_page(request: DeskRequest, act: CaseAct, case: Complaint, form: CaseForm) -> HttpResponse:
    return page(request, "complaints/act.html", {"act": act, "case": case, "form": form, "aside": True})


@desk_view(reads=READERS)
def evidence(request: DeskRequest, pk: int, position: int) -> HttpResponseBase:
    """A file of a case, counted from 1: seen by who may see the case, kept by no browser."""
    case = case_in_reach(request, pk)
    rows = Evidence.objects.filter(step__document=case.document).select_related("file").order_by("pk")
    found = list(rows[position - 1 : position]) if position > 0 else []
    if not found:
        raise Http404
    return file_response(found[0].file, inline=True)


VIEWS = {slug: act_view(act) for slug, act in ACTS.items() if slug != "gift"}
