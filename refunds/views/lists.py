"""The refunds of a store."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Tab
from deskops.org.access import DeskRequest, desk_view

from ..forms.pickups import ListForm
from ..models import Refund
from ..queries.lists import PAGE, listed
from ..roles import READERS
from .reach import CLERKS, TONES


@desk_view(reads=READERS)
def refunds(request: DeskRequest) -> HttpResponse:
    """What is under way first; the rest by state and day, a page at a time without counting."""
    form = ListForm(request.GET or None)
    box = request.GET.get("box", "")
    found = listed(request.access, box=box, **form.wanted)
    rows = [(row, TONES[Refund.State(row.state)]) for row in found[:PAGE]]
    context = {
        "form": form,
        "box": box,
        "rows": rows,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "tabs": _tabs(box),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "refunds/list.html", context)


def _tabs(box: str) -> list[Tab]:
    url = reverse("refunds:list")
    named = {
        "": _("Under way"),
        "clerk": _("With the clerk"),
        "asked": _("Waiting for approval"),
        "paid": _("Goods wait"),
        "closed": _("Done"),
        "cancelled": _("Cancelled"),
    }
    return [Tab(label, f"{url}?box={code}" if code else url, code == box) for code, label in named.items()]
