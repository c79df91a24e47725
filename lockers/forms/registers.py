"""Asking for a register as a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.ledger.reports.exporting import Format

from ..registers import REGISTERS


class RegisterForm(ActForm):
    """Which register, between which business dates, as what."""

    which = forms.ChoiceField(
        label=_("Register"), choices=[(code, register.label) for code, register in REGISTERS.items()]
    )
    first = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("To"), widget=forms.DateInput({"type": "date"}))
    form = forms.ChoiceField(label=_("File"), choices=Format.choices)
