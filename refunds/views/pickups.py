"""Goods that wait for their floors."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Tab
from deskops.org.access import DeskRequest, desk_view

from ..queries import lists
from .reach import READERS

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
    }
    return render(request, "refunds/pickups.html", context)
