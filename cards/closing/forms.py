"""What is entered when a card is closed, and when it is paid out."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.papers.forms import SignatureField

from ..forms import text
from ..models import Closing
from .rules import Cause


class CloseForm(ActForm):
    """Why, to where, and the signature under the lines that were shown.

    A supervisor confirms another cause than the customer's own wish with number and password.
    """

    cause = forms.ChoiceField(
        label=_("Cause"), choices=Cause.choices, initial=Cause.CONSUMER, widget=forms.RadioSelect
    )
    shown = MoneyFormField(widget=forms.HiddenInput)
    identified_by = forms.CharField(
        label=_("How the holder was identified"),
        max_length=100,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )
    way = forms.ChoiceField(
        label=_("Paid out"), choices=Closing.Way.choices, initial=Closing.Way.BANK, widget=forms.RadioSelect
    )
    bank = text(_("Bank of the holder's account"), 100)
    account_number = text(_("Number of the holder's account"), 40)
    number = text(_("Supervisor's employee number"), 20)
    password = forms.CharField(
        label=pgettext_lazy("second person", "Their password"),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        strip=False,
    )
    code = text(_("Code of the second factor"), 6)
    signature = SignatureField(label=_("Holder's signature"))

    @property
    def confirmed(self) -> bool:
        """Whether a supervisor's number was typed."""
        return bool(self.cleaned_data["number"].strip())

    @property
    def more_is_open(self) -> bool:
        """Whether the supervisor's boxes have to be seen."""
        return self.is_bound and any(
            self.data.get(name) or self.errors.get(name) for name in ("number", "password", "code")
        )


class PayOutForm(ActForm):
    """The bank's number of the pay-out."""

    bank_reference = forms.CharField(
        label=_("Bank's number of the transfer"),
        max_length=64,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off", "class": "code"}),
    )
