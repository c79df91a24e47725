"""The pages of giving an order back: asked of finance, then paid."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deskops.core.pages import page
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view
from deskops.tills.models import Payment

from ..models import GroupOrder, GroupReturn
from . import services
from .forms import PayBackForm, ReturnCardsForm, ReturnForm
from .queries import money_of
from .roles import ACTORS, READERS
from .services.paying_back import Slips, paid_ways
from .views import order_here

State, ReturnState = GroupOrder.State, GroupReturn.State
TONES = {
    ReturnState.ASKED: Tone.DUE,
    ReturnState.APPROVED: Tone.DUE,
    ReturnState.REJECTED: Tone.LATE,
    ReturnState.PAID: Tone.DONE,
}


@desk_view(acts=ACTORS)
def give_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask finance to let an order's money go back."""
    order = order_here(request, pk)
    has_cards = order.state in (State.ACTIVE, State.DONE)
    kind = ReturnCardsForm if has_cards else ReturnForm
    form = kind(request.POST or None)
    made = form.attempt(
        lambda: services.request_return(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            order_id=order.pk,
            reason=form.cleaned_data["reason"],
            ranges=form.cleaned_data.get("ranges", ()),
        )
    )
    if made:
        return redirect("cards:group_return", made.pk)
    context = {
        "form": form,
        "order": order,
        "money": money_of(order),
        "has_cards": has_cards,
        "aside": True,
    }
    return page(request, "cards/group/give_back.html", context)


def _here(request: DeskRequest, pk: int) -> GroupReturn:
    rows = GroupReturn.objects.select_related("order__document__store", "document__store")
    return get_object_or_404(rows, pk=pk, document__store=request.access.store)


@desk_view(reads=READERS)
def returned(request: DeskRequest, pk: int) -> HttpResponse:
    """One return: how it was worked out, how finance decided, how it was paid."""
    found = _here(request, pk)
    ways = [(payment, room) for payment, room in paid_ways(found.order) if room]
    waits = found.state == ReturnState.APPROVED
    context = {
        "made": found,
        "tone": TONES[ReturnState(found.state)],
        "ranges": found.ranges.select_related("series").order_by("pk"),
        "payments": Payment.objects.filter(document__origin=found.document).select_related(
            "tender", "document"
        ),
        "ways": ways if waits else [],
        "form": PayBackForm() if waits and request.access.may(*ACTORS) else None,
        "needs_slip": any(payment.tender.needs_slip for payment, _room in ways),
        "needs_reference": any(payment.tender.needs_reference for payment, _room in ways),
    }
    return render(request, "cards/group/return.html", context)


@desk_view(acts=ACTORS)
def pay_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the cards off and pay back."""
    found = _here(request, pk)
    if request.method != "POST":
        return redirect("cards:group_return", found.pk)
    form = PayBackForm(request.POST)
    done = form.attempt(
        lambda: services.pay_back(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            return_id=found.pk,
            slips=Slips(form.cleaned_data["slip"].strip(), form.cleaned_data["reference"].strip()),
        )
    )
    if done:
        messages.success(request, _("Paid back: %(number)s.") % {"number": done.number})
        return redirect("cards:group_return", found.pk)
    ways = [(payment, room) for payment, room in paid_ways(found.order) if room]
    context = {
        "made": found,
        "tone": TONES[ReturnState(found.state)],
        "ranges": found.ranges.select_related("series").order_by("pk"),
        "ways": ways,
        "form": form,
        "needs_slip": any(payment.tender.needs_slip for payment, _room in ways),
        "needs_reference": any(payment.tender.needs_reference for payment, _room in ways),
    }
    return page(request, "cards/group/return.html", context)
