"""The cash: drawn by finance, counted by the desk, differences explained."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deskops.approvals.counter import identify
from deskops.core.money import ZERO
from deskops.core.pages import page
from deskops.handoffs.plugging import page_of
from deskops.org.access import DeskRequest, desk_view
from deskops.tills.rules import total

from ..forms import DrawForm, NotesForm, OpenBoxForm, PassForm, ReasonForm
from ..models import Box, Cycle, Turn, TurnPieces
from ..roles import CLERKS, FINANCE, READERS
from ..services import close_turn, count_turn, draw_cash, open_turn, pass_box
from ..services.boxes import explain_again, held
from ..services.drawing import drawn, notes_for, notes_left, payable
from ..services.passing import can_pass
from .reach import ASKED_TONES, cycle_in_reach, difference_in_reach, require, turn_in_reach


@desk_view(acts=FINANCE, reads=READERS)
def draw(request: DeskRequest, pk: int) -> HttpResponse:
    """The notes that pay every line exactly; finance counts them, signs and gives them."""
    found = cycle_in_reach(request, pk, FINANCE)
    wanted, left = notes_for(found), notes_left(found)
    form = DrawForm(request.POST or None, pieces=left, boxes=found.boxes.count())
    handoff = (
        form.attempt(
            lambda: draw_cash(
                request_key=form.cleaned_data["request_key"],
                cycle_id=found.pk,
                box=form.cleaned_data["box"],
                pieces=form.pieces,
                by=request.user,
                now=request.now,
            )
        )
        if request.method == "POST"
        else None
    )
    if handoff:
        messages.success(request, _("Handoff %(number)s is signed and sent.") % {"number": handoff.document})
        return redirect(page_of(handoff.document))
    due = payable(found)
    context = {
        "form": form,
        "cycle": found,
        "wanted": wanted,
        "wanted_total": total(wanted),
        "due": due,
        "left": due - drawn(found),
        "may": request.access.may(*FINANCE) and found.state in (Cycle.State.BOOKED, Cycle.State.DRAWN),
        "aside": True,
    }
    return page(request, "cashback/draw.html", context)


@desk_view(acts=CLERKS, reads=READERS)
def box(request: DeskRequest, pk: int) -> HttpResponse:
    """A box: whose it is; nobody's can be counted and taken."""
    found = request.access.get(
        Box.objects.select_related("cycle__store__region", "account"), "cycle__store", pk=pk
    )
    require(request, found.cycle.store, CLERKS)
    turn = found.turns.filter(state__in=Turn.UNDER_WAY).select_related("clerk").first()
    if turn and turn.clerk_id == request.user.pk and request.method == "GET":
        return redirect("cashback:turn", turn.pk)
    form = OpenBoxForm(request.POST or None)
    opened = form.attempt(
        lambda: open_turn(
            request_key=form.cleaned_data["request_key"],
            box_id=found.pk,
            pieces=form.pieces,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
        )
    )
    if opened:
        messages.success(request, _("%(box)s is yours.") % {"box": found})
        return redirect("cashback:find")
    context = {
        "form": form,
        "box": found,
        "turn": turn,
        "turns": found.turns.select_related("clerk", "document").order_by("-opened_at")[:8],
        "may": request.access.may(*CLERKS) and found.cycle.state == Cycle.State.DRAWN and turn is None,
        "aside": True,
    }
    return page(request, "cashback/box.html", context)


@desk_view(acts=CLERKS, reads=READERS)
def turn(request: DeskRequest, pk: int) -> HttpResponse:
    """A turn at a box: the blind count, then what should be there and the reason for a difference."""
    found = turn_in_reach(request, pk, CLERKS)
    mine = found.clerk_id == request.user.pk
    if request.method == "POST":
        done = _count(request, found) if found.state == Turn.State.OPEN else _close(request, found)
        if isinstance(done, Turn):
            return redirect("cashback:turn", found.pk)
        form = done
    else:
        form = NotesForm() if found.state == Turn.State.OPEN else ReasonForm()
    counted = found.pieces.filter(moment=TurnPieces.Moment.CLOSING).order_by("-face")
    context = {
        "form": form,
        "turn": found,
        "mine": mine,
        "passes": mine and can_pass(found) and found.box.cycle.state == Cycle.State.DRAWN,
        "payouts": found.payouts.select_related("document", "line__member").order_by("-pk")[:15],
        "counted": dict(counted.values_list("face", "pieces")),
        "differences": [(one, ASKED_TONES[one.state]) for one in found.differences.all()],
        "aside": True,
    }
    return page(request, "cashback/turn.html", context)


@desk_view(acts=CLERKS)
def over(request: DeskRequest, pk: int) -> HttpResponse:
    """The next clerk counts, gives number and password, and has the box."""
    found = turn_in_reach(request, pk, CLERKS)
    if request.method == "GET" and not (found.clerk_id == request.user.pk and can_pass(found)):
        return redirect("cashback:turn", found.pk)
    form = PassForm(request.POST or None)
    following = form.attempt(lambda: _pass(request, found, form))
    if following:
        messages.success(
            request, _("%(clerk)s has %(till)s now.") % {"clerk": following.clerk.name, "till": found.box}
        )
        return redirect("cashback:turn", found.pk)
    left = held(found.box)
    context = {"form": form, "turn": found, "left": left, "left_total": total(left), "aside": True}
    return page(request, "cashback/hand_over.html", context)


def _pass(request: DeskRequest, found: Turn, form: PassForm) -> Turn:
    given = form.cleaned_data
    to = identify(request, number=given["number"], password=given["password"], code=given["code"])
    return pass_box(
        request_key=given["request_key"],
        turn_id=found.pk,
        to=to,
        pieces=form.pieces,
        by=request.user,
        now=request.now,
    )


def _count(request: DeskRequest, found: Turn) -> Turn | NotesForm:
    form = NotesForm(request.POST)
    done = form.attempt(
        lambda: count_turn(
            request_key=form.cleaned_data["request_key"],
            turn_id=found.pk,
            pieces=form.pieces,
            by=request.user,
            now=request.now,
        )
    )
    return done or form


def _close(request: DeskRequest, found: Turn) -> Turn | ReasonForm:
    form = ReasonForm(request.POST)
    form.fields["reason"].required = (found.difference or ZERO) != ZERO
    done = form.attempt(
        lambda: close_turn(
            request_key=form.cleaned_data["request_key"],
            turn_id=found.pk,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
        )
    )
    if done:
        messages.success(request, _("The box is closed."))
    return done or form


@desk_view(acts=CLERKS, reads=READERS)
def difference(request: DeskRequest, pk: int) -> HttpResponse:
    """A difference of a box: its reason, who decides; a rejected one is explained anew."""
    found = difference_in_reach(request, pk, CLERKS)
    form = ReasonForm(request.POST or None, initial={"reason": found.reason})
    done = form.attempt(
        lambda: explain_again(difference_id=found.pk, by=request.user, now=request.now, **form.cleaned_data)
    )
    if done:
        return redirect("cashback:difference", found.pk)
    mine = found.turn.clerk_id == request.user.pk and found.state == "rejected"
    context = {"form": form, "difference": found, "mine": mine, "tone": ASKED_TONES[found.state]}
    return (
        page(request, "cashback/difference.html", context)
        if mine
        else render(request, "cashback/difference.html", context)
    )
