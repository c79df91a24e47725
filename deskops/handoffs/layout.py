"""Sections and cells as a page and a paper show them: the frozen columns, titled in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from deskops.core.calendar import shown_end

from .kinds import Cell, Column, Section
from .models import Handoff, HandoffLine


def sections_of(handoff: Handoff) -> list[Section]:
    """The sections with the columns that were frozen; titles are the kind's own while it still has them."""
    return [_section(handoff, frozen) for frozen in handoff.content["sections"]]


def _section(handoff: Handoff, frozen: dict[str, Any]) -> Section:
    live = next((s for s in handoff.spec.sections if s.code == frozen["code"]), None)
    titles = {column.key: column.title for column in live.columns} if live else {}
    return Section(
        code=frozen["code"],
        title=live.title if live else frozen["title"],
        columns=tuple(
            Column(c["key"], titles.get(c["key"], c["title"]), Cell(c["kind"])) for c in frozen["columns"]
        ),
        amount=live.amount if live and frozen["amount"] else frozen["amount"],
        quantity=live.quantity if live and frozen["quantity"] else frozen["quantity"],
        counted=frozen["counted"],
        summed=live.summed if live else True,
    )


type Value = str | int | Decimal | date | None

READ: dict[Cell, Callable[[str], Value]] = {
    Cell.MONEY: Decimal,
    Cell.DATE: date.fromisoformat,
    Cell.INT: int,
    Cell.TEXT: str,
}


def cell(column: Column, row: HandoffLine) -> Value:
    """The value of a column as what it is: an amount, a day, a number, text."""
    value = row.values.get(column.key)
    return None if value is None else READ[column.kind](value)


@dataclass(frozen=True)
class Shown:
    """A line with the cells of its further columns: what each holds, and its value."""

    line: HandoffLine
    cells: tuple[tuple[Cell, Value], ...]


@dataclass(frozen=True)
class Part:
    """A section with those of its lines that are shown."""

    section: Section
    rows: list[Shown]


def shown(section: Section, row: HandoffLine) -> Shown:
    """A line as its section shows it."""
    return Shown(row, tuple((column.kind, cell(column, row)) for column in section.columns))


def parts(handoff: Handoff, rows: Iterable[HandoffLine]) -> list[Part]:
    """Lines under their sections, sections without lines left out."""
    sections = {section.code: section for section in sections_of(handoff)}
    grouped: dict[str, list[Shown]] = {}
    for row in rows:
        grouped.setdefault(row.section, []).append(shown(sections[row.section], row))
    return [Part(sections[code], found) for code, found in grouped.items()]


def until(due: datetime | None) -> str:
    """When something is due, as people say it; nothing when it isn't."""
    return shown_end(due) if due else ""
