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
    panels = sorted((p for p in PANELS if request.access.may(*p.roles)), key=lambda p: p.order)
    columns = {column.value: _shown(request, panels, column) for column in Column}
    return render(request, "desk/home.html", columns | {"search_focus": True})


def _shown(request: DeskRequest, panels: list[HomePanel], column: Column) -> list[Shown]:
    made = ((p, p.context(request.access, request.now)) for p in panels if p.column == column)
    return [Shown(p.title, p.template, context) for p, context in made if context is not None]
