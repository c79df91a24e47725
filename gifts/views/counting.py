"""Counts: planned, entered blind, closed by two, counted again, reviewed, asked for."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.approvals.counter import identify
from deskops.core.forms import ActForm
from deskops.core.pages import LatestPaginator, Tab, page
from deskops.org.access import DeskRequest, desk_view

from ..forms.counting import AskForm, CloseForm, EntryForm, FoundForm, PlanForm
from ..models import GiftCount, GiftItem, Place
from ..queries import lists
from ..queries.counting import own_entries, review
from ..roles import COUNTERS, READERS
from ..services import counting
from .reach import COUNT_TONES, count_in_reach

State = GiftCount.State


@desk_view(reads=READERS)
def counts(request: DeskRequest) -> HttpResponse:
    """Counts under way and planned, or those done."""
    done = "done" in request.GET
    found: Paginator[GiftCount] = LatestPaginator(lists.counts_of(request.access, done=done), lists.PAGE)
    rows = found.get_page(request.GET.get("page"))
    url = reverse("gifts:counts")
    context = {
        "found": rows,
        "rows": [(row, COUNT_TONES[State(row.state)]) for row in rows],
        "tabs": [Tab(_("Under way"), url, not done), Tab(_("Done"), f"{url}?done", done)],
        "may_plan": request.access.may(*COUNTERS),
    }
    return render(request, "gifts/counts.html", context)


@desk_view(acts=COUNTERS)
def plan(request: DeskRequest) -> HttpResponse:
    """Plan a count, or an unannounced one that nobody else sees before it starts."""
    store = request.access.store
    places = Place.objects.filter(store=store).exclude(kind=Place.Kind.TRANSIT).order_by("kind")
    form = PlanForm(
        request.POST or None, places=places, initial={"planned_for": store.business_date(request.now)}
    )
    made = form.attempt(
        lambda: counting.plan_count(
            request_key=form.cleaned_data["request_key"],
            store=store,
            place=form.cleaned_data["place"],
            kind=GiftCount.Kind(form.cleaned_data["kind"]),
            planned_for=form.cleaned_data["planned_for"],
            why=form.cleaned_data["why"],
            by=request.user,
            now=request.now,
        )
    )
    if made:
        return redirect("gifts:count", made.pk)
    context = {
        "form": form,
        "title": _("Plan a count"),
        "submit_label": _("Plan the count"),
        "back_url": reverse("gifts:counts"),
    }
    return page(request, "pages/form.html", context)


@desk_view(reads=READERS)
def count(request: DeskRequest, pk: int) -> HttpResponse:
    """A count as it stands: to be started, to be entered blind, or at its review."""
    return show(request, count_in_reach(request, pk, acts=COUNTERS))


def show(request: DeskRequest, found: GiftCount, tried: dict[str, Any] | None = None) -> HttpResponse:
    """The page of a count, with a form that was refused in its place."""
    context: dict[str, Any] = {
        "count": found,
        "tone": COUNT_TONES[State(found.state)],
        "may_act": request.access.may(*COUNTERS),
        "form": ActForm(),
    }
    if found.state == State.OPEN:
        context |= _entering(request, found)
    elif found.state not in (State.PLANNED, State.CANCELLED):
        context |= _reviewing(found)
    context |= tried or {}
    template = {
        State.PLANNED: "planned",
        State.CANCELLED: "planned",
        State.OPEN: "open",
    }.get(State(found.state), "review")
    return page(request, f"gifts/count_{template}.html", context)


def _entering(request: DeskRequest, found: GiftCount) -> dict[str, Any]:
    lines = list(lists.lines_with(found))
    entered = own_entries(found, request.user)
    known = [line.item_id for line in lines]
    return {
        "form": EntryForm(lines=lines, entered=entered),
        "close": CloseForm(auto_id="id_close_%s"),
        "found_form": FoundForm(
            items=GiftItem.objects.filter(is_active=True).exclude(pk__in=known).order_by("name"),
            auto_id="id_found_%s",
        ),
        "entered": sum(count is not None for count in entered.values()),
    }


def _reviewing(found: GiftCount) -> dict[str, Any]:
    rows = review(found)
    lines = [row.line for row in rows]
    return {
        "rows": rows,
        "differing": len(counting.differing(lines)),
        "to_recount": sum(line.must_recount and line.again is None for line in lines),
        "moved": any(row.moved for row in rows),
        "ask": AskForm(initial={"how": found.settled_how}, auto_id="id_ask_%s"),
        "reviews": found.state in (State.COUNTED, State.REJECTED),
    }


def _simply(request: DeskRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    """An act whose form has no box: a refusal is told above the page."""
    found = count_in_reach(request, pk, acts=COUNTERS)
    form = ActForm(request.POST)
    done = form.attempt(
        lambda: act(
            request_key=form.cleaned_data["request_key"],
            count_id=found.pk,
            by=request.user,
            now=request.now,
        )
    )
    if done is None:
        messages.error(request, str(form.refused or _("Open the page again.")))
    else:
        messages.success(request, said)
    return redirect("gifts:count", pk)


@desk_view(acts=COUNTERS)
@require_POST
def start(request: DeskRequest, pk: int) -> HttpResponse:
    """The book is frozen, the entering begins."""
    return _simply(request, pk, counting.start_count, _("The book is frozen; enter what you count."))


@desk_view(acts=COUNTERS)
@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """Drop a count that hasn't started."""
    return _simply(request, pk, counting.cancel_count, _("Dropped."))


@desk_view(acts=COUNTERS)
@require_POST
def unask(request: DeskRequest, pk: int) -> HttpResponse:
    """Back to the review."""
    return _simply(request, pk, counting.take_back_ask, _("Back at the review."))


@desk_view(acts=COUNTERS)
@require_POST
def enter(request: DeskRequest, pk: int) -> HttpResponse:
    """Keep what this person counted; the page stays, others go on beside."""
    found = count_in_reach(request, pk, acts=COUNTERS)
    lines, entered = list(lists.lines_with(found)), own_entries(found, request.user)
    form = EntryForm(request.POST, lines=lines, entered=entered)
    done = form.attempt(
        lambda: counting.enter(
            request_key=form.cleaned_data["request_key"],
            count_id=pk,
            pieces=form.pieces,
            by=request.user,
            now=request.now,
        )
    )
    if done is None:
        return _refused(request, found, {"form": form})
    messages.success(request, _("Kept: %(count)s entries.") % {"count": len(form.pieces)})
    return redirect("gifts:count", pk)


def _refused(request: DeskRequest, found: GiftCount, tried: dict[str, Any]) -> HttpResponse:
    """The page again with what is wrong; told above it when the count has gone on meanwhile."""
    if found.state == State.OPEN:
        answer = show(request, found, tried)
        answer.status_code = 422
        return answer
    form = next(iter(tried.values()))
    messages.error(request, str(form.refused or _("Somebody went on with this count.")))
    return redirect("gifts:count", found.pk)


@desk_view(acts=COUNTERS)
@require_POST
def add(request: DeskRequest, pk: int) -> HttpResponse:
    """A gift that lies there and isn't on the list."""
    found = count_in_reach(request, pk, acts=COUNTERS)
    form = FoundForm(request.POST, items=GiftItem.objects.filter(is_active=True), auto_id="id_found_%s")
    done = form.attempt(
        lambda: counting.add_gift(
            request_key=form.cleaned_data["request_key"],
            count_id=pk,
            item=form.cleaned_data["item"],
            by=request.user,
            now=request.now,
        )
    )
    return redirect("gifts:count", pk) if done else _refused(request, found, {"found_form": form})


@desk_view(acts=COUNTERS)
@require_POST
def close(request: DeskRequest, pk: int) -> HttpResponse:
    """Counter and witness sign; from here on the book is shown."""
    found = count_in_reach(request, pk, acts=COUNTERS)
    form = CloseForm(request.POST, auto_id="id_close_%s")
    done = form.attempt(lambda: _close(request, form, pk))
    return redirect("gifts:count", pk) if done else _refused(request, found, {"close": form})


def _close(request: DeskRequest, form: CloseForm, pk: int) -> GiftCount:
    filled = form.cleaned_data
    witness = identify(request, number=filled["number"], password=filled["password"], code=filled["code"])
    return counting.close_count(
        request_key=filled["request_key"],
        count_id=pk,
        by=request.user,
        witness=witness,
        now=request.now,
        signed=filled["signed"],
        blank_why=filled["blank_why"],
    )


@desk_view(acts=COUNTERS)
def recount(request: DeskRequest, pk: int) -> HttpResponse:
    """Another person counts again, without seeing book or first count."""
    found = count_in_reach(request, pk, acts=COUNTERS)
    lines = [line for line in lists.lines_with(found) if line.must_recount and line.again is None]
    if not lines and request.method != "POST":
        if found.state in (State.PLANNED, State.OPEN):
            raise Http404
        return redirect("gifts:count", pk)
    form = EntryForm(request.POST or None, lines=lines, needed=True)
    done = form.attempt(
        lambda: counting.recount(
            request_key=form.cleaned_data["request_key"],
            count_id=pk,
            pieces={line: count for line, count in form.pieces.items() if count is not None},
            by=request.user,
            now=request.now,
        )
    )
    if done:
        messages.success(request, _("Counted again."))
        return redirect("gifts:count", pk)
    return page(request, "gifts/count_again.html", {"form": form, "count": found})


@desk_view(acts=COUNTERS)
@require_POST
def order(request: DeskRequest, pk: int) -> HttpResponse:
    """Have lines counted again that the threshold left alone."""
    lines = [int(one) for one in request.POST.getlist("line") if one.isdecimal() and len(one) < 19]

    def act(**common: Any) -> bool:
        counting.order_recount(**common, lines=lines)
        return True

    return _simply(request, pk, act, _("To be counted again by another person."))


@desk_view(acts=COUNTERS)
@require_POST
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask desk supervisor and finance; without a difference the count is done."""
    found = count_in_reach(request, pk, acts=COUNTERS)
    form = AskForm(request.POST, auto_id="id_ask_%s")
    done = form.attempt(
        lambda: counting.ask_count(
            request_key=form.cleaned_data["request_key"],
            count_id=pk,
            how=form.cleaned_data["how"],
            by=request.user,
            now=request.now,
        )
    )
    if done is None:
        if found.state not in (State.COUNTED, State.REJECTED):
            messages.error(request, str(form.refused))
            return redirect("gifts:count", pk)
        answer = show(request, found, {"ask": form})
        answer.status_code = 422
        return answer
    said = _("Done: the book agrees.") if done.state == State.DONE else _("Asked for approval.")
    messages.success(request, said)
    return redirect("gifts:count", pk)
