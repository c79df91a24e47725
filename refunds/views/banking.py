"""The bank's file beside our refunds: what matched, what didn't, settling one line."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.calendar import shown_end
from deskops.core.pages import LatestPaginator, Tab, page
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms.following import BankLineForm
from ..models import BankLine
from ..queries.banking import PAGE, candidates, lines
from ..queries.following import awaited_credits
from ..roles import FOLLOWERS
from ..services.banking import settle_line
from .following import tabs
from .reach import require_role

SETTLERS = frozenset({Role.FINANCE})
State = BankLine.State


@desk_view(reads=FOLLOWERS)
def bank(request: DeskRequest) -> HttpResponse:
    """Both sides: lines of the bank that match no refund, and refunds that the bank's files don't have."""
    state = request.GET.get("state", State.OPEN)
    state = state if state in State.values else State.OPEN
    store = request.access.store
    found = LatestPaginator(lines(store, state), PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "rows": list(found),
        "state": state,
        "tabs": tabs("bank"),
        "states": [
            Tab(one.label, f"{reverse('refunds:bank')}?state={one}", one.value == state) for one in State
        ],
        "may_settle": request.access.may(*SETTLERS),
    }
    if state == State.OPEN:
        ours = awaited_credits(store).filter(document__refunded_money__bank_line__isnull=True)
        context["ours"] = [
            (row.document.refunded_money, row.due_at < request.now, shown_end(row.due_at))
            for row in ours[:PAGE]
        ]
    return render(request, "refunds/bank.html", context)


@desk_view(acts=SETTLERS, reads=FOLLOWERS)
def line(request: DeskRequest, pk: int) -> HttpResponse:
    """Settle one line: it is one of these refunds, or none of ours, with the reason."""
    found = request.access.get(BankLine.objects.select_related("store", "file", "money__refund", "by"), pk=pk)
    require_role(request, found.store, acts=SETTLERS, reads=FOLLOWERS)
    choices = candidates(found) if found.state == State.OPEN else []
    form = BankLineForm(request.POST or None, choices=[(one.pk, "") for one in choices])
    done = form.attempt(
        lambda: settle_line(by=request.user, now=request.now, line_id=found.pk, **form.cleaned_data)
    )
    if done:
        messages.success(request, _("Line %(serial)s is settled.") % {"serial": done.serial})
        return redirect("refunds:bank")
    tone = {State.OPEN: Tone.DUE, State.MATCHED: Tone.DONE, State.SETTLED: Tone.DONE}[State(found.state)]
    context = {"form": form, "line": found, "choices": choices, "tone": tone, "aside": True}
    context["may_settle"] = request.access.may(*SETTLERS) and found.state == State.OPEN
    return page(request, "refunds/bank_line.html", context)
