"""The lists of what is due next, and the inbox of warnings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from deskops.core.calendar import shown_end
from deskops.core.pages import LatestPaginator, Tab
from deskops.core.refusals import Text
from deskops.core.shell import Tone
from deskops.documents.kinds import document_kinds
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from . import queries
from .models import Notice, Target
from .policies import policy_kinds
from .seeing import see

PAGE = 30
EVERYONE = Role.everyone()


@dataclass(frozen=True)
class Row:
    """A promise as a list shows it."""

    target: Target
    kind: Text
    promise: Text
    url: str
    due: str
    left: str
    tone: Tone
    word: Text


def row_of(target: Target, now: datetime) -> Row:
    """A promise with its words; a paper's kind and page come from its room."""
    kind = document_kinds.get(target.document.kind)
    tone, word = state_of(target, now)
    return Row(
        target,
        kind.label,
        label_of(target.policy.code),
        kind.url(target.document),
        shown_end(target.due_at),
        left(target.due_at, now),
        tone,
        word,
    )


def label_of(code: str) -> Text:
    """What is promised, in words; the code of one that no room plugs in any more."""
    return policy_kinds.get(code).label if code in policy_kinds else code


def state_of(target: Target, now: datetime) -> tuple[Tone, Text]:
    """How a promise stands: what was missed says so for ever, kept or not."""
    if target.missed_at or (target.met_at is None and target.dropped_at is None and target.due_at < now):
        return Tone.LATE, _("kept late") if target.met_at else _("missed")
    if target.met_at:
        return Tone.DONE, _("kept")
    if target.dropped_at:
        return Tone.PLAIN, _("dropped")
    return (Tone.DUE, _("due soon")) if target.warn_at <= now else (Tone.INFO, _("running"))


def left(due_at: datetime, now: datetime) -> str:
    """How long it is until then, or since then, in hours or days."""
    late, hours = due_at < now, int(abs((due_at - now).total_seconds()) // 3600)
    if hours < 72:
        words = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    else:
        words = ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
    return _("%(time)s over") % {"time": words} if late else _("%(time)s left") % {"time": words}


@desk_view(reads=EVERYONE)
def due(request: DeskRequest) -> HttpResponse:
    """What is the person's job by what is due next: all of it, their very own, or what is late."""
    box = request.GET.get("box", "")
    found = LatestPaginator(_chosen(request, box), PAGE).get_page(request.GET.get("page"))
    url = reverse("clocks:due")
    context = {
        "found": found,
        "rows": [row_of(target, request.now) for target in found],
        "tabs": [
            Tab(_("All"), url, box not in ("mine", "late")),
            Tab(_("Mine"), f"{url}?box=mine", box == "mine"),
            Tab(_("Late"), f"{url}?box=late", box == "late"),
        ],
    }
    return render(request, "clocks/due.html", context)


def _chosen(request: DeskRequest, box: str) -> QuerySet[Target]:
    rows = queries.own(request.access) if box == "mine" else queries.open_for(request.access)
    if box == "late":
        rows = queries.late(request.access, request.now)
    return rows.select_related("document__store", "policy", "person")


@desk_view(reads=EVERYONE)
def warnings(request: DeskRequest) -> HttpResponse:
    """What the person was warned of, and what was missed among those they answer for."""
    notices = queries.inbox(request.access, request.now).select_related(
        "target__document__store", "target__policy", "target__person"
    )
    found = LatestPaginator(notices, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "found": found,
        "rows": [(notice, row_of(notice.target, request.now)) for notice in found],
    }
    return render(request, "clocks/inbox.html", context)


@desk_view(acts=EVERYONE - {Role.AUDITOR})
@require_POST
def seen(request: DeskRequest, pk: int) -> HttpResponse:
    """The manager has seen a miss: it leaves the inbox, the miss stays."""
    notice = get_object_or_404(queries.inbox(request.access, request.now), pk=pk, kind=Notice.Kind.MISSED)
    see(notice_id=notice.pk, by=request.user, now=request.now)
    return redirect("clocks:inbox")
