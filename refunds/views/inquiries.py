"""Inquiries at banks: opened at the counter, gone on with step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deskops.clocks.models import Target
from deskops.core.calendar import shown_end
from deskops.core.files import file_response, store_upload
from deskops.core.forms import ActForm
from deskops.core.pages import Event, Tab, page
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms.following import AnswerForm, ContactForm, InquiryForm, ReplyForm
from ..models import BankInquiry
from ..queries.following import OPEN_PROMISE, PAGE, inquiries, whole_inquiry
from ..roles import FOLLOWERS
from ..services import inquiries as services
from .following import money_in_reach, tabs
from .reach import require_role

State = BankInquiry.State
TONES = {
    State.OPEN: Tone.DUE,
    State.CONTACTED: Tone.INFO,
    State.REPLIED: Tone.DUE,
    State.ANSWERED: Tone.DONE,
}
ACCEPTS = ("image/png", "image/jpeg", "application/pdf")


@dataclass(frozen=True)
class Step:
    """What may be recorded next: the form, the act, the words."""

    form: type[ActForm]
    act: Callable[..., BankInquiry]
    title: str | Promise
    done: str | Promise


STEPS = {
    State.OPEN: Step(
        ContactForm,
        services.record_contact,
        gettext_lazy("Contact the bank"),
        gettext_lazy("The bank was contacted."),
    ),
    State.CONTACTED: Step(
        ReplyForm,
        services.record_reply,
        gettext_lazy("The bank's reply"),
        gettext_lazy("Now tell the customer."),
    ),
    State.REPLIED: Step(
        AnswerForm,
        services.record_answer,
        gettext_lazy("Answer the customer"),
        gettext_lazy("The customer was answered."),
    ),
}


@desk_view(reads=FOLLOWERS)
def listed(request: DeskRequest) -> HttpResponse:
    """What is open by what is due next, or what has ended."""
    ended = "ended" in request.GET
    rows = inquiries(request.access.store, ended=ended)
    found = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    url = reverse("refunds:inquiries")
    context = {
        "found": found,
        "rows": [(row, TONES[State(row.state)], *_due(row, request)) for row in found],
        "ended": ended,
        "tabs": tabs("inquiries"),
        "boxes": [Tab(_("Open"), url, not ended), Tab(_("Ended"), f"{url}?ended", ended)],
    }
    return render(request, "refunds/inquiries.html", context)


def _due(row: BankInquiry, request: DeskRequest) -> tuple[str, bool]:
    due_at = getattr(row, "due_at", None)
    return (shown_end(due_at), due_at < request.now) if due_at else ("", False)


@desk_view(acts=Role.desk())
def new(request: DeskRequest, pk: int) -> HttpResponse:
    """Open an inquiry about one tender of a refund."""
    money = money_in_reach(request, pk, acts=Role.desk())
    form = InquiryForm(request.POST or None, request.FILES or None)
    made = form.attempt(lambda: _open(request, money.pk, form))
    if made:
        messages.success(request, _("Opened: %(number)s.") % {"number": made.document.number})
        return redirect("refunds:inquiry", made.document_id)
    return page(request, "refunds/inquiry_new.html", {"form": form, "money": money, "aside": True})


def _open(request: DeskRequest, money_id: int, form: InquiryForm) -> BankInquiry:
    """In one transaction with its paper, so that a refusal leaves no file behind."""
    told = form.cleaned_data
    with transaction.atomic():
        upload = form.upload
        paper = store_upload(upload, accepts=ACCEPTS, by=request.user) if upload else None
        said = services.Complaint(told["claim"], told["arrived"], told["telephone"], paper)
        return services.open_inquiry(
            request_key=told["request_key"], by=request.user, now=request.now, money_id=money_id, said=said
        )


def _in_reach(request: DeskRequest, pk: int) -> BankInquiry:
    """An inquiry by its paper's key, in a store within reach; Http404 otherwise."""
    found = request.access.get(whole_inquiry(), "document__store", document=pk)
    require_role(request, found.document.store, acts=Role.desk(), reads=FOLLOWERS)
    return found


@desk_view(reads=FOLLOWERS)
def inquiry(request: DeskRequest, pk: int) -> HttpResponse:
    """What was said, what happened since, and what is to be done next."""
    found = _in_reach(request, pk)
    step = STEPS.get(State(found.state))
    return _show(request, found, step.form() if step else None)


def _show(request: DeskRequest, found: BankInquiry, form: ActForm | None) -> HttpResponse:
    due = Target.objects.filter(OPEN_PROMISE, document=found.document).order_by("due_at").first()
    context: dict[str, Any] = {
        "inquiry": found,
        "tone": TONES[State(found.state)],
        "due": shown_end(due.due_at) if due else "",
        "late": due is not None and due.due_at < request.now,
        "events": _events(found),
        "step": STEPS.get(State(found.state)),
        "form": form,
        "may_act": request.access.may(*Role.desk()),
    }
    return page(request, "refunds/inquiry.html", context)


def _events(found: BankInquiry) -> list[Event]:
    """What happened, the newest first."""
    contacted_by, answered_by = str(found.contacted_by or ""), str(found.answered_by or "")
    happened = [
        (found.answered_at, _("Customer answered"), found.answer, answered_by),
        (found.replied_at, _("Bank replied"), found.reply, ""),
        (found.contacted_at, _("Bank contacted"), found.contact, contacted_by),
        (found.document.made_at, _("Opened"), found.claim, str(found.document.maker)),
    ]
    return [Event(at, kind, words, who=who) for at, kind, words, who in happened if at]


@desk_view(acts=Role.desk())
@require_POST
def go_on(request: DeskRequest, pk: int, step: str) -> HttpResponse:
    """Record the next step; a step that somebody else has recorded meanwhile is refused with its words."""
    found = _in_reach(request, pk)
    wanted = next((one for one in STEPS if one.value == step), None)
    if wanted is None:
        raise Http404
    form = STEPS[wanted].form(request.POST)
    done = form.attempt(
        lambda: STEPS[wanted].act(by=request.user, now=request.now, inquiry_id=found.pk, **form.cleaned_data)
    )
    if done:
        messages.success(request, str(STEPS[wanted].done))
        return redirect("refunds:inquiry", pk)
    if found.state != wanted:
        current = STEPS.get(State(found.state))
        fresh = current.form() if current else None
        messages.error(request, str(form.refused) if form.refused else _("Somebody went on with it."))
        return _show(request, found, fresh)
    return _show(request, found, form)


@desk_view(reads=FOLLOWERS)
def paper(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The bank's paper that the customer brought."""
    found = _in_reach(request, pk)
    if found.paper is None:
        raise Http404
    return file_response(found.paper, inline=True)
