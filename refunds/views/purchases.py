"""Purchases typed from paper: those that wait for the POS's file, and those of which it tells otherwise."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Tab, page
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view

from ..forms.following import SettleForm
from ..models import Purchase
from ..queries.following import PAGE, to_check
from ..queries.told import both_sides
from ..roles import FOLLOWERS, SETTLERS
from ..services.matching import SEPARATOR, settle_mismatch
from .following import tabs
from .reach import require_role

State = Purchase.State
TONES = {
    State.VERIFIED: Tone.DONE,
    State.UNVERIFIED: Tone.DUE,
    State.MISMATCH: Tone.LATE,
    State.SETTLED: Tone.INFO,
}


@desk_view(reads=FOLLOWERS)
def purchases(request: DeskRequest) -> HttpResponse:
    """What differs from the POS's file, or what waits for it."""
    state = State.UNVERIFIED if "unverified" in request.GET else State.MISMATCH
    rows = to_check(request.access.store, state)
    found = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    url = reverse("refunds:purchases")
    context = {
        "found": found,
        "tone": TONES[state],
        "tabs": tabs("purchases"),
        "boxes": [
            Tab(_("To settle"), url, state == State.MISMATCH),
            Tab(_("Waiting for the POS's file"), f"{url}?unverified", state == State.UNVERIFIED),
        ],
        "differs": state == State.MISMATCH,
    }
    return render(request, "refunds/purchases.html", context)


@desk_view(reads=FOLLOWERS, acts=SETTLERS)
def purchase(request: DeskRequest, pk: int) -> HttpResponse:
    """The paper and the file side by side, the refunds made of it; the desk supervisor settles here."""
    rows = Purchase.objects.select_related("store", "sighted_by", "settled_by")
    found = request.access.get(rows, pk=pk)
    require_role(request, found.store, acts=SETTLERS, reads=FOLLOWERS)
    form = SettleForm(request.POST or None)
    if request.method == "POST":
        settled = form.attempt(
            lambda: settle_mismatch(
                by=request.user, now=request.now, purchase_id=found.pk, **form.cleaned_data
            )
        )
        if settled:
            messages.success(request, _("Settled: %(number)s.") % {"number": settled.number})
            return redirect("refunds:purchases")
    context = {
        "purchase": found,
        "tone": TONES[State(found.state)],
        "differs": found.mismatch.split(SEPARATOR) if found.mismatch else [],
        "sides": both_sides(found),
        "refunds": found.refunds.select_related("document").order_by("pk"),
        "form": form,
        "may_settle": found.state == State.MISMATCH and request.access.may(*SETTLERS),
    }
    return page(request, "refunds/purchase.html", context)
