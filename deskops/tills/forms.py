"""The forms at a till."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import DENOMINATIONS, MoneyFormField
from deskops.core.money.fields import MoneyInput

from .rules import MOST_PIECES, Pieces, face_field


class PiecesForm(ActForm):
    """So many pieces of each face; an empty box is none."""

    def __init__(self, *args: Any, pieces: Pieces | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for face in DENOMINATIONS:
            self.fields[face_field(face)] = forms.IntegerField(
                label=_("%(face)s yuan") % {"face": face},
                required=False,
                min_value=0,
                max_value=MOST_PIECES,
                initial=(pieces or {}).get(face),
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": 6}),
            )
        self.first.widget.attrs["autofocus"] = True

    @property
    def first(self) -> forms.Field:
        """The field where the cursor waits: the largest face."""
        return self.fields[face_field(DENOMINATIONS[0])]

    @property
    def grid(self) -> Iterator[tuple[Decimal, BoundField]]:
        """Faces with their boxes, as the denominations piece shows them."""
        return ((face, self[face_field(face)]) for face in DENOMINATIONS)

    @property
    def pieces(self) -> dict[Decimal, int]:
        """What was typed, by face."""
        typed = ((face, self.cleaned_data[face_field(face)]) for face in DENOMINATIONS)
        return {face: number for face, number in typed if number}


class OpenForm(PiecesForm):
    """The opening count; the reason is asked for when it differs from what the last shift left."""

    reason = forms.CharField(
        label=_("Reason for a difference"),
        required=False,
        max_length=300,
        help_text=_("Only when the drawer differs from what the last shift left."),
    )


class PosForm(ActForm):
    """The POS's own cash total."""

    total = MoneyFormField(
        label=_("POS cash total since the shift opened"),
        help_text=_("As the POS prints it; negative when it paid out more than it took."),
        widget=MoneyInput({"autofocus": True}),
    )


class CloseForm(PiecesForm):
    """What leaves the drawer for finance, and why it was over or short."""

    def __init__(self, *args: Any, difference: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if difference:
            self.fields["reason"] = forms.CharField(
                label=_("Reason for the difference"),
                max_length=300,
                help_text=_("The desk supervisor decides, then finance."),
                widget=forms.TextInput({"autofocus": True, "form": "close"}),
            )
            del self.first.widget.attrs["autofocus"]


class ReasonForm(ActForm):
    """A new reason for a difference that was rejected."""

    reason = forms.CharField(label=_("Reason for the difference"), max_length=300)


class HandOverForm(PiecesForm):
    """The next clerk counts what was left and shows who they are."""

    number = forms.CharField(
        label=_("Employee number of the next clerk"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "data-scan": ""}),
    )
    password = forms.CharField(
        label=_("Their password"), widget=forms.PasswordInput({"autocomplete": "off"}), strip=False
    )
    code = forms.CharField(
        label=_("Code of the second factor"),
        required=False,
        max_length=6,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Only where their role needs one."),
    )


class TickForm(ActForm):
    """The part of a day sheet that finance ticks."""

    section = forms.CharField(max_length=40, widget=forms.HiddenInput)
