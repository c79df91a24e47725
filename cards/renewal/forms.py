"""What is entered about a membership's end: a call, a renewal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm

from ..forms import PaymentForm
from ..models import ExpiryCall


class CallForm(ActForm):
    """One call."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=ExpiryCall.Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What was said"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )


class RenewForm(PaymentForm):
    """How the fee is paid."""


class TellForm(ActForm):
    """Telling the store."""
