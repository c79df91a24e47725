"""From a report and what was asked to the table that page and files share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskops.core.exports import Cell, Table
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff

from .kinds import Asked, Report


def table_of(report: Report, asked: Asked, *, by: Staff, at: datetime) -> Table:
    """The report's rows over the dates and filters asked for, with who asked when."""
    rows = report.rows(asked)
    wanted = {choice.path: asked.chosen[choice.key] for choice in _chosen(report, asked)}
    return Table(
        str(report.label), report.columns(asked), rows.filter(**wanted), facts(report, asked, by, at)
    )


def _chosen(report: Report, asked: Asked) -> list[Any]:
    return [choice for choice in report.choices if asked.chosen.get(choice.key)]


def filters_in_words(report: Report, asked: Asked) -> list[tuple[str, str]]:
    """The chosen filters as a person reads them."""
    return [
        (str(choice.label), dict(choice.options(asked.store)).get(value, value))
        for choice in _chosen(report, asked)
        if (value := asked.chosen[choice.key])
    ]


def facts(report: Report, asked: Asked, by: Staff, at: datetime) -> list[tuple[str, str]]:
    """What was asked, by whom, when."""
    return [
        (_("Report"), str(report.label)),
        (_("Store"), f"{asked.store.code} {asked.store.name}"),
        (_("Business dates"), f"{asked.first} – {asked.last}"),
        *filters_in_words(report, asked),
        (_("Made by"), str(by)),
        (_("Made at"), f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"),
    ]


@dataclass(frozen=True)
class Rows:
    """A table's rows as a paginator takes them: counted and cut by the database."""

    table: Table

    def count(self) -> int:
        return self.table.rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[tuple[Cell, ...]]:
        return self.table.cells(part.start or 0, part.stop)
