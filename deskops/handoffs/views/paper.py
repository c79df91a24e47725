"""A handoff's page: what the giver says, what the receiver finds, line by line."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.files import file_response
from deskops.core.forms import ActForm
from deskops.core.pages import Tab, page
from deskops.core.refusals import Refused
from deskops.org.access import DeskRequest, desk_view

from .. import exporting, queries
from ..forms import ReceiveForm, ReceiveHereForm, SendForm, SettleForm
from ..layout import parts
from ..models import Export, Handoff, State
from ..queries import Show
from .common import EVERYONE, Sides, find, is_late, tone

PER_PAGE = 50


@desk_view(acts=EVERYONE)
def paper(request: DeskRequest, pk: int) -> HttpResponse:
    """The handoff as the person's side sees it now."""
    return show(request, find(request, pk))


def show(request: DeskRequest, handoff: Handoff, form: ActForm | None = None) -> HttpResponse:
    """The page, with a refused form in its place."""
    sides = Sides.of(request, handoff)
    context = base(request, handoff, sides) | forms_of(handoff, sides) | _lines(request, handoff, sides)
    context["tabs"] = tabs(handoff, context["figures"], context["show"])
    if form is not None:
        context |= {"form": form, _place_of(form): form}
    return page(request, "handoffs/paper.html", context)


def base(request: DeskRequest, handoff: Handoff, sides: Sides) -> dict[str, Any]:
    """Head and foot of the page."""
    comparing = sides.takes and handoff.state in (State.SENT, State.SETTLED)
    return {
        "handoff": handoff,
        "kind": handoff.spec,
        "sides": sides,
        "tone": tone(handoff),
        "late": is_late(handoff, request),
        "comparing": comparing,
        "frozen": handoff.state not in (State.DRAFT, State.WITHDRAWN),
        "figures": queries.figures(handoff),
    }


def forms_of(handoff: Handoff, sides: Sides) -> dict[str, Any]:
    """The acts that this side can do now, each with its form."""
    forms: dict[str, Any] = {"plain": ActForm()}
    if sides.gives and handoff.state == State.DRAFT:
        forms["sending"] = SendForm(initial={"seen": handoff.digest})
    if handoff.state in (State.SENT, State.SETTLED):
        if sides.takes:
            forms["receiving"] = ReceiveForm(receipt=handoff.spec.receipt)
        elif sides.gives and not handoff.spec.receipt:
            forms["here"] = ReceiveHereForm(auto_id="id_here_%s")
    if sides.gives and handoff.state == State.DISPUTED:
        forms["settling"] = SettleForm(lines=queries.lines(handoff, Show.DIFFERING))
    return forms


def _place_of(form: ActForm) -> str:
    places = {SendForm: "sending", ReceiveForm: "receiving", ReceiveHereForm: "here", SettleForm: "settling"}
    return places.get(type(form), "plain")


def _lines(request: DeskRequest, handoff: Handoff, sides: Sides) -> dict[str, Any]:
    comparing = sides.takes and handoff.state in (State.SENT, State.SETTLED)
    wanted = request.GET.get("show") or (Show.OPEN if comparing else Show.ALL)
    text = request.GET.get("find", "").strip()
    found = Paginator(queries.lines(handoff, wanted, text), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "found": found,
        "parts": parts(handoff, found),
        "show": wanted,
        "find": text,
        "compared": handoff.state not in (State.DRAFT, State.WITHDRAWN),
    }


def tabs(handoff: Handoff, figures: queries.Figures, show: str) -> list[Tab]:
    """Which lines to show; equal ones are folded away behind theirs."""
    url = reverse("handoffs:page", args=[handoff.pk])
    labels = [
        (Show.OPEN, _("To look at"), figures.unchecked + figures.differing),
        (Show.DIFFERING, _("Differing"), figures.differing),
        (Show.SAME, _("Agreeing"), figures.same),
        (Show.ALL, _("All lines"), figures.lines),
    ]
    return [Tab(label, f"{url}?show={code}", code == show, count) for code, label, count in labels]


@desk_view(acts=EVERYONE)
def exported(request: DeskRequest, pk: int, form: str) -> HttpResponseBase:
    """The frozen lines as a file."""
    handoff = find(request, pk)
    try:
        file = exporting.export(handoff=handoff, form=Export.Format(form), by=request.user)
    except Refused as refused:
        plain = ActForm({})
        plain.is_valid()
        plain.refuse(refused)
        return show(request, handoff, plain)
    return file_response(file)


@desk_view(acts=EVERYONE)
def receipt(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The image of the receipt that the receiver gave."""
    handoff = find(request, pk)
    if handoff.receipt_image is None:
        raise Http404
    return file_response(handoff.receipt_image, inline=True)
