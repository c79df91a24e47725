"""What is entered about a tier's plastic, and about collected cards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.forms import ActForm

from ..forms import CARD, IdentifiedForm, PaymentForm
from .services import Original


class TierForm(IdentifiedForm, PaymentForm):
    """New plastic for the tier; what became of the old one."""

    original = forms.ChoiceField(
        label=_("The original card"),
        choices=Original.choices,
        initial=Original.COLLECTED,
        widget=forms.RadioSelect,
    )
    new_number = forms.CharField(label=_("Number of the new card"), max_length=40, widget=CARD)
    field_order = ("identified_by", "new_number", "original")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identified_by"].widget.attrs["autofocus"] = True


class SecondPersonForm(ActForm):
    """Somebody else of the staff shows who they are at this screen; the password is never kept."""

    number = forms.CharField(
        label=_("Employee number of the second person"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=pgettext_lazy("second person", "Their password"),
        widget=forms.PasswordInput({"autocomplete": "off"}),
        strip=False,
    )
    code = forms.CharField(
        label=_("Code of the second factor"),
        required=False,
        max_length=6,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Only where their role needs one."),
    )


class DestroyForm(SecondPersonForm):
    """How many cards both counted."""

    counted = forms.IntegerField(
        label=_("Cards counted together"),
        min_value=1,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("counted", "number", "password", "code")
