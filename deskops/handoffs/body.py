"""The canonical text of a handoff: what the giver signs and the fingerprint covers."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation

from deskops.core.money import yuan

from .kinds import Cell, Column, Line, Section
from .models import Handoff, HandoffLine


def rows_of(handoff: Handoff, lines: Iterable[Line]) -> list[HandoffLine]:
    """The lines as rows, in the order given, values as the body writes them.

    Raises KeyError for a section or column the kind has not, ValueError for a line without figures.
    """
    return [_row(handoff, position, line) for position, line in enumerate(lines, 1)]


def _row(handoff: Handoff, position: int, line: Line) -> HandoffLine:
    section = handoff.spec.section(line.section)
    if line.amount is None and line.quantity is None:
        raise ValueError(f"line {line.key!r} has neither amount nor quantity")
    unknown = set(line.values) - {column.key for column in section.columns}
    if unknown:
        raise KeyError(*unknown)
    return HandoffLine(
        handoff=handoff,
        position=position,
        section=line.section,
        key=line.key,
        label=line.label,
        values={column.key: _plain(column, line.values.get(column.key)) for column in section.columns},
        amount=None if line.amount is None else yuan(line.amount),
        quantity=line.quantity,
    )


def _plain(column: Column, value: object) -> str | int | None:
    """A value as JSON keeps it: amounts and dates as text, so that nothing is rounded."""
    if value is None:
        return None
    if column.kind == Cell.INT:
        return int(str(value))
    if column.kind == Cell.MONEY:
        return str(yuan(value if isinstance(value, Decimal | int) else str(value)))
    if column.kind == Cell.DATE:
        return value.isoformat() if isinstance(value, date) else date.fromisoformat(str(value)).isoformat()
    return str(value)


def line_body(row: HandoffLine) -> dict[str, Any]:
    """One line as the body holds it."""
    return {
        "position": row.position,
        "section": row.section,
        "key": row.key,
        "label": row.label,
        "values": row.values,
        "amount": None if row.amount is None else str(row.amount),
        "quantity": row.quantity,
    }


def content_of(handoff: Handoff, rows: Sequence[HandoffLine]) -> dict[str, Any]:
    """Everything the paper says: whose it is, the columns with their titles, lines, totals, the giver.

    Titles are frozen in the language of papers, Chinese.
    """
    with translation.override(settings.LANGUAGE_CODE):
        sections = [_section(section) for section in handoff.spec.sections]
    return {
        "kind": handoff.kind,
        "store": handoff.store_id,
        "floor": handoff.floor_id,
        "business_date": handoff.business_date,
        "giver_role": handoff.giver_role,
        "receiver_role": handoff.receiver_role,
        "number": handoff.document.number,
        "sent_by": handoff.sent_by_id,
        "sent_at": handoff.sent_at,
        "sections": sections,
        "lines": [line_body(row) for row in rows],
        "total_amount": None if handoff.total_amount is None else str(handoff.total_amount),
        "total_quantity": handoff.total_quantity,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": str(section.title),
        "columns": [{"key": c.key, "title": str(c.title), "kind": c.kind} for c in section.columns],
        "amount": None if section.amount is None else str(section.amount),
        "quantity": None if section.quantity is None else str(section.quantity),
        "counted": section.counted,
    }
