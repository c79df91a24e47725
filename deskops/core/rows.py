"""Models from hand-written SQL: for the few reads of every act, which the ORM takes longer to write than
the database to answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django.db import connection, models


class Row:
    """One row of a statement that reads whole tables side by side (``SELECT a.*, b.* …``).

    Models are taken from it in the order of the statement, each with all of its columns.
    """

    def __init__(self, names: Sequence[str], values: Sequence[Any]) -> None:
        self._columns = list(zip(names, values, strict=True))

    @classmethod
    def first(cls, sql: str, asked: Sequence[Any] | Mapping[str, Any]) -> Self | None:
        """The first row that a statement answers, None when there is none."""
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            values = cursor.fetchone()
            return None if values is None else cls([column.name for column in cursor.description], values)

    def take[M: models.Model](self, model: type[M]) -> M:
        """The next columns as a row of this model, as a queryset would have read it."""
        fields = model._meta.concrete_fields
        mine, self._columns = dict(self._columns[: len(fields)]), self._columns[len(fields) :]
        values = []
        for field in fields:
            value = mine[str(field.column)]
            for convert in field.get_db_converters(connection):
                value = convert(value, None, connection)
            values.append(value)
        return model.from_db(connection.alias, [field.attname for field in fields], values)
