"""What the machines answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.tills.models import Tender
from deskops.tills.services import PaymentDetails

from ..models import RecipeStep, Refund

Yields = RecipeStep.Yields
REASON = _("Reason")


class StepForm(ActForm):
    """What the current step yields; a step that yields nothing has no box."""

    position = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.CharField(max_length=64)

    def __init__(self, *args: Any, step: RecipeStep | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step is None:
            return
        self.fields["position"].initial = step.position
        self.fields["value"].label = step.get_yields_display()
        self.fields["value"].widget = _box(step)
        if step.yields == Yields.NOTHING:
            del self.fields["value"]


def _box(step: RecipeStep) -> forms.TextInput:
    """A box of text for dates too: the slip prints them in figures, and those are typed fastest."""
    shown = {"placeholder": "20260131"} if step.yields == Yields.TRADE_DATE else {"data-scan": "page"}
    return forms.TextInput(
        {**shown, "autofocus": True, "autocomplete": "off", "spellcheck": "false", "class": "code"}
    )


class WordsForm(ActForm):
    """A reason in words."""

    words = forms.CharField(max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, label: Any = REASON, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class DivertForm(ActForm):
    """The supervised exception for a tender that can't give back: why, and to whose account."""

    why = forms.ChoiceField(label=_("Why not"), choices=Refund.WayOut.choices)
    words = forms.CharField(label=_("Exception explained"), max_length=300)
    payee_name = forms.CharField(label=_("Account holder, the customer's own name"), max_length=100)
    payee_bank = forms.CharField(label=_("Bank"), max_length=100)
    payee_account = forms.CharField(label=_("Account number"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("words", "payee_name", "payee_bank", "payee_account"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class DifferenceForm(ActForm):
    """What the slip or the card says of an exchange's difference that the customer pays."""

    from_number = forms.CharField(label=_("Stored-value card that pays (scan it)"), max_length=40)
    slip = forms.CharField(label=_("Slip number"), max_length=40)
    reference = forms.CharField(label=_("Reference number"), max_length=64)

    def __init__(self, *args: Any, tender: Tender | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_number", "slip", "reference"):
            if name not in _needed(tender):
                del self.fields[name]
        for bound in self.visible_fields()[:1]:
            bound.field.widget.attrs |= {"autofocus": True, "data-scan": "page", "autocomplete": "off"}

    @property
    def details(self) -> PaymentDetails:
        """What was typed, as the till takes it."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name != "request_key"}
        return PaymentDetails(**typed)


def _needed(tender: Tender | None) -> set[str]:
    if tender is None:
        return set()
    wanted = {
        "from_number": tender.code == Tender.STORED_VALUE,
        "slip": tender.needs_slip,
        "reference": tender.needs_reference,
    }
    return {name for name, needed in wanted.items() if needed}
