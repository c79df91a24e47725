"""What the administrator enters about tills of the POS."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm

from .models import PER_MINUTE, code_validator


class ConnectForm(ActForm):
    """The till's number as its receipts print it, a name for papers, how much it may ask."""

    code = forms.CharField(
        label=_("POS number"),
        max_length=20,
        validators=[code_validator],
        help_text=_("As the receipts print it."),
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("name"),
        max_length=60,
        help_text=_("Stands as the maker on papers, for example “POS 03, ground floor”."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    per_minute = forms.IntegerField(
        label=_("requests a minute"),
        min_value=1,
        max_value=100_000,
        initial=PER_MINUTE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class KeyForm(ActForm):
    """Nothing but the press of a button."""
