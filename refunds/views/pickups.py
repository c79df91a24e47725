"""Goods that wait for their floors, and the supervisor who signs for them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Tab, page
from deskops.org.access import DeskRequest, desk_view

from ..forms.pickups import CollectForm
from ..models import Pickup
from ..queries import lists
from ..roles import COLLECTORS, READERS
from ..services.pickups import collect as collect_goods
from .reach import require_role

SHOWN = 60


@desk_view(reads=READERS)
def pickups(request: DeskRequest) -> HttpResponse:
    """What waits, late ones first by age; or the latest that were collected."""
    done = "done" in request.GET
    url = reverse("refunds:pickups")
    context = {
        "rows": lists.pickups(request.access, request.now, done=done)[:SHOWN],
        "today": request.access.store.business_date(request.now),
        "done": done,
        "tabs": [Tab(_("Waiting"), url, not done), Tab(_("Collected"), f"{url}?done", done)],
        "may_collect": request.access.may(*COLLECTORS),
    }
    return render(request, "refunds/pickups.html", context)


@desk_view(acts=COLLECTORS)
def collect(request: DeskRequest, pk: int) -> HttpResponse:
    """The floor's supervisor takes the goods and signs, or the store manager in their absence."""
    found = request.access.get(lists.with_goods(Pickup.objects.all()), "refund__document__store", pk=pk)
    require_role(request, found.document.store, acts=COLLECTORS)
    form = CollectForm(request.POST or None)
    done = form.attempt(
        lambda: collect_goods(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            pickup_id=pk,
            signed=form.cleaned_data["signed"],
        )
    )
    if done:
        messages.success(request, _("Collected: %(number)s.") % {"number": found.document.number})
        return redirect("refunds:pickups")
    return page(request, "refunds/collect.html", {"form": form, "pickup": found})
