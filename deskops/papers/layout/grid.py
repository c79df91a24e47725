"""The grid of labelled values."""

from collections.abc import Iterator, Sequence

from deskops.papers.paper import Field
from deskops.papers.pen import QUIET, SHADE
from deskops.papers.wrap import lines

from .bands import Band, Box, Style, framed, widest, written

LABEL_SHARE = 0.42
"""A label takes at most this part of its pair; a longer one wraps."""


def grid(fields: Sequence[Field], style: Style) -> list[Band]:
    """Labels on a shade, values beside them, `style.columns` pairs a row; a wide field has its own row."""
    if not fields:
        return []
    pair = style.wide / style.columns
    labels = [str(field.label) for field in fields]
    label = min(widest(labels, style.body) + 2 * style.side, pair * LABEL_SHARE)
    return [band for row in _rows(fields, style.columns) for band in _row(row, label, style)]


def _rows(fields: Sequence[Field], columns: int) -> Iterator[list[Field]]:
    row: list[Field] = []
    for field in fields:
        if row and (field.wide or len(row) == columns):
            yield row
            row = []
        row.append(field)
        if field.wide:
            yield row
            row = []
    if row:
        yield row


def _row(row: Sequence[Field], label: float, style: Style) -> list[Band]:
    """The last value of a row takes what room is left, so that the frame always closes."""
    boxes: list[Box] = []
    pair = style.wide / style.columns
    for number, field in enumerate(row):
        last = number == len(row) - 1
        value = style.wide - pair * number - label if last else pair - label
        boxes += [_label(field, label, style), _value(field, value, style)]
    return framed(boxes, style)


def _label(field: Field, wide: float, style: Style) -> Box:
    text = lines(str(field.label), wide - 2 * style.side, style.body)
    return Box(wide, text, style.body, grey=QUIET / 2, shade=SHADE)


def _value(field: Field, wide: float, style: Style) -> Box:
    return Box(wide, lines(written(field.value), wide - 2 * style.side, style.body), style.body)
