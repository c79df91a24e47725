"""Signing: the customer for the money, the floor for its goods; filtering the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.papers.forms import SignatureField


class SignForm(ActForm):
    """The customer signs the voucher."""

    signed = SignatureField(label=_("Customer's signature on the voucher"))
    name = forms.CharField(
        label=_("Signed by another person"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class CollectForm(ActForm):
    """The floor's supervisor signs for the goods."""

    signed = SignatureField(label=_("Floor supervisor's signature"))


class ListForm(forms.Form):
    """Filters of the list; the box is its tab."""

    day = forms.DateField(label=_("Business date"), required=False, widget=forms.DateInput({"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    @property
    def wanted(self) -> dict[str, Any]:
        """What was asked for; a filter that makes no sense filters nothing."""
        filled = self.cleaned_data if self.is_valid() else {}
        return {"day": filled.get("day"), "before": filled.get("before")}
