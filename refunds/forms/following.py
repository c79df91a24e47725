"""What is entered once a refund is made: how a difference is settled, a credit seen, a bank asked."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField

IMAGES = ".png,.jpg,.jpeg,.pdf"


def _words(label: Any, length: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea({"rows": 2})
    return forms.CharField(label=label, max_length=length, help_text=help_text, widget=widget)


class SettleForm(ActForm):
    """How a purchase that differs from the POS's file is settled."""

    how = _words(_("How it is settled"), 200)


class ConfirmForm(ActForm):
    """How the bank's credit was seen."""

    how = forms.CharField(
        label=_("How it was seen"),
        max_length=200,
        help_text=_("The customer's statement, the acquirer's file, a call to the bank …"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class TransferForm(ActForm):
    """What the bank's slip of a transfer says."""

    reference = forms.CharField(
        label=_("Bank's number of the transfer"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "class": "code", "autofocus": True}
        ),
    )
    on = forms.DateField(
        label=_("Date of the transfer"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class InquiryForm(ActForm):
    """What the customer says of the bank's credit, and the bank's paper."""

    claim = _words(_("What the customer says"), 300)
    arrived = MoneyFormField(label=_("Amount that arrived"), help_text=_("0.00 when nothing arrived."))
    telephone = forms.CharField(
        label=_("Telephone for the answer"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    paper = forms.FileField(
        label=_("Bank's paper"),
        required=False,
        help_text=_("A photo or scan: PNG, JPEG or PDF, at most 8 MiB."),
        widget=forms.FileInput({"accept": IMAGES, "capture": "environment"}),
    )

    @property
    def upload(self) -> File[bytes] | None:
        """The file that was sent, if any."""
        sent: File[bytes] | None = self.cleaned_data["paper"]
        return sent


class ContactForm(ActForm):
    """Whom at the bank the desk reached, and how."""

    contact = _words(_("Whom at the bank, how"), 200)


class ReplyForm(ActForm):
    """What the bank said."""

    reply = _words(_("What the bank replied"), 300)


class AnswerForm(ActForm):
    """What the customer was told."""

    answer = _words(_("What the customer was told"), 300)


class BankLineForm(ActForm):
    """Which refund a line of the bank is, none of ours when left empty, and why."""

    money_id = forms.TypedChoiceField(
        label=_("This line is"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["money_id"]
        field.choices = [("", ""), *choices]
