"""A member's page: head and strip, panels, timeline, acts; consents and looks at secrets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from deskops.core.forms import ActForm
from deskops.core.pages import Attention, Tab
from deskops.core.refusals import Text
from deskops.documents.kinds import document_kinds
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import RevealForm
from ..models import Member, Reveal
from ..models.consents import ConsentKind
from ..panels import MEMBER_PANELS
from ..queries.member import attention_of, kinds_of, members, profile_of, timeline_of
from ..services import consents
from ..services.revealing import reveal as reveal_secret
from . import READERS, back
from .acts import acts_for


@dataclass(frozen=True)
class Panel:
    """A plugged panel with what it shows."""

    title: Text
    template: str
    data: dict[str, Any]


@desk_view(reads=READERS)
@require_GET
def show(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything about a member that a clerk needs to decide, on one page; found from every store."""
    try:
        profile = profile_of(pk)
    except Member.DoesNotExist as missing:
        raise Http404 from missing
    panels, attention = _panels(request, profile.member, later=False)
    context = {
        "profile": profile,
        "member": profile.member,
        "attention": [*attention_of(profile), *attention],
        "panels": panels,
        "more": any(panel.later and request.access.may(*panel.roles) for panel in MEMBER_PANELS),
        "acts": acts_for(request, profile.member),
        "timeline": timeline_of(pk),
        "tabs": _tabs(pk, ""),
        "may_act": request.access.may(*Role.desk()),
        "reveal_form": RevealForm(),
        "consent_form": ActForm(),
    }
    return render(request, "members/member.html", context)


@desk_view(reads=READERS)
@require_GET
def later(request: DeskRequest, pk: int) -> HttpResponse:
    """The panels that a member's page fetches once it is shown, and what in them needs attention."""
    member = get_object_or_404(members(), pk=pk)
    panels, attention = _panels(request, member, later=True)
    return render(request, "members/later.html", {"member": member, "panels": panels, "attention": attention})


def _panels(request: DeskRequest, member: Member, *, later: bool) -> tuple[list[Panel], list[Attention]]:
    panels: list[Panel] = []
    attention: list[Attention] = []
    mine = (p for p in MEMBER_PANELS if p.later == later and request.access.may(*p.roles))
    for panel in sorted(mine, key=lambda panel: panel.order):
        content = panel.look(member, request.access, request.now)
        if content is None:
            continue
        attention += content.attention
        if content.data is not None:
            panels.append(Panel(panel.title, panel.template, content.data))
    return panels, attention


def _tabs(pk: int, chosen: str) -> list[Tab]:
    """Filters of the timeline: all, and each kind of paper that there is."""
    address = reverse("members:timeline", args=[pk])
    kinds = [("", _("All")), *kinds_of(pk)]
    return [Tab(label, f"{address}?kind={code}", code == chosen) for code, label in kinds]


@desk_view(reads=READERS)
@require_GET
def timeline(request: DeskRequest, pk: int) -> HttpResponse:
    """A page of the timeline, by kind, older than a key; the whole page when htmx did not ask."""
    kind = request.GET.get("kind", "")
    if kind and kind not in document_kinds:
        raise Http404
    member = get_object_or_404(Member, pk=pk)
    context = {
        "member": member,
        "timeline": timeline_of(pk, kind=kind, before=request.GET.get("before", "")),
        "tabs": _tabs(pk, kind),
        "kind": kind,
    }
    template = "members/timeline.html" if request.headers.get("HX-Request") else "members/timeline_page.html"
    return render(request, template, context)


@desk_view(acts=Role.desk())
@never_cache
@require_POST
def reveal(request: DeskRequest, pk: int) -> HttpResponse:
    """The number or address in full, once, for a reason; only ever in the answer to a POST."""
    member = get_object_or_404(Member, pk=pk)
    form = RevealForm(request.POST)
    opened = form.attempt(
        lambda: reveal_secret(
            request_key=form.cleaned_data["request_key"],
            member_id=pk,
            what=Reveal.What(form.cleaned_data["what"]),
            reason=form.cleaned_data["reason"],
            store=request.access.store,
            by=request.user,
            now=request.now,
        )
    )
    context = {"member": member, "form": form, "opened": opened, "what": form.data.get("what")}
    return render(request, "members/revealed.html", context, status=form.status)


@desk_view(acts=Role.desk())
@require_POST
def consent(request: DeskRequest, pk: int) -> HttpResponse:
    """The member, present, agrees to the text of a kind."""
    kind = request.POST.get("kind", "")
    if kind not in ConsentKind:
        raise Http404
    return _consented(
        request,
        pk,
        lambda form: consents.give_consent(
            request_key=form.cleaned_data["request_key"],
            member_id=pk,
            kind=ConsentKind(kind),
            store=request.access.store,
            by=request.user,
            now=request.now,
        ),
    )


@desk_view(acts=Role.desk())
@require_POST
def marketing(request: DeskRequest, pk: int) -> HttpResponse:
    """No more marketing, in one act."""
    return _consented(
        request,
        pk,
        lambda form: consents.withdraw_marketing(
            request_key=form.cleaned_data["request_key"],
            member_id=pk,
            store=request.access.store,
            by=request.user,
            now=request.now,
        ),
    )


def _consented(request: DeskRequest, pk: int, act: Callable[[ActForm], Member]) -> HttpResponse:
    get_object_or_404(Member, pk=pk)
    form = ActForm(request.POST)
    form.attempt(lambda: act(form))
    return back(request, form, "members:member", pk)
