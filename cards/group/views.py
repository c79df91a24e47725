"""Group orders: the list, the application, the order's page and what is done there."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.core.dated import setting_at
from deskops.core.pages import LatestPaginator, Step, Tab, page, steps
from deskops.core.refusals import Refused
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view

from ..models import GroupIdentity, GroupOrder
from . import rules, services
from .forms import ActivateForm, LookForm, OrderForm, PayForm, ReasonForm, started
from .queries import (
    listed,
    money_of,
    opened,
    orders,
    proposed,
    ranges_of,
    returns_of,
)
from .roles import ACTORS, READERS
from .rules import Policy
from .seeds import TIERS
from .services.applying import figures_of, lines_of

State = GroupOrder.State
TONES = {
    State.ASKED: Tone.INFO,
    State.REJECTED: Tone.LATE,
    State.SIGNED: Tone.DUE,
    State.PAID: Tone.DUE,
    State.ACTIVE: Tone.INFO,
    State.DONE: Tone.DONE,
    State.CANCELLED: Tone.PLAIN,
}
PLACES = {State.ASKED: 1, State.REJECTED: 1, State.SIGNED: 2, State.PAID: 3, State.ACTIVE: 4, State.DONE: 6}


def order_here(request: DeskRequest, pk: int) -> GroupOrder:
    """An order of the store one works in; Http404 for any other."""
    return get_object_or_404(orders(request.access.store), pk=pk)


@desk_view(reads=READERS)
def group(request: DeskRequest) -> HttpResponse:
    """The store's orders: under way first, the others by box; narrowed by number or buyer."""
    box, typed = request.GET.get("box", ""), request.GET.get("q", "").strip()[:60]
    found = LatestPaginator(listed(request.access.store, box=box, typed=typed), 25)
    shown = found.get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [(row, TONES[State(row.state)]) for row in shown],
        "tabs": _tabs(box),
        "box": box,
        "typed": typed,
        "may_act": request.access.may(*ACTORS),
    }
    return render(request, "cards/group/list.html", context)


def _tabs(box: str) -> list[Tab]:
    url = reverse("cards:group")
    named = {
        "": _("Under way"),
        "desk": _("With the desk"),
        "asked": _("Being signed"),
        "active": _("Bonus to be granted"),
        "done": _("Done"),
        "cancelled": _("Cancelled"),
    }
    return [Tab(label, f"{url}?box={code}" if code else url, code == box) for code, label in named.items()]


@desk_view(acts=ACTORS)
def new(request: DeskRequest) -> HttpResponse:
    """Take an application; it is asked of the three departments at once."""
    form = OrderForm(request.POST or None)
    made = form.attempt(
        lambda: services.apply(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            store=request.access.store,
            now=request.now,
            buying=form.buying,
            buyer_paper=form.shown("buyer"),
            agent_paper=form.shown("agent"),
        )
    )
    if made:
        return redirect("cards:group_order", made.pk)
    return page(request, "cards/group/new.html", _form_context(request, form, reverse("cards:group")))


@desk_view(acts=ACTORS)
def correct(request: DeskRequest, pk: int) -> HttpResponse:
    """Change an order for which nothing was paid; all three sign anew."""
    order = order_here(request, pk)
    lines = [(line.face, line.count) for line in lines_of(order)]
    form = OrderForm(request.POST or None, initial=started(order, lines))
    made = form.attempt(
        lambda: services.correct(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            order_id=order.pk,
            buying=form.buying,
            buyer_paper=form.shown("buyer"),
            agent_paper=form.shown("agent"),
        )
    )
    if made:
        return redirect("cards:group_order", made.pk)
    context = _form_context(request, form, reverse("cards:group_order", args=[pk]))
    return page(request, "cards/group/new.html", {**context, "order": order})


def _form_context(request: DeskRequest, form: OrderForm, back: str) -> dict[str, Any]:
    figures = _figures(request, form) if form.is_bound else {}
    return {"form": form, "aside": True, "back": back, "policy": _policy(request), **figures}


def _policy(request: DeskRequest) -> Policy:
    store = request.access.store
    return Policy.read(setting_at(TIERS, on=store.business_date(request.now), store=store))


@desk_view(acts=ACTORS)
def figures(request: DeskRequest) -> HttpResponse:
    """What the order as typed comes to: total, tier, bonus, what the rules ask for."""
    form = OrderForm(request.POST)
    form.is_valid()
    context = {"policy": _policy(request), **_figures(request, form)}
    return render(request, "cards/group/_figures.html", context)


def _figures(request: DeskRequest, form: OrderForm) -> dict[str, Any]:
    if not hasattr(form, "cleaned_data"):
        form.is_valid()
    data, lines = form.cleaned_data, form.lines
    if not lines:
        return {}
    try:
        total, cards = rules.total_of(lines)
        buying = services.Buying(
            buyer_kind=data.get("buyer_kind", GroupOrder.Buyer.UNIT),
            buyer=data.get("buyer") or "–",
            phone="010-12345678",
            agent=data.get("agent") or "–",
            lines=lines,
            bonus_as=data.get("bonus_as", GroupOrder.BonusAs.CARDS),
            bonus_face=data.get("bonus_face") or Decimal(100),
        )
        store = request.access.store
        found = figures_of(buying, store, store.business_date(request.now))
    except Refused as refused:
        return {"refusal": refused}
    return {"figures": found, "total": total, "cards": cards}


@desk_view(reads=READERS)
def order(request: DeskRequest, pk: int) -> HttpResponse:
    """One order: who has signed, what was paid, which cards, and what comes next."""
    shown = opened(request.access.store, pk)
    if shown is None:
        raise Http404
    found = shown.order
    money = money_of(found)
    may_act = request.access.may(*ACTORS)
    context = {
        "order": found,
        "tone": TONES[State(found.state)],
        "steps": _steps(found),
        "lines": shown.lines,
        "identities": found.identities.all(),
        "money": money,
        "ranges": ranges_of(found) if found.state in _WITH_CARDS else [],
        "bonus_handoff": shown.bonus,
        "returns": returns_of(found) if shown.returned else [],
        "may_act": may_act,
        "may_correct": may_act and not money.paid and found.state in _BEFORE_PAYING,
        "may_cancel": may_act and not money.paid and found.state in _BEFORE_PAYING,
        "may_return": may_act and bool(money.paid) and found.state in _AFTER_PAYING,
        "cancel_form": ReasonForm(auto_id="id_cancel_%s"),
    }
    return render(request, "cards/group/order.html", context)


_BEFORE_PAYING = (State.ASKED, State.REJECTED, State.SIGNED)
_WITH_CARDS = (State.ACTIVE, State.DONE, State.CANCELLED)
_AFTER_PAYING = (State.SIGNED, State.PAID, State.ACTIVE, State.DONE)


def _steps(found: GroupOrder) -> list[Step]:
    labels = [
        _("Application"),
        _("Three signatures"),
        _("Payment"),
        _("Activation"),
        pgettext("group order", "Bonus"),
        _("Done"),
    ]
    return steps([*labels], PLACES.get(State(found.state), -1))


@desk_view(acts=ACTORS)
def pay(request: DeskRequest, pk: int) -> HttpResponse:
    """Record a payment of a signed order."""
    found = order_here(request, pk)
    money = money_of(found)
    form = PayForm(request.POST or None, initial={"amount": money.owed, "tender": "bank_transfer"})
    made = form.attempt(
        lambda: services.pay(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            order_id=found.pk,
            amount=form.cleaned_data["amount"],
            tender=form.cleaned_data["tender"],
            details=form.details,
        )
    )
    if made:
        messages.success(request, _("The payment is in the books: %(number)s.") % {"number": made.number})
        return redirect("cards:group_order", found.pk)
    context = {"form": form, "order": found, "money": money, "aside": True}
    return page(request, "cards/group/pay.html", context)


@desk_view(acts=ACTORS)
def activate(request: DeskRequest, pk: int) -> HttpResponse:
    """Name the numbers of the order's cards and make them active, all or none."""
    found = order_here(request, pk)
    lines = [(line.face, line.count) for line in lines_of(found)]
    further = rules.bonus_cards(found.bonus, found.bonus_face) if found.bonus_face else []
    bonus = sum(count for _face, count in further)
    if not lines:
        raise Http404
    form = ActivateForm(
        request.POST or None,
        lines=lines,
        bonus=bonus,
        proposed={} if request.method == "POST" else proposed(found, lines),
    )
    made = form.attempt(
        lambda: services.activate(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            order_id=found.pk,
            ranges=form.ranges,
            bonus_ranges=form.cleaned_data.get("bonus_ranges", ()),
        )
    )
    if made:
        messages.success(request, _("%(count)s cards are active.") % {"count": found.cards})
        return redirect("cards:group_order", found.pk)
    context = {"form": form, "order": found, "further": further, "aside": True}
    return page(request, "cards/group/activate.html", context)


@desk_view(acts=ACTORS)
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """End an order for which nothing was paid."""
    found = order_here(request, pk)
    form = ReasonForm(request.POST or None)
    done = form.attempt(
        lambda: services.cancel(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            order_id=found.pk,
            reason=form.cleaned_data["reason"],
        )
    )
    if done:
        messages.success(request, _("The order is cancelled."))
        return redirect("cards:group_order", found.pk)
    return page(request, "cards/group/reason.html", {"form": form, "order": found})


@desk_view(acts=ACTORS)
def identity(request: DeskRequest, pk: int) -> HttpResponse:
    """Look at the full number of a buyer's or agent's paper, with a reason, recorded."""
    rows = GroupIdentity.objects.select_related("order__document")
    row = get_object_or_404(rows, pk=pk, order__document__store=request.access.store)
    form = LookForm(request.POST or None)
    number = form.attempt(
        lambda: services.reveal(
            request_key=form.cleaned_data["request_key"],
            identity_id=row.pk,
            reason=form.cleaned_data["reason"],
            store=request.access.store,
            by=request.user,
            now=request.now,
        )
    )
    context = {"form": form, "row": row, "order": row.order, "number": number}
    return page(request, "cards/group/identity.html", context)
