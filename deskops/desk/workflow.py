"""What the desk itself adds to its frame: files brought, long work, papers of every kind."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.shell import NAVIGATION, PANELS, SEARCH, Column, HomePanel, NavEntry, NavGroup, SearchSource
from deskops.org.access import Access
from deskops.org.models import Role

from . import queries
from .views.calendar import KEEPERS, warning
from .views.imports import BRINGERS


def _to_decide(access: Access, now: datetime) -> dict[str, Any] | None:
    rows = queries.to_decide(access, now)
    return {"rows": rows} if rows else None


def _answers(access: Access, now: datetime) -> dict[str, Any] | None:
    rows = queries.answers(access, now)
    return {"rows": rows} if rows else None


def _last(access: Access, now: datetime) -> dict[str, Any] | None:
    papers = queries.last_papers(access, now)
    return {"papers": papers} if papers else None


EVERYONE = Role.everyone()
PANELS.add(HomePanel(_("To approve"), EVERYONE, "desk/panel_to_decide.html", _to_decide, Column.DUE, 10))
PANELS.add(HomePanel(_("Asked by me"), EVERYONE, "desk/panel_answers.html", _answers, Column.DUE, 30))
PANELS.add(
    HomePanel(_("My last papers"), Role.desk(), "desk/panel_last.html", _last, Column.TODAY, 90, later=True)
)
SEARCH.add(SearchSource(_("Papers"), queries.papers_by_number, order=90))

NAVIGATION.add(NavEntry(_("Imports"), "imports", BRINGERS | {Role.AUDITOR}, NavGroup.LISTS, order=20))
NAVIGATION.add(NavEntry(_("Working calendar"), "calendar", Role.everyone(), NavGroup.LISTS, order=80))
PANELS.add(HomePanel(_("Working calendar"), KEEPERS, "desk/panel_calendar.html", warning, Column.DUE, 60))
NAVIGATION.add(NavEntry(_("Long work"), "jobs", Role.everyone(), NavGroup.LISTS, order=90))
NAVIGATION.add(NavEntry(_("Back office"), "admin:index", Role.everyone(), NavGroup.LISTS, order=95))
