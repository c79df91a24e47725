"""Rows of a form that are added while typing: an empty row is none."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MOST = 60
"""Rows that a page takes at most."""


def small(width: str = "", **attrs: Any) -> forms.TextInput:
    """A box inside a table."""
    return forms.TextInput({"autocomplete": "off", "class": width, **attrs})


class Rows[Row: forms.Form]:
    """Forms of one kind with the prefixes ``name-0``, ``name-1`` …, as the piece ``data-grows`` numbers them.

    ``spare`` has the index ``__n__``: the row that the page copies. Blank rows are left out of ``filled``.
    """

    def __init__(
        self,
        kind: type[Row],
        name: str,
        data: Any,
        known: Sequence[dict[str, object]] = (),
        **more: Any,
    ) -> None:
        self.kind, self.name, self.data, self.more = kind, name, data, more
        if data:
            self.rows = [self._sent(index) for index in self._indexes()]
        else:
            blank: dict[str, object] = {}
            self.rows = [
                kind(prefix=f"{name}-{index}", initial=row, **more)
                for index, row in enumerate([*known, blank])
            ]

    def _indexes(self) -> list[int]:
        found = {
            int(match[1])
            for key in self.data
            if (match := re.fullmatch(rf"{self.name}-(\d{{1,3}})-\w+", key))
        }
        return sorted(found)[:MOST] or [0]

    def _sent(self, index: int) -> Row:
        """A row as it was sent; one that is blank has nothing wrong."""
        prefix = f"{self.name}-{index}"
        row = self.kind(self.data, prefix=prefix, **self.more)
        return row if row.has_changed() else self.kind(prefix=prefix, **self.more)

    @property
    def spare(self) -> Row:
        return self.kind(prefix=f"{self.name}-__n__", **self.more)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def filled(self) -> list[Row]:
        """The rows in which something was typed."""
        return [row for row in self.rows if row.has_changed()]

    def check(self) -> None:
        """Raises ValidationError when a filled row is wrong; each row shows what."""
        wrong = [row for row in self.filled if not row.is_valid()]
        if wrong:
            raise ValidationError([error for row in wrong for error in _told(row)])


def _told(row: forms.Form) -> Iterator[str]:
    for name, errors in row.errors.items():
        told = " ".join(map(str, errors))
        yield f"{row.fields[name].label}: {told}" if name in row.fields else told
