"""The counter: finding whose cashback it is, paying it, its receipt; and the notice calls."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cards.silver.queries import card_to_change
from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.papers.models import Signature
from deskops.tills.rules import pick
from members.models import Member
from members.queries.search import find_members

from ..forms import CallForm, FindForm, PayForm
from ..models import Call, Line, Payout, Turn
from ..queries.lines import calls_of, lines_of, payable_now, paying_cycle
from ..roles import CLERKS, READERS
from ..services import call_next, pay_line, record_call
from ..services.boxes import held
from .reach import LINE_TONES, cycle_in_reach, line_in_reach, payout_in_reach


@desk_view(acts=CLERKS)
@never_cache
def find(request: DeskRequest) -> HttpResponse:
    """Whose cashback: by POST alone, a number in an address would end in logs."""
    form = FindForm(request.POST or None)
    hits = find_members(form.cleaned_data["q"].strip()) if form.is_valid() else []
    exact = [hit for hit in hits if hit.exact]
    if len(exact) == 1 or len(hits) == 1:
        return redirect("cashback:member", (exact or hits)[0].id)
    store = request.access.store
    context = {
        "form": form,
        "hits": hits,
        "asked": form.is_bound,
        "cycle": paying_cycle(store),
        "turn": _own_turn(request),
    }
    return render(request, "cashback/find.html", context)


@desk_view(acts=CLERKS)
def member(request: DeskRequest, pk: int) -> HttpResponse:
    """A member's cashback: straight to paying when something is due here, else what there was and why."""
    found = get_object_or_404(Member.objects.select_related("home_store"), pk=pk)
    store = request.access.store
    line = payable_now(found, store, store.business_date(request.now))
    if line and line.state == Line.State.DUE and not request.GET.get("all"):
        return redirect("cashback:pay", line.pk)
    rows = [(row, LINE_TONES[Line.State(row.state)]) for row in lines_of(found)]
    context = {
        "member": found,
        "member_id": str(found.pk),
        "rows": rows,
        "line": line,
        "cycle": paying_cycle(store),
        "here": store,
    }
    return render(request, "cashback/member.html", context)


def _own_turn(request: DeskRequest) -> Turn | None:
    """The clerk's own open box in this store."""
    rows = Turn.objects.filter(clerk=request.user, state__in=Turn.UNDER_WAY)
    return rows.filter(box__cycle__store=request.access.store).select_related("box__cycle").first()


@desk_view(acts=CLERKS)
def pay(request: DeskRequest, pk: int) -> HttpResponse:
    """Identity, notes, signature: the line is paid, once."""
    line = line_in_reach(request, pk, CLERKS)
    turn = _own_turn(request)
    inside = held(turn.box) if turn else {}
    suggested = pick(inside, line.amount) if turn else None
    silver = card_to_change(line.member) if line.member.tier.cashback else None
    form = PayForm(request.POST or None, pieces=suggested, silver=silver is not None)
    paid = form.attempt(lambda: _pay(request, line, turn, form)) if turn else None
    if paid:
        messages.success(request, _("%(amount)s yuan paid.") % {"amount": paid.amount})
        return redirect("cashback:payout", paid.pk)
    context = {
        "form": form,
        "line": line,
        "member": line.member,
        "turn": turn,
        "inside": inside,
        "silver": silver,
        "unmade": turn is not None and suggested is None,
        "tone": LINE_TONES[Line.State(line.state)],
        "calls": calls_of(line)[:3],
        "today": line.cycle.store.business_date(request.now),
    }
    return page(request, "cashback/pay.html", context)


def _pay(request: DeskRequest, line: Line, turn: Turn, form: PayForm) -> Payout:
    return pay_line(
        request_key=form.cleaned_data["request_key"],
        line_id=line.pk,
        turn_id=turn.pk,
        identity=form.identity,
        pieces=form.pieces,
        signed=form.cleaned_data["signature"],
        collector=form.collector,
        upgrade=form.upgrade,
        by=request.user,
        now=request.now,
    )


@desk_view(reads=READERS)
def payout(request: DeskRequest, pk: int) -> HttpResponse:
    """What was paid, in which notes, who signed."""
    found = payout_in_reach(request, pk)
    context = {
        "payout": found,
        "pieces": dict(found.pieces.order_by("-face").values_list("face", "pieces")),
        "signature": Signature.objects.filter(document=found.document).select_related("proxy").first(),
        "may": request.access.may(*CLERKS),
    }
    return render(request, "cashback/payout.html", context)


@desk_view(acts=CLERKS, reads=READERS)
def calls(request: DeskRequest, pk: int) -> HttpResponse:
    """The line I am calling with its telephone; taking one; the last calls of the cycle."""
    found = cycle_in_reach(request, pk, CLERKS)
    form = ActForm(request.POST or None)
    if request.method == "POST":
        line = form.attempt(
            lambda: call_next(cycle_id=found.pk, by=request.user, now=request.now, **form.cleaned_data)
        )
        if form.refused:
            messages.error(request, str(form.refused))
        elif line is None:
            messages.info(request, _("Nobody is left to be called."))
        return redirect("cashback:calls", found.pk)
    mine = found.lines.filter(reserved_by=request.user, reserved_until__gte=request.now)
    line = mine.select_related("member").first() if request.access.may(*CLERKS) else None
    context = {
        "cycle": found,
        "form": form,
        "line": line,
        "call": CallForm() if line else None,
        "before": calls_of(line) if line else (),
        "latest": Call.objects.filter(line__cycle=found).select_related("line__member", "by")[:12],
        "may": request.access.may(*CLERKS),
    }
    return page(request, "cashback/calls.html", context)


@desk_view(acts=CLERKS)
def call(request: DeskRequest, pk: int) -> HttpResponse:
    """Note what came of a call and go on to the next."""
    line = line_in_reach(request, pk, CLERKS)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = Call.Result(form.cleaned_data["result"])
        form.attempt(
            lambda: record_call(
                line_id=line.pk,
                by=request.user,
                now=request.now,
                **{**form.cleaned_data, "result": result},
            )
        )
        if form.refused:
            messages.error(request, str(form.refused))
    return redirect("cashback:calls", line.cycle_id)
