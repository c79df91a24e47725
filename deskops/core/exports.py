"""One list of columns that serves a page, a CSV file and an XLSX workbook of the same rows.

A column is declared once, as an expression of the database. CSV is written by ``COPY`` with the guard
against formulas in SQL; XLSX row by row from a server-side cursor: memory doesn't grow with the rows.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, cast

from django.db import connections, transaction
from django.db.models import CharField, Expression, F, Func, QuerySet, Sum, TextChoices, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel, Format

from deskops.org.clock import SHANGHAI

from .refusals import Refused

type Cell = str | int | Decimal | date | datetime | None

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet may take for the start of a formula; such text gets an apostrophe before it."""
LARGEST_SHEET = 1_048_575  # data rows an Excel sheet holds below its header
LARGEST_CELL = 32_767  # characters; a longer one would abort the workbook


class Kind(TextChoices):
    """What a column holds. Numbers of cards, papers and telephones are text."""

    TEXT = "text"
    MONEY = "money"
    INT = "int"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True)
class Column:
    """A column of a table: its key, its title, what it holds, the expression it is made of.

    ``of`` is a field's path or an expression of the rows' query; money is yuan. ``total``: its sum is
    shown at the foot. ``width`` is in characters, for XLSX.
    """

    key: str
    title: str | Promise
    of: str | Expression
    kind: Kind = Kind.TEXT
    total: bool = False
    width: int = 0

    @property
    def expression(self) -> Any:
        """The column for a query."""
        return F(self.of) if isinstance(self.of, str) else self.of


@dataclass(frozen=True)
class Table:
    """Rows and their columns. ``rows`` is an ordered queryset; ``facts`` say what was asked, by whom."""

    title: str
    columns: Sequence[Column]
    rows: QuerySet[Any]
    facts: Sequence[tuple[str, str]] = ()

    def cells(self, start: int = 0, stop: int | None = None) -> list[tuple[Cell, ...]]:
        """The rows of a page, in one query, one tuple in the order of the columns each."""
        return list(_values(self)[start:stop])

    def totals(self) -> Mapping[str, Cell]:
        """The sums of the columns that have one, by key, in one query; zero for no rows."""
        wanted = {f"sum_{c.key}": Sum(c.expression) for c in self.columns if c.total}
        if not wanted:
            return {}
        sums = self.rows.order_by().aggregate(**wanted)
        return {key.removeprefix("sum_"): value or 0 for key, value in sums.items()}


def _values(table: Table) -> Any:
    return table.rows.values_list(*(column.expression for column in table.columns))


class _Shown(Func):
    """A cell as text. Rows are grouped by what it is made of, never by a window in it."""

    output_field = CharField()

    def get_group_by_cols(self) -> list[Any]:
        return [column for one in self.get_source_expressions() for column in one.get_group_by_cols()]


class _Guarded(_Shown):
    """Text that no spreadsheet takes for a formula."""

    template = "regexp_replace(%(expressions)s)"

    def __init__(self, expression: Any) -> None:
        text = _Shown(expression, template="(%(expressions)s)::text")
        pattern = f"^(?=[{FORMULA_STARTS.replace('-', chr(92) + '-')}])"
        super().__init__(text, Value(pattern), Value("'"))


def _as_text(column: Column) -> Func:
    """The column as CSV shows it: two places, ISO days, Shanghai's time, no formula."""
    if column.kind == Kind.TEXT:
        return _Guarded(column.expression)
    template = {
        Kind.MONEY: "round(%(expressions)s, 2)::text",
        Kind.INT: "(%(expressions)s)::bigint::text",
        Kind.DATE: "to_char(%(expressions)s, 'YYYY-MM-DD')",
        Kind.TIME: "to_char(%(expressions)s AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')",
    }[column.kind]
    return _Shown(column.expression, template=template)


def guarded(text: str) -> str:
    """The same guard for text that doesn't come from the database."""
    return f"'{text}" if text[:1] and text[0] in FORMULA_STARTS else text


def write_csv(table: Table, out: BinaryIO) -> int:
    """Write the table as CSV in UTF-8 with a byte order mark; returns the bytes written.

    No rows pass through Python one by one: the database writes them.
    """
    written = out.write(b"\xef\xbb\xbf" + _csv_line([str(c.title) for c in table.columns]))
    query = table.rows.values_list(*map(_as_text, table.columns)).query
    sql, params = query.sql_with_params()
    with connections[table.rows.db].cursor() as cursor:
        copying = cast(Any, cursor).copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params)
        with copying as copy:
            for block in copy:
                written += out.write(block)
    return written


def _csv_line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(map(guarded, cells))
    return line.getvalue().encode()


def write_xlsx(table: Table, out: BinaryIO) -> None:
    """Write the table as a workbook: the rows on one sheet, the facts and totals on the next.

    Text stays text, whatever it begins with and however many digits it has. Refuses more rows than a
    sheet holds.
    """
    count = table.rows.count()
    if count > LARGEST_SHEET:
        raise Refused(
            "too_many_rows",
            _("A workbook holds at most %(most)s rows.") % {"most": LARGEST_SHEET},
            value=count,
            remedy=_("Take CSV, or fewer days."),
        )
    titles = [str(column.title) for column in table.columns]
    book = FastExcel(out).freeze(row=1)
    with transaction.atomic(using=table.rows.db):
        rows = _values(table).iterator(chunk_size=5_000)
        records = _records(table.columns, titles, rows)
        _sheet(book, table.title, titles, table.columns, records, empty=not count)
        book.sheet(_("About"), _facts(table, count), column_widths=[24, 60])
        book.save()


def _sheet(
    book: Any,
    name: str,
    titles: Sequence[str],
    columns: Sequence[Column],
    records: Iterator[dict[str, Any]],
    *,
    empty: bool,
) -> None:
    """One sheet; without rows, one blank row keeps the header."""
    book.sheet(
        _sheet_name(name),
        [dict.fromkeys(titles, "")] if empty else records,
        column_widths=[column.width or _WIDTHS[column.kind] for column in columns],
        column_formats=[_format(column) for column in columns],
        header_format=Format().set_bold(),
        autofilter=not empty,
    )


_WIDTHS = {Kind.TEXT: 18, Kind.MONEY: 14, Kind.INT: 10, Kind.DATE: 12, Kind.TIME: 20}
_FORMATS = {
    Kind.MONEY: "#,##0.00",
    Kind.INT: "0",
    Kind.DATE: "yyyy-mm-dd",
    Kind.TIME: "yyyy-mm-dd hh:mm:ss",
}


def _format(column: Column) -> Any:
    pattern = _FORMATS.get(column.kind)
    return Format().set_num_format(pattern) if pattern else None


def _sheet_name(title: str) -> str:
    return "".join("·" if letter in r"[]:*?/\'" else letter for letter in title)[:31] or "1"


def _records(
    columns: Sequence[Column], titles: Sequence[str], rows: Iterator[tuple[Cell, ...]]
) -> Iterator[dict[str, Any]]:
    """Rows as the writer wants them: keys in one order, times without a zone, nothing it chokes on."""
    makers = [_MAKERS[column.kind] for column in columns]
    for row in rows:
        yield {
            title: None if cell is None else make(cell)
            for title, make, cell in zip(titles, makers, row, strict=True)
        }


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(tzinfo=None)


_MAKERS: dict[Kind, Any] = {
    Kind.TEXT: lambda text: str(text)[:LARGEST_CELL],
    Kind.MONEY: float,
    Kind.INT: int,
    Kind.DATE: lambda day: day,
    Kind.TIME: _naive,
}


def _facts(table: Table, count: int) -> list[dict[str, str]]:
    titles = {column.key: str(column.title) for column in table.columns}
    totals = [(titles[key], str(value)) for key, value in table.totals().items()]
    rows = [*table.facts, (_("Rows"), str(count)), *totals]
    return [{_("About"): name, table.title or "–": text} for name, text in rows]
