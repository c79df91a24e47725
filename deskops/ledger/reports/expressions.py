"""Columns that several reports have, as expressions of the database."""

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Case,
    CharField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Concat, RowNumber
from django.utils.translation import gettext as _

from deskops.core.exports import Column, Kind


class OverRows(ExpressionWrapper):  # type: ignore[type-arg]  # generic in the stubs alone
    """A figure over the rows of a report, which may be groups: it takes no part in the grouping."""

    def get_group_by_cols(self) -> list[Any]:
        return []


class Accumulated(Func):
    """The sum of a figure of a row and of all rows before it, within a window; the figure may be a sum."""

    function = "SUM"
    window_compatible = True


def running(*order: str) -> Column:
    """The running number of a report whose rows come in that order."""
    return Column(
        "no", _("No."), OverRows(Window(RowNumber(), order_by=list(order)), IntegerField()), Kind.INT, width=8
    )


def worded(path: str, words: Iterable[tuple[str, object]]) -> Any:
    """The words for a code, the code itself where there are none."""
    whens = [When(**{path: code}, then=Value(str(word))) for code, word in words]
    return Case(*whens, default=F(path), output_field=CharField())


def person(path: str) -> Any:
    """A member of staff as number and name."""
    return Concat(F(f"{path}__number"), Value(" "), F(f"{path}__name"), output_field=CharField())
