"""The warehouse and head office: draws, leftovers, arrivals, requests, shipments, plans, stores."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import LatestPaginator, page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms.keeping import ArriveForm, GiftsForm, PlanForm, RequestForm, SpanForm
from ..handing import DRAW, LEFTOVERS
from ..models import GiftArrival, GiftPlan, GiftRequest, Movement, Place
from ..models.asks import AskState
from ..queries import lists, office
from ..queries.stock import campaigns_for
from ..roles import ASKERS, COUNTERS, EVERYBODY, HEAD_OFFICE, KEEPERS, OPENERS, PLANNERS, READERS
from ..services import asking
from ..services.arriving import arrive as arrive_gifts
from ..services.moving import place_of
from .reach import ASK_TONES, require_role
from .tabs import keeping

PACE = 90
"""Days of issues that a plan looks back on, and of campaigns that it looks ahead to."""


@desk_view(acts=COUNTERS)
def draw(request: DeskRequest) -> HttpResponse:
    """Gifts from the warehouse to the desk (赠品领取): the paper is drafted, the warehouse signs it."""
    return _hand_over(request, DRAW.code, _("Draw gifts from the warehouse"))


@desk_view(acts=COUNTERS)
def leftovers(request: DeskRequest) -> HttpResponse:
    """Leftover gifts back to the warehouse (赠品退库): the desk signs."""
    return _hand_over(request, LEFTOVERS.code, _("Leftover gifts back to the warehouse"))


def _hand_over(request: DeskRequest, kind: str, title: str) -> HttpResponse:
    store = request.access.store
    today = store.business_date(request.now)
    campaigns = campaigns_for(store).filter(ends__gte=today - timedelta(days=60)).order_by("-ends")
    form = GiftsForm(request.POST or None, campaigns=campaigns)
    made = form.attempt(
        lambda: asking.hand_over(
            request_key=form.cleaned_data["request_key"],
            kind=kind,
            store=store,
            gifts=form.gifts,
            by=request.user,
            now=request.now,
        )
    )
    if made:
        return redirect("handoffs:page", made.pk)
    context = {"form": form, "title": title, "caption": _("Gifts"), "submit_label": _("Make the paper")}
    return page(request, "gifts/rows.html", context)


@desk_view(acts=KEEPERS)
def arrive(request: DeskRequest) -> HttpResponse:
    """Gifts from a supplier into the warehouse."""
    store = request.access.store
    central = Place.objects.filter(store=store, kind=Place.Kind.CENTRAL).exists()
    form = ArriveForm(request.POST or None, central=central)
    made = form.attempt(
        lambda: arrive_gifts(
            request_key=form.cleaned_data["request_key"],
            store=store,
            place=place_of(store, Place.Kind(form.cleaned_data["place"])),
            gifts=form.gifts,
            supplier=form.cleaned_data["supplier"],
            slip=form.cleaned_data["slip"],
            by=request.user,
            now=request.now,
        )
    )
    if made:
        return redirect("gifts:arrival", made.pk)
    context = {
        "form": form,
        "title": _("Gifts from a supplier"),
        "caption": _("Gifts"),
        "submit_label": _("Take them in"),
        "fields_before": True,
    }
    return page(request, "gifts/rows.html", context)


@desk_view(reads=READERS)
def arrival(request: DeskRequest, pk: int) -> HttpResponse:
    """What came in, with its slip."""
    rows = GiftArrival.objects.select_related("document__store", "document__maker", "place")
    found = request.access.get(rows, "document__store", pk=pk)
    require_role(request, found.document.store, acts=KEEPERS)
    moved = Movement.objects.filter(document=found.document).select_related("stock__item").order_by("pk")
    return render(request, "gifts/arrival.html", {"arrival": found, "rows": moved})


@desk_view(reads=EVERYBODY)
def requests(request: DeskRequest) -> HttpResponse:
    """What stores asked of head office."""
    found: Paginator[GiftRequest] = LatestPaginator(lists.requests(request.access), lists.PAGE)
    rows = found.get_page(request.GET.get("page"))
    context = {
        "found": rows,
        "rows": [(row, ASK_TONES[AskState(row.state)]) for row in rows],
        "may_ask": request.access.may(*ASKERS),
        "pages": keeping(request, "requests"),
    }
    return render(request, "gifts/requests.html", context)


@desk_view(acts=ASKERS)
def request_new(request: DeskRequest) -> HttpResponse:
    """A store asks for gifts; the service manager approves."""
    store = request.access.store
    today = store.business_date(request.now)
    form = RequestForm(
        request.POST or None, of=campaigns_for(store).filter(ends__gte=today).order_by("starts")
    )
    made = form.attempt(
        lambda: asking.ask_gifts(
            request_key=form.cleaned_data["request_key"],
            store=store,
            gifts=form.gifts,
            why=form.cleaned_data["why"],
            campaign=form.cleaned_data["campaign"],
            by=request.user,
            now=request.now,
        )
    )
    if made:
        return redirect("gifts:request", made.pk)
    context = {
        "form": form,
        "title": _("Ask head office for gifts"),
        "caption": _("Gifts"),
        "submit_label": _("Ask for approval"),
        "fields_before": True,
    }
    return page(request, "gifts/rows.html", context)


@desk_view(reads=EVERYBODY)
def request_page(request: DeskRequest, pk: int) -> HttpResponse:
    """One request: what, why, who approved, what was sent."""
    found = request.access.get(lists.requests(request.access), "document__store", pk=pk)
    require_role(request, found.document.store, acts=ASKERS, reads=EVERYBODY)
    context = {
        "ask": found,
        "tone": ASK_TONES[AskState(found.state)],
        "lines": found.lines.select_related("item").order_by("item__name"),
        "shipments": found.document.followers.filter(kind="gift_shipment").order_by("pk"),
        "may_ship": request.access.may(*KEEPERS) and found.state == AskState.APPROVED,
        "form": ActForm(),
    }
    return page(request, "gifts/request.html", context)


@desk_view(acts=KEEPERS)
def ship(request: DeskRequest, pk: int) -> HttpResponse:
    """Make the shipment of an approved request; the central warehouse signs it."""
    found = request.access.get(lists.requests(request.access), "document__store", pk=pk)
    require_role(request, found.document.store, acts=KEEPERS)
    if request.method != "POST":
        return redirect("gifts:request", pk)
    form = ActForm(request.POST)
    made = form.attempt(
        lambda: asking.ship(
            request_key=form.cleaned_data["request_key"], request_id=pk, by=request.user, now=request.now
        )
    )
    if made:
        return redirect("handoffs:page", made.pk)
    messages.error(request, str(form.refused or _("Open the page again.")))
    return redirect("gifts:request", pk)


@desk_view(reads=PLANNERS | {Role.GENERAL_MANAGER})
def plans(request: DeskRequest) -> HttpResponse:
    """What head office meant to buy."""
    found: Paginator[GiftPlan] = LatestPaginator(lists.plans(request.access), lists.PAGE)
    rows = found.get_page(request.GET.get("page"))
    context = {
        "found": rows,
        "rows": [(row, ASK_TONES[AskState(row.state)]) for row in rows],
        "may_plan": request.access.may(*PLANNERS),
        "pages": keeping(request, "plans"),
    }
    return render(request, "gifts/plans.html", context)


@desk_view(acts=PLANNERS)
def plan_new(request: DeskRequest) -> HttpResponse:
    """Worked out from what was issued and the campaigns ahead; the general manager approves."""
    today = request.access.store.business_date(request.now)
    days = {"since": today - timedelta(days=PACE), "until": today, "ahead": today + timedelta(days=PACE)}
    span = SpanForm(request.GET or None)
    chosen = span.span(days) if span.is_bound else days
    needs = office.needs(request.access, **chosen)
    form = PlanForm(request.POST or None, needs=needs)
    made = form.attempt(
        lambda: asking.plan_purchase(
            request_key=form.cleaned_data["request_key"],
            store=request.access.store,
            needs=form.wanted,
            words=form.cleaned_data["words"],
            by=request.user,
            now=request.now,
            **chosen,
        )
    )
    if made:
        return redirect("gifts:plan", made.pk)
    return page(request, "gifts/plan_new.html", {"form": form, "span": SpanForm(chosen)})


@desk_view(reads=PLANNERS | {Role.GENERAL_MANAGER})
def plan(request: DeskRequest, pk: int) -> HttpResponse:
    """One plan with the figures it was worked out from."""
    found = request.access.get(lists.plans(request.access), "document__store", pk=pk)
    require_role(request, found.document.store, acts=PLANNERS, reads=PLANNERS | {Role.GENERAL_MANAGER})
    rows = found.lines.select_related("item").order_by("item__name")
    context = {
        "plan": found,
        "tone": ASK_TONES[AskState(found.state)],
        "rows": [(row, row.value * row.quantity) for row in rows],
    }
    return render(request, "gifts/plan.html", context)


@desk_view(reads=HEAD_OFFICE)
def stores(request: DeskRequest) -> HttpResponse:
    """Every store within reach: sent, received, issued, counted, in stock."""
    today = request.access.store.business_date(request.now)
    days = {"since": today - timedelta(days=30), "until": today}
    form = SpanForm(request.GET or None, plain=True)
    chosen = form.span(days) if form.is_bound else days
    rows = office.by_store(request.access, chosen["since"], chosen["until"])
    context = {"rows": rows, "form": SpanForm(chosen, plain=True), "pages": keeping(request, "stores")}
    context["may_open"] = (
        request.access.may(*OPENERS) and not Place.objects.filter(kind=Place.Kind.CENTRAL).exists()
    )
    return page(request, "gifts/stores.html", context | {"open": ActForm()})


@desk_view(acts=OPENERS)
@require_POST
def central(request: DeskRequest) -> HttpResponse:
    """The central warehouse of gifts lies in this store; there is one."""
    form = ActForm(request.POST)
    done = form.attempt(
        lambda: asking.open_central(
            request_key=form.cleaned_data["request_key"],
            store=request.access.store,
            by=request.user,
            now=request.now,
        )
    )
    if done is None:
        messages.error(request, str(form.refused or _("Open the page again.")))
    return redirect("gifts:stores")
