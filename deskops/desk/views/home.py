"""The first page: acts, what is due, today."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from deskops.core.refusals import Text
from deskops.core.shell import PANELS, Column, HomePanel
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role


@dataclass(frozen=True)
class Shown:
    """A panel with what it shows."""

    title: Text
    template: str
    context: dict[str, Any]


@desk_view(reads=Role.everyone())
def home(request: DeskRequest) -> HttpResponse:
    """Everybody's first page, made of the panels for their roles."""
    more = {panel.column.value for panel in _panels(request, later=True)}
    return render(request, "desk/home.html", _columns(request) | {"search_focus": True, "more": more})


@desk_view(reads=Role.everyone())
def later(request: DeskRequest) -> HttpResponse:
    """The panels that the first page fetches once it is shown."""
    return render(request, "desk/home_later.html", {"columns": _columns(request, later=True)})


def _columns(request: DeskRequest, *, later: bool = False) -> dict[str, list[Shown]]:
    panels = _panels(request, later=later)
    return {column.value: _shown(request, panels, column) for column in Column}


def _panels(request: DeskRequest, *, later: bool) -> list[HomePanel]:
    mine = (p for p in PANELS if p.later == later and request.access.may(*p.roles))
    return sorted(mine, key=lambda panel: panel.order)


def _shown(request: DeskRequest, panels: list[HomePanel], column: Column) -> list[Shown]:
    made = ((p, p.context(request.access, request.now)) for p in panels if p.column == column)
    return [Shown(p.title, p.template, context) for p, context in made if context is not None]
