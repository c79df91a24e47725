"""Applying for a member card: the form, its hints, the application's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role

from ..forms import ApplicationForm, ProxyCallForm, ReasonForm
from ..models import Application, ConsentText
from ..models.consents import ConsentKind
from ..rules.identity import PaperKind
from ..services import applying
from ..services.consents import text_on
from . import PAPER_READERS, back
from .acts import acts_for
from .hinting import look


@desk_view(acts=Role.desk())
def new(request: DeskRequest) -> HttpResponse:
    """The application's form; saved, its page, or with “save and next” an empty form of the same day."""
    today = request.now.astimezone(SHANGHAI).date()
    form = ApplicationForm(request.POST or None, initial={"form_date": request.GET.get("form_date") or today})
    done = form.attempt(
        lambda: applying.apply(
            request_key=form.cleaned_data["request_key"],
            details=form.details(),
            store=request.access.store,
            by=request.user,
            now=request.now,
        )
    )
    if done:
        messages.success(request, _said(done))
        if "next" in request.POST:
            return redirect(f"{request.path}?form_date={done.form_date:%Y-%m-%d}")
        return redirect("members:application", done.pk)
    seen = {"hints": look(request, _kind(request))} if form.is_bound else {}
    return page(request, "members/new.html", {"form": form, "aside": True} | seen | _texts(request))


def _said(application: Application) -> str:
    values = {"number": application.card_number, "name": application.member.name}
    if application.state == Application.State.ISSUED:
        return _("Card %(number)s issued to %(name)s.") % values
    return _("%(name)s waits for the desk supervisor; card %(number)s is kept for them.") % values


def _texts(request: DeskRequest) -> dict[str, ConsentText]:
    day = request.access.store.business_date(request.now)
    return {
        "personal_text": text_on(ConsentKind.PERSONAL_DATA, day),
        "marketing_text": text_on(ConsentKind.MARKETING, day),
    }


@desk_view(acts=Role.desk())
@require_POST
def hints(request: DeskRequest) -> HttpResponse:
    """Look at what is filled in so far: the number, the telephone, the household; nothing is stored."""
    return render(request, "members/hints.html", {"hints": look(request, _kind(request))})


def _kind(request: DeskRequest) -> PaperKind:
    raw = request.POST.get("paper_kind", "")
    return PaperKind(raw) if raw in PaperKind else PaperKind.RESIDENT_ID


@desk_view(reads=PAPER_READERS)
def application(request: DeskRequest, pk: int) -> HttpResponse:
    """An application with its approvals and what can be done about it."""
    found = _find(request, pk)
    issued = found.state == Application.State.ISSUED
    context = {
        "application": found,
        "acts": [act for act in acts_for(request, found.member) if act.next] if issued else [],
        "again": ReasonForm(),
        "withdrawing": ActForm(),
        "calling": ProxyCallForm(),
    }
    return render(request, "members/application.html", context)


def _find(request: DeskRequest, pk: int) -> Application:
    rows = Application.objects.select_related(
        "document__store", "document__maker", "member", "first_card__member", "call_by"
    )
    return request.access.get(rows, "document__store", pk=pk)


@desk_view(acts=Role.desk())
@require_POST
def ask_again(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask the supervisor once more with another reason."""
    _find(request, pk)
    form = ReasonForm(request.POST)
    form.attempt(
        lambda: applying.ask_again(application_id=pk, by=request.user, now=request.now, **form.cleaned_data)
    )
    return back(request, form, "members:application", pk)


@desk_view(acts=Role.desk())
@require_POST
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    """End the application without a card."""
    _find(request, pk)
    form = ActForm(request.POST)
    form.attempt(
        lambda: applying.withdraw(
            request_key=form.cleaned_data["request_key"], application_id=pk, by=request.user, now=request.now
        )
    )
    return back(request, form, "members:application", pk)


@desk_view(acts=Role.desk())
@require_POST
def call(request: DeskRequest, pk: int) -> HttpResponse:
    """Record what the member said who was rung about the proxy's application."""
    _find(request, pk)
    form = ProxyCallForm(request.POST)
    form.attempt(
        lambda: applying.record_proxy_call(
            request_key=form.cleaned_data["request_key"],
            application_id=pk,
            outcome=Application.Call(form.cleaned_data["outcome"]),
            by=request.user,
            now=request.now,
        )
    )
    return back(request, form, "members:application", pk)
