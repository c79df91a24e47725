"""Enquiries: registered while the caller waits, passed on, promised, answered; directory and questions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from deskops.clocks.views import left
from deskops.core.calendar import shown_end
from deskops.core.pages import Event, LatestPaginator, Tab, page
from deskops.core.refusals import Text
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view

from ..forms.enquiries import AnswerForm, LookForm, PassOnForm, PromiseForm, ReviewForm
from ..forms.registering import EnquiryForm
from ..models import Enquiry
from ..queries import page as queries
from ..queries.asking import directory, questions, reviewed
from ..queries.lists import PAGE, enquiries
from ..roles import CLERKS, READERS
from ..services import directory as keeping
from ..services import enquiries as services
from .reach import ENQUIRY_TONES, enquiry_in_reach

State = Enquiry.State


@dataclass(frozen=True)
class EnquiryAct:
    """What may be done about an open enquiry."""

    slug: str
    label: Text
    done: Text
    form: type[PassOnForm] | type[AnswerForm]
    service: Callable[..., Enquiry]
    key: str


ACTS = (
    EnquiryAct(
        "answer",
        gettext_lazy("Answer"),
        gettext_lazy("Recorded."),
        AnswerForm,
        services.answer,
        "a",
    ),
    EnquiryAct(
        "pass",
        gettext_lazy("Pass on"),
        gettext_lazy("Passed on."),
        PassOnForm,
        services.pass_enquiry,
        "d",
    ),
    EnquiryAct(
        "promise",
        gettext_lazy("Promise anew"),
        gettext_lazy("Promised: the earlier promise stays written."),
        PromiseForm,
        services.promise,
        "m",
    ),
)


@desk_view(reads=READERS)
def listed(request: DeskRequest) -> HttpResponse:
    """Open enquiries by what is due next, late ones, answered ones."""
    box = request.GET.get("box", "")
    found = LatestPaginator(enquiries(request.access, box, request.now), PAGE).get_page(
        request.GET.get("page")
    )
    url = reverse("complaints:enquiries")
    context = {
        "found": found,
        "rows": [(row, ENQUIRY_TONES[State(row.state)], *_due(row, request)) for row in found],
        "tabs": [
            Tab(pgettext("enquiry", "Open"), url, box not in ("late", "answered")),
            Tab(_("Late"), f"{url}?box=late", box == "late"),
            Tab(_("Answered"), f"{url}?box=answered", box == "answered"),
        ],
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "complaints/enquiries.html", context)


def _due(row: Enquiry, request: DeskRequest) -> tuple[str, str, bool]:
    if row.due_at is None:
        return "", "", False
    return shown_end(row.due_at), left(row.due_at, request.now), row.due_at < request.now


@desk_view(acts=CLERKS)
def new(request: DeskRequest) -> HttpResponse:
    """Register who asks what, with frequent questions and the directory beside it."""
    form = EnquiryForm(request.POST or None)
    made = form.attempt(
        lambda: services.register(
            by=request.user, store=request.access.store, now=request.now, **form.cleaned_data
        )
    )
    if made:
        messages.success(request, _("Registered: %(number)s.") % {"number": made.document.number})
        return redirect("complaints:enquiry", made.document_id)
    return page(
        request,
        "complaints/enquiry_new.html",
        {"form": form, "look": LookForm(auto_id="id_look_%s"), "aside": True},
    )


@desk_view(reads=READERS)
def enquiry(request: DeskRequest, pk: int) -> HttpResponse:
    """What was asked, every promise given, what was done."""
    return show(request, enquiry_in_reach(request, pk), None)


def show(request: DeskRequest, row: Enquiry, tried: tuple[EnquiryAct, Any] | None) -> HttpResponse:
    """The page, with a form that was refused or asked for; the answer's otherwise."""
    may_act = not request.access.roles_at(row.store).isdisjoint(CLERKS)
    wanted = request.GET.get("do", "answer")
    act = tried[0] if tried else next((one for one in ACTS if one.slug == wanted), ACTS[0])
    is_open = row.state != State.ANSWERED
    context = {
        "enquiry": row,
        "tone": ENQUIRY_TONES[State(row.state)],
        "clocks": queries.clocks_of(row.document, request.now),
        "events": [
            Event(
                step.at,
                step.get_kind_display(),
                step.words,
                detail=queries.way_words(step),
                who=str(step.by),
                tone=Tone.DONE if step.outcome == "reached" else Tone.PLAIN,
            )
            for step in queries.steps_of(row.document)
        ],
        "act": act,
        "acts": [one for one in ACTS if one.slug != act.slug] if is_open else [],
        "form": (tried[1] if tried else act.form()) if is_open and may_act else None,
        "may_act": may_act,
    }
    return page(request, "complaints/enquiry.html", context)


def act_view(act: EnquiryAct) -> Callable[..., HttpResponseBase]:
    """The view of one act about an enquiry."""

    @desk_view(reads=READERS, acts=CLERKS)
    def view(request: DeskRequest, pk: int) -> HttpResponse:
        row = enquiry_in_reach(request, pk)
        if request.method != "POST":
            return redirect(f"{reverse('complaints:enquiry', args=[pk])}?do={act.slug}")
        form = act.form(request.POST)
        done = form.attempt(
            lambda: act.service(
                request_key=form.cleaned_data["request_key"],
                by=request.user,
                now=request.now,
                enquiry_id=row.pk,
                **form.arguments(),
            )
        )
        if done:
            messages.success(request, str(act.done))
            return redirect("complaints:enquiry", pk)
        if row.state == State.ANSWERED:
            messages.error(request, str(form.refused or _("Somebody went on with it.")))
            return redirect("complaints:enquiry", pk)
        return show(request, row, (act, form))

    view.__doc__ = f"{act.slug} of an enquiry."
    return view


@desk_view(reads=READERS)
def look(request: DeskRequest) -> HttpResponse:
    """Frequent questions and directory for what is typed while the caller waits; a piece of a page."""
    typed = request.GET.get("q", "")
    context = {
        "typed": typed,
        "questions": questions(request.access, typed)[:6],
        "numbers": directory(request.access, typed)[:6] if typed.strip() else [],
    }
    return render(request, "complaints/_look.html", context)


@desk_view(reads=READERS)
def frequent(request: DeskRequest) -> HttpResponse:
    """Frequent questions with their answers."""
    form = LookForm(request.GET)
    typed = request.GET.get("q", "")
    found = LatestPaginator(questions(request.access, typed), PAGE).get_page(request.GET.get("page"))
    return render(request, "complaints/questions.html", {"form": form, "found": found})


@desk_view(reads=READERS, acts=CLERKS)
def numbers(request: DeskRequest) -> HttpResponse:
    """The directory; a POST says that it was gone through this month."""
    store = request.access.store
    review = ReviewForm(request.POST or None)
    done = review.attempt(
        lambda: keeping.review(by=request.user, store=store, now=request.now, **review.cleaned_data)
    )
    if done:
        messages.success(request, _("The directory was reviewed."))
        return redirect("complaints:directory")
    typed = request.GET.get("q", "")
    found = LatestPaginator(directory(request.access, typed), PAGE).get_page(request.GET.get("page"))
    context = {
        "look": LookForm(request.GET),
        "found": found,
        "form": review,
        "reviewed": reviewed(store, request.now),
        "may_act": request.access.may(*CLERKS),
    }
    return page(request, "complaints/directory.html", context)


VIEWS = {act.slug: act_view(act) for act in ACTS}
