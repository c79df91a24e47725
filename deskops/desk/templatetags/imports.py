"""Words for the report of an import."""

from typing import Any

from django import template
from django.utils.functional import Promise

from deskops.core.imports import import_kinds
from deskops.core.models import Job

register = template.Library()


@register.filter
def import_totals(job: Job) -> list[tuple[str | Promise, Any]]:
    """The totals of a report with their words, in the order of the kind."""
    kind = import_kinds.get(job.params["kind"])
    totals = job.outcome.get("totals", {})
    return [(label, totals[name]) for name, label in kind.totals.items() if name in totals]


@register.filter
def import_label(job: Job) -> str | Promise:
    """What kind of file the job takes in."""
    return import_kinds.get(job.params["kind"]).label
