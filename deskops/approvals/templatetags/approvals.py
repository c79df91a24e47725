"""Approvals on a document's own page: `{% load approvals %}{% approvals_of document %}`."""

from typing import Any

from django import template
from django.template.context import Context

from deskops.approvals import queries
from deskops.approvals.forms import CounterForm
from deskops.approvals.models import Approval, Decision
from deskops.core.shell import Tone
from deskops.documents.models import Document

register = template.Library()

TONES = {
    Decision.PENDING: Tone.DUE,
    Decision.APPROVED: Tone.DONE,
    Decision.REJECTED: Tone.LATE,
    Decision.VOID: Tone.PLAIN,
}


@register.filter
def tone(approval: Approval) -> Tone:
    """The colour of a decision."""
    return TONES[Decision(approval.decision)]


@register.inclusion_tag("approvals/of_document.html", takes_context=True)
def approvals_of(context: Context, document: Document) -> dict[str, Any]:
    """All rounds of a document, and a button to decide at this counter what still waits."""
    rounds = queries.rounds(document)
    waiting = [row for row in rounds[0].rows if row.decision == Decision.PENDING] if rounds else []
    forms = [(row, CounterForm(auto_id=f"id_counter_{row.pk}_%s")) for row in waiting]
    return {"rounds": rounds, "counters": forms, "csrf_token": context.get("csrf_token")}
