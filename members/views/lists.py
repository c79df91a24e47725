"""Lists: new members who still owe something, and changes of details."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import Tab
from deskops.documents.kinds import document_kinds
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..batches import CODE, open_batch
from ..forms import DayForm
from ..models import Change, CompletenessList
from ..queries.completeness import incomplete, joined_on, list_of
from . import PAPER_READERS

MOST = 200


@desk_view(reads=PAPER_READERS)
@require_GET
def incomplete_page(request: DeskRequest) -> HttpResponse:
    """A day's new members of the store and what each still owes; yesterday's unless asked otherwise."""
    store = request.access.store
    today = store.business_date(request.now)
    form = DayForm(request.GET or None)
    day = form.chosen(today)
    rows = joined_on(store, day)
    address = reverse("members:incomplete")
    days = [(today, _("Today")), (today - timedelta(days=1), _("Yesterday"))]
    context = {
        "day": day,
        "store": store,
        "joined": rows.count(),
        "sent": list_of(store, day),
        "members": incomplete(rows).order_by("pk")[:MOST],
        "tabs": [Tab(label, f"{address}?day={one:%Y-%m-%d}", one == day) for one, label in days],
        "form": DayForm(initial={"day": day}),
    }
    return render(request, "members/incomplete.html", context)


@desk_view(reads=PAPER_READERS)
@require_GET
def changes(request: DeskRequest) -> HttpResponse:
    """Changes of details that are under way, and those the information department has not been told of."""
    rows = request.access.scope(
        Change.objects.select_related("document__store", "document__maker", "member"), "document__store"
    )
    context = {
        "batch_form": ActForm(),
        "may_act": request.access.may(*Role.desk()),
        "open": rows.filter(state__in=Change.WAITING).order_by("document__made_at")[:MOST],
        "untold": rows.filter(state=Change.State.APPLIED, batch=None).order_by("decided_at")[:MOST],
    }
    return render(request, "members/changes.html", context)


@desk_view(reads=PAPER_READERS)
@require_GET
def sent_list(request: DeskRequest, pk: int) -> HttpResponse:
    """A list by its paper: the page of its day."""
    sent = request.access.get(CompletenessList.objects.all(), pk=pk)
    return redirect(f"{reverse('members:incomplete')}?day={sent.day:%Y-%m-%d}")


@desk_view(acts=Role.desk())
@require_POST
def batch(request: DeskRequest) -> HttpResponse:
    """Draft the handoff of today's changes to the information department."""
    form = ActForm(request.POST)
    made = form.attempt(
        lambda: open_batch(
            request_key=form.cleaned_data["request_key"],
            store=request.access.store,
            by=request.user,
            now=request.now,
        )
    )
    if made:
        return redirect(document_kinds.get(CODE).url(made.document))
    if form.refused:
        messages.error(request, str(form.refused))
    return redirect("members:changes")
