"""The few statements of every act, written by hand and kept prepared by the connection.

Parsing and planning them anew each time, and having the ORM write them, takes four times as long as
running them. Pages and everything else that isn't in the way of a customer use the ORM.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """A cursor of Django's connection whose statements get a plan that is kept after a few executions.

    The server binds the parameters; Django's own cursors write them into the text. Behind PgBouncer
    nothing is kept (``prepare_threshold`` in the settings).
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        yield wrap(cast(Any, cursor))


def first_row(sql: str, asked: Sequence[Any] | Mapping[str, Any]) -> Iterator[Any] | None:
    """The first row that a statement answers, to be read from the left; None when there is none."""
    return next(every_row(sql, asked), None)


def every_row(sql: str, asked: Sequence[Any] | Mapping[str, Any]) -> Iterator[Iterator[Any]]:
    """All rows that a statement answers, each to be read from the left."""
    with prepared() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    return map(iter, rows)


class Side[M: models.Model]:
    """One of the tables that a statement reads side by side, with all its columns.

    ``name`` is the table's there. As text it is the list of columns; ``read`` takes them off a row::

        SHIFT, TILL = Side(Shift, "s"), Side(Till, "t")
        row = first_row(f"SELECT {SHIFT}, {TILL} FROM tills_shift s JOIN tills_till t ON …", [])
        shift, till = SHIFT.read(row), TILL.read(row)
    """

    def __init__(self, model: type[M], name: str) -> None:
        fields = model._meta.concrete_fields
        self._model = model
        self._columns = ", ".join(f'{name}."{field.column}"' for field in fields)
        self._names = [field.attname for field in fields]
        self._conversions = [
            (place, convert)
            for place, field in enumerate(fields)
            for convert in field.get_db_converters(connection)
        ]

    def __str__(self) -> str:
        return self._columns

    def read(self, row: Iterator[Any]) -> M:
        """The model that the next columns of a row are, as a queryset would have read it."""
        values = list(islice(row, len(self._names)))
        for place, convert in self._conversions:
            values[place] = convert(values[place], None, connection)
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, values)


def insert[M: models.Model](row: M) -> M:
    """Store a new row, every column of it, and give it its key: ``save(force_insert=True)`` prepared."""
    sql, fields = _insertion(type(row))
    with prepared() as cursor:
        cursor.execute(
            sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
        )
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


@cache
def _insertion(model: type[models.Model]) -> tuple[str, list[Any]]:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join("%s" for _field in fields)
    sql = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({places}) RETURNING "{meta.pk.column}"'  # noqa: S608
    return sql, fields
