"""Counting a cashback box."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import DENOMINATIONS
from deskops.tills.forms import HandOverForm, PiecesForm
from deskops.tills.rules import face_field

from ..models.boxes import MOST_PIECES


class NotesForm(PiecesForm):
    """So many notes and coins of each face, as many as the cash of a whole list may have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for face in DENOMINATIONS:
            box = self.fields[face_field(face)]
            box.validators = [MinValueValidator(0), MaxValueValidator(MOST_PIECES)]
            box.widget.attrs["maxlength"] = 8


class OpenBoxForm(NotesForm):
    """The count at the beginning, and why it differs from the books where it does."""

    reason = forms.CharField(
        label=_("Reason for a difference"),
        required=False,
        max_length=300,
        help_text=_("Only when the box differs from the books."),
    )


class PassForm(NotesForm, HandOverForm):
    """The next clerk counts the box and shows who they are."""


class ReasonForm(ActForm):
    """Why a box was over or short."""

    reason = forms.CharField(
        label=_("Reason for the difference"),
        max_length=300,
        help_text=_("The desk supervisor decides, then finance."),
        widget=forms.TextInput({"autofocus": True}),
    )
