"""The inbox, one card at a time; deciding, here and at the counter; the list; deputies."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from deskops.core.calendar import end_of
from deskops.core.pages import LatestPaginator, Tab, page
from deskops.documents.kinds import document_kinds
from deskops.org.access import DeskRequest, desk_view
from deskops.org.clock import SHANGHAI
from deskops.org.models import Posting, Role, Staff

from . import queries
from .counter import identify
from .deputies import end_deputy, name_deputy
from .forms import CounterForm, DecideForm, DeputyForm, ListForm, RejectForm
from .kinds import approval_kinds
from .models import Approval, Decision
from .services import decide

DECIDERS = Role.everyone() - {Role.AUDITOR}
READERS_OF_DEPUTIES = Role.desk() | {Role.FLOOR_SUPERVISOR, Role.ADMINISTRATOR}
DAYS_LISTED = timedelta(days=31)  # unless another first day is asked for: counting stays bounded
ALSO = 20  # further approvals listed beside the card


@desk_view(acts=DECIDERS)
def inbox(request: DeskRequest) -> HttpResponse:
    """The longest waiting approval, or the one asked for by ``at``."""
    rows = _waiting(request)
    wanted = request.GET.get("at", "")
    current = next((row for row in rows if str(row.pk) == wanted), rows[0] if rows else None)
    return _card(request, current, rows)


@desk_view(acts=DECIDERS)
def approval(request: DeskRequest, pk: int) -> HttpResponse:
    """One approval with its decision, or with the buttons when it waits for this person."""
    row = get_object_or_404(_shown(queries.visible(request.access, request.now)), pk=pk)
    return _card(request, row, _waiting(request))


@desk_view(acts=DECIDERS)
@require_POST
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Approve or reject, then show the next one."""
    row = get_object_or_404(_shown(queries.visible(request.access, request.now)), pk=pk)
    form = DecideForm(request.POST)
    rows = _waiting(request)
    done = form.attempt(lambda: decide(approval_id=pk, by=request.user, now=request.now, **_decision(form)))
    if done is None:
        return _card(request, row, rows, form)
    messages.success(request, _said(done))
    following = queries.after(rows, row)
    url = reverse("approvals:inbox")
    return redirect(f"{url}?at={following.pk}" if following else url)


def _decision(form: DecideForm | CounterForm) -> dict[str, Any]:
    filled = form.cleaned_data
    return {
        "request_key": filled["request_key"],
        "decision": Decision(filled["decision"] or Decision.APPROVED),
        "note": filled["note"],
    }


def _said(done: Approval) -> str:
    words = {
        Decision.APPROVED: _("Approved: %(what)s, %(number)s."),
        Decision.REJECTED: _("Rejected: %(what)s, %(number)s."),
    }
    return words[Decision(done.decision)] % {"what": done.terms.what, "number": done.document.number}


def _shown(rows: QuerySet[Approval]) -> QuerySet[Approval]:
    return rows.select_related(*queries.SHOWN)


def _waiting(request: DeskRequest) -> list[Approval]:
    return list(_shown(queries.inbox(request.access, request.now))[:ALSO])


def _card(
    request: DeskRequest, current: Approval | None, rows: list[Approval], form: DecideForm | None = None
) -> HttpResponse:
    mine = current is not None and any(row.pk == current.pk for row in rows)
    context: dict[str, Any] = {
        "approval": current,
        "rows": rows,
        "mine": mine,
        "place": next((n for n, row in enumerate(rows, 1) if current and row.pk == current.pk), 0),
        "following": queries.after(rows, current) if current and mine else None,
        "form": form or DecideForm(initial={"decision": Decision.APPROVED}),
        "reject": RejectForm(auto_id="id_reject_%s"),
    }
    if current:
        context |= {
            "rounds": queries.rounds(current.document),
            "card": approval_kinds.get(current.document.kind).template,
            "kind": document_kinds.get(current.document.kind).label,
            "document_url": document_kinds.get(current.document.kind).url(current.document),
        }
    return page(request, "approvals/inbox.html", context)


@desk_view(acts=DECIDERS)
@require_POST
def at_counter(request: DeskRequest, pk: int) -> HttpResponse:
    """Somebody else decides on this screen; answers the form again, or sends the page on."""
    row = get_object_or_404(_shown(queries.visible(request.access, request.now)), pk=pk)
    form = CounterForm(request.POST, auto_id=f"id_counter_{pk}_%s")
    done = form.attempt(lambda: _decide_as_other(request, row, form))
    if done is None:
        context = {"form": form, "id": f"counter-{pk}", "url": request.path, "summary": row.terms.what}
        return render(request, "components/counter_form.html", context, status=form.status)
    messages.success(request, _said(done))
    url = document_kinds.get(row.document.kind).url(row.document)
    return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)


def _decide_as_other(request: DeskRequest, row: Approval, form: CounterForm) -> Approval:
    filled = form.cleaned_data
    decider = identify(request, number=filled["number"], password=filled["password"], code=filled["code"])
    return decide(approval_id=row.pk, by=decider, counter_of=request.user, now=request.now, **_decision(form))


@desk_view(acts=DECIDERS)
def listed(request: DeskRequest) -> HttpResponse:
    """Everything asked and decided that the person may see, by filters."""
    today = request.now.astimezone(SHANGHAI).date()
    form = ListForm({"since": today - DAYS_LISTED, **request.GET.dict()})
    mine = request.GET.get("mine", "")
    rows = _filtered(queries.visible(request.access, request.now), form)
    rows = _shown(_whose(rows, mine, request.user)).order_by("-asked_at", "-pk")
    found = LatestPaginator(rows, 50).get_page(request.GET.get("page"))
    labels = {kind.code: kind.label for kind in document_kinds}
    context = {
        "form": form,
        "found": found,
        "mine": mine,
        "tabs": _tabs(mine),
        "rows": [(row, labels.get(row.document.kind, "")) for row in found],
    }
    return page(request, "approvals/list.html", context)


def _whose(rows: QuerySet[Approval], mine: str, staff: Staff) -> QuerySet[Approval]:
    return {"asked": rows.filter(asked_by=staff), "decided": rows.filter(decided_by=staff)}.get(mine, rows)


def _tabs(mine: str) -> list[Tab]:
    url = reverse("approvals:list")
    return [
        Tab(_("Waiting for me"), reverse("approvals:inbox")),
        Tab(_("All"), url, mine == ""),
        Tab(_("Asked by me"), f"{url}?mine=asked", mine == "asked"),
        Tab(_("Decided by me"), f"{url}?mine=decided", mine == "decided"),
    ]


def _filtered(rows: QuerySet[Approval], form: ListForm) -> QuerySet[Approval]:
    if not form.is_valid():
        return rows
    wanted = form.cleaned_data
    exact = {"decision": "decision", "role": "role", "kind": "document__kind"}
    rows = rows.filter(**{path: wanted[name] for name, path in exact.items() if wanted[name]})
    if wanted["q"]:
        return rows.filter(document__number__startswith=wanted["q"].strip().upper())
    since = wanted["since"]
    return rows.filter(asked_at__gte=end_of(since - timedelta(days=1))) if since else rows


@desk_view(reads=READERS_OF_DEPUTIES, acts=[Role.STORE_MANAGER])
def deputies(request: DeskRequest) -> HttpResponse:
    """Who stands in for which supervisor; the store manager names them."""
    today = request.now.astimezone(SHANGHAI).date()
    store = request.access.store
    form = DeputyForm(
        request.POST or None,
        postings=queries.supervisors(store, today),
        people=Staff.objects.filter(home_store=store, is_active=True).order_by("number"),
        initial={"starts": today, "ends": today + timedelta(days=1)},
    )
    if request.method == "POST":
        done = form.attempt(lambda: name_deputy(by=request.user, now=request.now, **form.cleaned_data))
        if done:
            messages.success(request, _("Deputy named: %(name)s.") % {"name": done.staff.name})
            return redirect("approvals:deputies")
    context = {
        "form": form,
        "rows": queries.deputies(store, today),
        "today": today,
        "may_name": request.access.may(Role.STORE_MANAGER),
    }
    return page(request, "approvals/deputies.html", context)


@desk_view(acts=[Role.STORE_MANAGER])
@require_POST
def end(request: DeskRequest, pk: int) -> HttpResponse:
    """End a deputy's days today."""
    store = request.access.store
    own = Posting.objects.filter(Q(store=store) | Q(floor__store=store), deputy_for__isnull=False)
    posting = get_object_or_404(own, pk=pk)
    form = DecideForm({**request.POST.dict(), "decision": Decision.APPROVED})
    done = form.attempt(
        lambda: end_deputy(
            request_key=form.cleaned_data["request_key"], posting=posting, by=request.user, now=request.now
        )
    )
    if done:
        messages.success(request, _("The deputy's days end today."))
    elif form.refused:
        messages.error(request, str(form.refused))
    return redirect("approvals:deputies")
