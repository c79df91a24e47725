"""A shift's page, and a difference's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Attention, page
from deskops.core.shell import Tone
from deskops.handoffs.plugging import page_of
from deskops.org.access import DeskRequest, desk_view

from ..forms import ReasonForm
from ..models import Difference, Shift
from ..queries import float_on_its_way, handover_of, movements, payments_of, tender_sums
from ..services import explain_again
from .lists import DIFFERENCE_TONES, TONES
from .reach import CLERKS, READERS, is_mine, next_page, shift_in_reach


@desk_view(reads=READERS)
def shift_page(request: DeskRequest, shift_id: int) -> HttpResponse:
    """What happened in a shift; what the drawer should hold only after it was counted."""
    shift = shift_in_reach(request, shift_id)
    sums = tender_sums(payments_of(shift))
    differences = list(shift.differences.select_related("document"))
    return render(
        request,
        "tills/shift.html",
        {
            "shift": shift,
            "tone": TONES[Shift.State(shift.state)],
            "mine": is_mine(request, shift),
            "next": next_page(shift),
            "day_url": f"{reverse('tills:day', args=[shift.till_id])}?day={shift.business_date}",
            "count_url": f"{reverse('papers:paper', args=[shift.document.number])}?paper=till_count",
            "movements": movements(shift, request.GET.get("page")),
            "sums": [row for row in sums if not (shift.is_blind and row.tender.is_cash)],
            "differences": [(one, DIFFERENCE_TONES[Difference.State(one.state)]) for one in differences],
            "attention": _attention(request, shift),
            "handed": handover_of(shift) if shift.state == Shift.State.HANDED_OVER else None,
        },
    )


def _attention(request: DeskRequest, shift: Shift) -> list[Attention]:
    today = shift.till.store.business_date(request.now)
    if shift.closed_at is None and shift.business_date != today:
        return [Attention(_("This shift is of an earlier business date: count and close it."), Tone.LATE)]
    if shift.state != Shift.State.OPEN:
        return []
    return [
        Attention(
            _("Float from finance waits to be counted and received: %(number)s")
            % {"number": move.handoff.document},
            Tone.DUE,
            page_of(move.handoff.document),
        )
        for move in float_on_its_way(shift.till)
    ]


@desk_view(reads=READERS, acts=CLERKS)
def difference_page(request: DeskRequest, difference_id: int) -> HttpResponse:
    """One difference, how it was decided, and a new reason where it was rejected."""
    difference = request.access.get(
        Difference.objects.select_related("document", "shift__till__store", "shift__clerk"),
        "document__store",
        pk=difference_id,
    )
    form = ReasonForm(request.POST or None)
    asked = form.attempt(
        lambda: explain_again(difference=difference, by=request.user, now=request.now, **form.cleaned_data)
    )
    if asked:
        messages.success(request, _("Asked again."))
        return redirect("tills:difference", difference.pk)
    rejected = difference.state == Difference.State.REJECTED
    context = {
        "difference": difference,
        "shift": difference.shift,
        "tone": DIFFERENCE_TONES[Difference.State(difference.state)],
        "form": form if rejected and difference.shift.clerk_id == request.user.pk else None,
    }
    return page(request, "tills/difference.html", context)
