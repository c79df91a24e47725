"""The takings of the store by business date, and preparing one that is missing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from deskops.core.pages import page
from deskops.core.shell import Tone
from deskops.handoffs.models import State
from deskops.handoffs.plugging import page_of
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import PrepareTakingsForm
from ..takings import prepare_takings
from ..takings.queries import days_of
from ..takings.workflow import READERS

TONES = {
    State.DRAFT: Tone.DUE,
    State.SENT: Tone.INFO,
    State.DISPUTED: Tone.LATE,
    State.SETTLED: Tone.DUE,
    State.RECEIVED: Tone.DONE,
}


@desk_view(reads=READERS, acts=Role.desk())
def takings(request: DeskRequest) -> HttpResponse:
    """The last month's business dates, handed over or open; the desk prepares what is missing."""
    store = request.access.store
    form = PrepareTakingsForm(request.POST or None)
    made = form.attempt(
        lambda: prepare_takings(store=store, by=request.user, now=request.now, **form.cleaned_data)
    )
    if made:
        messages.success(request, _("The takings of %(day)s are prepared.") % {"day": made.business_date})
        return redirect(page_of(made.document))
    days = [
        (day, TONES[State(day.handoff.state)] if day.handoff else Tone.LATE)
        for day in days_of(store, request.now)
    ]
    context = {"form": form, "days": days, "may_prepare": request.access.may(*Role.desk())}
    return page(request, "cards/takings.html", context)
