"""The lists of cases, by what is due next or by what a figure was made of."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from deskops.clocks.views import left
from deskops.core.calendar import shown_end
from deskops.core.pages import LatestPaginator, Tab
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Floor

from ..models import Complaint
from ..models.words import Cause, Channel, Department, Result, Satisfaction
from ..queries.lists import FILTERS, PAGE, Wanted, listed
from ..roles import CLERKS, READERS
from ..statistics import SPANS
from .reach import TONES

BOXES = ("", "mine", "late", "follow", "closed", "all")


@desk_view(reads=READERS)
def complaints(request: DeskRequest) -> HttpResponse:
    """The store's cases: named boxes, filters of the statistics, the next due first."""
    wanted = wanted_of(request)
    rows = listed(request.access, wanted, request.now)
    found = LatestPaginator(rows, PAGE).get_page(request.GET.get("page"))
    url = reverse("complaints:list")
    labels = (
        pgettext("complaint", "Open"),
        _("Mine"),
        _("Late"),
        _("To follow up"),
        pgettext("complaint", "Closed"),
        _("All"),
    )
    context = {
        "found": found,
        "rows": [(row, TONES[Complaint.State(row.state)], *_due(row, request)) for row in found],
        "tabs": [
            Tab(label, f"{url}?box={box}" if box else url, wanted.box == box)
            for box, label in zip(BOXES, labels, strict=True)
        ],
        "filters": _in_words(wanted),
        "may_act": request.access.may(*CLERKS),
    }
    return render(request, "complaints/list.html", context)


def wanted_of(request: DeskRequest) -> Wanted:
    """The filters of the address; what can't be read is left out, as if it had not been asked."""
    asked = request.GET
    values = {name: value for name in FILTERS if (value := asked.get(name, "").strip())}
    floor = values.get("floor", "-")
    if floor != "-" and not (floor.isdigit() and len(floor) < 19):
        del values["floor"]
    box = asked.get("box", "all" if values or asked.get("first") else "")
    return Wanted(
        box if box in BOXES else "", _day(asked.get("first", "")), _day(asked.get("last", "")), values
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _due(row: Complaint, request: DeskRequest) -> tuple[str, str, bool]:
    if row.due_at is None:
        return "", "", False
    return shown_end(row.due_at), left(row.due_at, request.now), row.due_at < request.now


def _in_words(wanted: Wanted) -> list[str]:
    """The filters as a person reads them."""
    lists = {
        "kind": Complaint.Kind,
        "channel": Channel,
        "department": Department,
        "cause": Cause,
        "result": Result,
        "satisfaction": Satisfaction,
        "state": Complaint.State,
    }
    spans = {code: str(label) for code, label, _span in SPANS}
    words = [f"{wanted.first or ''} – {wanted.last or ''}"] if wanted.first or wanted.last else []
    for name, value in wanted.values.items():
        if value == "-":
            words.append(_("not entered"))
        elif name in lists:
            words.append(str(dict(lists[name].choices).get(value, value)))
        elif name == "taken":
            words.append(spans.get(value, value))
        elif name == "floor":
            words.append(str(Floor.objects.filter(pk=value).first() or value))
        else:
            words.append(value)
    return words
