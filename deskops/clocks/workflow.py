"""What clocks plug into the desk."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.calendar import shown_end
from deskops.core.shell import PANELS, Column, HomePanel, Tone
from deskops.documents.kinds import document_kinds
from deskops.org.access import Access
from deskops.org.models import Role

from .models import Target
from .queries import open_for

SHOWN_AT_HOME = 8


def due_next(access: Access, now: datetime) -> dict[str, Any] | None:
    """The promises due soonest, each with its paper; nothing when nothing was promised."""
    targets = open_for(access).select_related("document", "policy")[:SHOWN_AT_HOME]
    rows = [(target, *_words(target, now), shown_end(target.due_at)[5:]) for target in targets]
    return {"rows": rows} if rows else None


def _words(target: Target, now: datetime) -> tuple[Any, str, Tone, Any]:
    kind = document_kinds.get(target.document.kind)
    tone, word = Tone.PLAIN, _("due")
    if target.due_at < now:
        tone, word = Tone.LATE, _("late")
    elif target.warn_at <= now:
        tone, word = Tone.DUE, _("due soon")
    return kind.label, kind.url(target.document), tone, word


PANELS.add(HomePanel(_("Due next"), Role.everyone(), "clocks/panel_due.html", due_next, Column.DUE, order=10))
