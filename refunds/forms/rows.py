"""Rows of goods that are added while typing, and the floors they are of."""

from typing import Any

from django import forms

from deskops.core.rows import Rows, small
from deskops.org.models import Floor

__all__ = ["FloorField", "Rows", "floor_field", "floors_of", "small"]


class FloorField(forms.ModelChoiceField[Floor]):
    """A floor of the store, by its code."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.code)


def floor_field(floors: Any, label: Any) -> FloorField:
    """A choice among floors; the first is no floor."""
    return FloorField(floors, label=label, empty_label="—", error_messages={"invalid_choice": "?"})


def floors_of(store: Any) -> Any:
    """The store's floors in their order."""
    return Floor.objects.filter(store=store).order_by("code")
