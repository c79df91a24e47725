"""What the machines answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.tills.models import Tender
from deskops.tills.services import PaymentDetails

from ..models import RecipeStep

Yields = RecipeStep.Yields
REASON = _("Reason")


class StepForm(ActForm):
    """What the current step yields; a step that yields nothing has no box."""

    position = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.CharField(max_length=64)

    def __init__(self, *args: Any, step: RecipeStep | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step is None or step.yields == Yields.NOTHING:
            del self.fields["value"]
            return
        self.fields["value"].label = step.get_yields_display()
        self.fields["value"].widget = _box(step)
        self.fields["position"].initial = step.position


def _box(step: RecipeStep) -> forms.TextInput | forms.DateInput:
    if step.yields == Yields.TRADE_DATE:
        return forms.DateInput({"type": "date", "autofocus": True})
    scans = {"data-scan": "page", "autocomplete": "off", "spellcheck": "false", "class": "code"}
    return forms.TextInput({**scans, "autofocus": True})


class WordsForm(ActForm):
    """A reason in words."""

    words = forms.CharField(max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, label: Any = REASON, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class DifferenceForm(ActForm):
    """What the slip says of an exchange's difference that the customer pays."""

    slip = forms.CharField(label=_("Slip number"), max_length=40)
    reference = forms.CharField(label=_("Reference number"), max_length=64)

    def __init__(self, *args: Any, tender: Tender | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = {"slip": tender and tender.needs_slip, "reference": tender and tender.needs_reference}
        for name, wanted in needed.items():
            if not wanted:
                del self.fields[name]
        for field in self.visible_fields()[:1]:
            field.field.widget.attrs |= {"autofocus": True, "data-scan": "page", "autocomplete": "off"}

    @property
    def details(self) -> PaymentDetails:
        """What was typed, as the till takes it."""
        return PaymentDetails(
            **{name: self.cleaned_data[name] for name in ("slip", "reference") if name in self.fields}
        )
