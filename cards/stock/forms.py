"""What is entered about blank cards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm

from ..group.forms import RangesField


class GiveForm(ActForm):
    """Which ranges finance gives out."""

    ranges = RangesField(label=_("Numbers given out"), help_text=_("first-last, several with commas between"))


class SpoilForm(ActForm):
    """Which cards are written off, and why."""

    ranges = RangesField(label=_("Numbers"), help_text=_("first-last, several with commas between"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class CountForm(ActForm):
    """What was counted."""

    pieces = forms.IntegerField(
        label=_("Pieces found"),
        min_value=0,
        max_value=10_000_000,
        widget=forms.NumberInput({"autofocus": True, "inputmode": "numeric", "autocomplete": "off"}),
    )
    missing = RangesField(label=_("Missing numbers"), required=False)
    found = RangesField(label=_("Numbers found besides"), required=False)
    reason = forms.CharField(label=_("Reason of a difference"), max_length=200, required=False)
