"""Asking for the list of members as a file."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect

from deskops.backoffice import RecentDates
from deskops.core.models import Job
from deskops.core.pages import page
from deskops.ledger.reports.exporting import Format
from deskops.org.access import DeskRequest, desk_view

from ..exporting import EXPORTERS, Chosen, ask_export
from ..forms import ExportForm

FILTERS = {"state": "state__exact", "tier": "tier__id__exact", "store": "home_store__id__exact", "q": "q"}


@desk_view(acts=EXPORTERS)
def export(request: DeskRequest) -> HttpResponse:
    """Which members, as what file, and what for; begun with the filters of the back office's list."""
    stores = request.access.reachable_stores().order_by("code")
    form = ExportForm(request.POST or None, initial=_from_list(request), stores=stores)
    job = form.attempt(lambda: _ask(request, form))
    if job:
        return redirect("job", job.pk)
    return page(request, "members/export.html", {"form": form})


def _ask(request: DeskRequest, form: ExportForm) -> Job:
    filled = form.cleaned_data
    return ask_export(
        request_key=filled["request_key"],
        chosen=Chosen(
            first=filled["first"],
            last=filled["last"],
            store=filled["store"].pk if filled["store"] else None,
            tier=filled["tier"].pk if filled["tier"] else None,
            state=filled["state"],
            q=filled["q"],
        ),
        form=Format(filled["form"]),
        reason=filled["reason"],
        by=request.user,
        store=request.access.store,
        now=request.now,
    )


def _from_list(request: DeskRequest) -> dict[str, object]:
    """The filters in the list's address; its last days and one's own store where it names none."""
    chosen: dict[str, object] = {name: request.GET.get(key, "") for name, key in FILTERS.items()}
    if not chosen["store"] and not request.access.whole_chain:
        chosen["store"] = request.access.store.pk
    first, last = RecentDates.chosen(request, "joined_on")
    named = any(request.GET.get(f"joined_on_{end}") for end in ("from", "to"))
    if named or not chosen["q"]:
        chosen |= {"first": None if first == date.min else first, "last": last}
    return chosen
