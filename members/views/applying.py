"""Applying for a member card: the form, its hints, the application's page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.core.refusals import Refused
from deskops.org.access import DeskRequest, desk_view
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role

from ..forms import ApplicationForm, ProxyCallForm, ReasonForm
from ..models import Application, ConsentText, Member
from ..models.consents import ConsentKind
from ..queries.households import Neighbours, neighbours
from ..queries.search import by_phone
from ..rules.identity import IdNumber, PaperKind
from ..rules.phones import Phone
from ..services import applying
from ..services.consents import text_on
from ..services.details import number_on, phone_in
from ..services.placing import place_of
from . import PAPER_READERS, back


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
    seen = {"hints": _look(request)} if form.is_bound else {}
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


@dataclass
class Hints:
    """What the desk says beside the form while it is being filled in."""

    number: IdNumber | None = None
    taken: Member | None = None
    phone: Phone | None = None
    same_phone: tuple[Member, ...] = ()
    homes: Neighbours | None = None
    refusals: tuple[Refused, ...] = ()


@desk_view(acts=Role.desk())
@require_POST
def hints(request: DeskRequest) -> HttpResponse:
    """Look at what is filled in so far: the number, the telephone, the household; nothing is stored."""
    return render(request, "members/hints.html", {"hints": _look(request)})


def _look(request: DeskRequest) -> Hints:
    seen = Hints()
    refusals: list[Refused] = []
    kind = _kind(request.POST.get("paper_kind", ""))
    steps: tuple[Callable[[], None], ...] = (
        lambda: _look_at_number(seen, request, kind),
        lambda: _look_at_phone(seen, request),
        lambda: _look_at_home(seen, request, kind),
    )
    for step in steps:
        try:
            step()
        except Refused as refused:
            refusals.append(refused)
    seen.refusals = tuple(refusals)
    return seen


def _kind(raw: str) -> PaperKind:
    return PaperKind(raw) if raw in PaperKind else PaperKind.RESIDENT_ID


def _look_at_number(seen: Hints, request: DeskRequest, kind: PaperKind) -> None:
    today = request.now.astimezone(SHANGHAI).date()
    seen.number = number_on(request.POST.get("id_number", ""), kind, today)
    if seen.number:
        seen.taken = applying.owner_of(seen.number)


def _look_at_phone(seen: Hints, request: DeskRequest) -> None:
    seen.phone = phone_in("mobile", request.POST.get("mobile", ""))
    if seen.phone:
        seen.same_phone = tuple(by_phone(seen.phone.e164))


def _look_at_home(seen: Hints, request: DeskRequest, kind: PaperKind) -> None:
    if address := request.POST.get("address", "").strip():
        store = request.access.store
        place = place_of(address, kind, store=store, on=store.business_date(request.now))
        seen.homes = neighbours(place)


@desk_view(reads=PAPER_READERS)
def application(request: DeskRequest, pk: int) -> HttpResponse:
    """An application with its approvals and what can be done about it."""
    found = _find(request, pk)
    context = {
        "application": found,
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
