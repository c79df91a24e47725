"""A line's cell as it is shown: `{% load handoffs %}{{ value|cell:kind }}`."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django import template

from deskops.core.money import format_money
from deskops.handoffs import layout
from deskops.handoffs.kinds import Cell
from deskops.handoffs.models import Handoff
from deskops.handoffs.views.common import tone as tone_of

register = template.Library()


@register.filter
def cell(value: object, kind: str) -> str:
    """An amount with its two places, a day as 2026-11-22, anything else as it is."""
    if value is None:
        return ""
    if kind == Cell.MONEY and isinstance(value, Decimal):
        return format_money(value)
    return value.isoformat() if isinstance(value, date) else str(value)


@register.filter
def numeric(kind: str) -> str:
    """The class of a column of figures."""
    return "num" if kind in (Cell.MONEY, Cell.INT) else ""


@register.filter
def tone(handoff: Handoff) -> str:
    """The colour of a handoff's state."""
    return tone_of(handoff)


@register.filter
def until(due: datetime | None) -> str:
    """When something is due, as people say it."""
    return layout.until(due)


@register.simple_tag
def new_key() -> str:
    """A request key for a form or a line of its own."""
    return str(uuid4())
