"""The cycle as a board, its lines, opening a month, handing back, closing."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import Tab, page
from deskops.handoffs.plugging import page_of
from deskops.org.access import DeskRequest, desk_view

from ..forms import CloseForm, OpenForm
from ..models import Cycle
from ..queries.board import board_of, cycles_of
from ..queries.lines import PAGE, listed
from ..queries.waiting import late_cycles
from ..roles import CLERKS, FINANCE, INFORMATION, READERS
from ..services import close_cycle, give_back, open_cycle
from ..services.closing import gap_of
from .reach import CYCLE_TONES, LINE_TONES, cycle_in_reach


@desk_view(reads=READERS)
def current(request: DeskRequest) -> HttpResponse:
    """The store's latest cycle that is not closed, else the latest, else what there is to open."""
    cycles = cycles_of(request.access.store)
    under_way = [cycle for cycle in cycles if cycle.state != Cycle.State.CLOSED]
    chosen = min(under_way, key=lambda one: one.month) if under_way else (cycles[0] if cycles else None)
    if chosen:
        return redirect("cashback:cycle", chosen.pk)
    return render(request, "cashback/none.html", _opening(request, cycles))


def _opening(request: DeskRequest, cycles: list[Cycle]) -> dict[str, object]:
    """The form that opens this month's cycle, for who may and while it isn't there."""
    month = request.access.store.business_date(request.now).replace(day=1)
    there = any(cycle.month == month for cycle in cycles)
    may = request.access.may(*INFORMATION) and not there
    return {"opens": OpenForm(month=month) if may else None, "month": month}


@desk_view(reads=READERS)
def late(request: DeskRequest) -> HttpResponse:
    """The store's cycle in which something of one's own is late, else the current one."""
    first = late_cycles(request.access, request.now).order_by("month").first()
    return redirect("cashback:cycle", first.pk) if first else redirect("cashback:current")


@desk_view(reads=READERS)
def cycle(request: DeskRequest, pk: int) -> HttpResponse:
    """One cycle: where it stands, what is late, every figure beside the books."""
    found = cycle_in_reach(request, pk)
    cycles = cycles_of(found.store)
    board = board_of(found, found.store.business_date(request.now))
    context = {
        "cycle": found,
        "board": board,
        "tone": CYCLE_TONES[Cycle.State(found.state)],
        "tabs": _months(cycles, found),
        "back": ActForm(),
        "desk": request.access.may(*CLERKS),
        "finance": request.access.may(*FINANCE),
        "information": request.access.may(*INFORMATION),
        "today": found.store.business_date(request.now),
        **_opening(request, cycles),
    }
    return render(request, "cashback/board.html", context)


def _months(cycles: list[Cycle], shown: Cycle) -> list[Tab]:
    return [Tab(one.code, reverse("cashback:cycle", args=[one.pk]), one.pk == shown.pk) for one in cycles]


@desk_view(acts=INFORMATION)
@require_POST
def open_month(request: DeskRequest) -> HttpResponse:
    """Open this month's cycle."""
    form = OpenForm(request.POST, month=date.min)
    made = form.attempt(
        lambda: open_cycle(store=request.access.store, by=request.user, now=request.now, **form.cleaned_data)
    )
    if made:
        return redirect("cashback:making", made.pk)
    if form.refused:
        messages.error(request, str(form.refused))
    return redirect("cashback:current")


@desk_view(reads=READERS)
def lines(request: DeskRequest, pk: int) -> HttpResponse:
    """The lines, a page at a time without counting; a scanned card finds its own."""
    found = cycle_in_reach(request, pk)
    box, card = request.GET.get("box", ""), request.GET.get("card", "").strip()[:20]
    after = request.GET.get("after", "")
    rows = listed(
        found, box=box, card=card, after=int(after) if after.isdigit() and len(after) < 19 else None
    )
    context = {
        "cycle": found,
        "rows": [(row, LINE_TONES[row.State(row.state)]) for row in rows[:PAGE]],
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "tabs": _boxes(found, box),
        "box": box,
        "card": card,
    }
    return render(request, "cashback/lines.html", context)


def _boxes(found: Cycle, box: str) -> list[Tab]:
    url = reverse("cashback:lines", args=[found.pk])
    named = {
        "": _("All"),
        "uncalled": _("Not called"),
        "missed": _("Not reached"),
        "called": _("Called"),
        "owed": _("Unpaid"),
        "paid": pgettext("cashback", "Paid"),
        "waiting": _("Cash on the way"),
        "no_id": _("No ID number"),
        "nothing": _("Nothing to pay"),
    }
    return [Tab(label, f"{url}?box={code}" if code else url, code == box) for code, label in named.items()]


@desk_view(acts=CLERKS)
@require_POST
def back(request: DeskRequest, pk: int) -> HttpResponse:
    """The lists and all cash that is left go to finance."""
    found = cycle_in_reach(request, pk, CLERKS)
    form = ActForm(request.POST)
    handoff = form.attempt(
        lambda: give_back(cycle_id=found.pk, by=request.user, now=request.now, **form.cleaned_data)
    )
    if handoff:
        return redirect(page_of(handoff.document))
    if form.refused:
        messages.error(request, str(form.refused))
    return redirect("cashback:cycle", found.pk)


@desk_view(acts=FINANCE)
def close(request: DeskRequest, pk: int) -> HttpResponse:
    """What was drawn, paid and handed back, beside the books; then the cycle closes."""
    found = cycle_in_reach(request, pk, FINANCE, FINANCE)
    form = CloseForm(request.POST or None)
    closed = form.attempt(
        lambda: close_cycle(cycle_id=found.pk, by=request.user, now=request.now, **form.cleaned_data)
    )
    if closed:
        messages.success(request, _("The cashback of %(month)s is closed.") % {"month": closed.code})
        return redirect("cashback:cycle", closed.pk)
    board = board_of(found, found.store.business_date(request.now))
    context = {"form": form, "cycle": found, "board": board, "gap": gap_of(found), "aside": True}
    return page(request, "cashback/close.html", context)
