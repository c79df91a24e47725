"""Forms at the cabinets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.papers.forms import SignatureField

from ..models import Cabinet, Category, Opening, Place
from .parts import SecondFields, WhoFields, choice, text, words


class NewCabinetForm(ActForm):
    """A cabinet with its boxes."""

    code = text(_("Code"), 10, css="code", autofocus=True)
    kind = forms.ChoiceField(label=_("How it is used"), choices=Cabinet.Kind.choices)
    boxes = forms.IntegerField(label=_("Boxes"), min_value=1, max_value=500)
    columns = forms.IntegerField(label=_("Boxes in a row"), min_value=1, max_value=50, initial=10)
    where = text(_("Where it stands"), 60)
    maker = text(_("Maker"), 60)
    maker_phone = text(_("Maker's telephone"), 40, required=False)
    manual = forms.CharField(
        label=_("Manual"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("How it is opened by hand, step by step."),
    )

    def clean_code(self) -> str:
        """Capital letters and digits, as they stand on the doors."""
        code: str = self.cleaned_data["code"].strip().upper()
        if not (code.isascii() and code.isalnum()):
            raise forms.ValidationError(_("Capital letters and digits, at most ten."), code="code")
        return code


class ChangeCabinetForm(ActForm):
    """What may change of a cabinet."""

    where = text(_("Where it stands"), 60)
    maker = text(_("Maker"), 60)
    maker_phone = text(_("Maker's telephone"), 40, required=False)
    manual = forms.CharField(label=_("Manual"), required=False, widget=forms.Textarea({"rows": 6}))
    is_active = forms.BooleanField(label=_("In service"), required=False)


class GiveForm(ActForm):
    """To whom a box is given; without a name to whoever has the key."""

    name = text(_("Customer's name"), 60, required=False)
    phone = text(_("Telephone"), 40, required=False, inputmode="tel")


class FaultForm(ActForm):
    """What is wrong with a box."""

    what = words(_("What is wrong"), 200)


class StepForm(ActForm):
    """One step of a fault: whom the desk told, what was answered, what was done."""

    told = words(_("What happened"), 300, autofocus=True)


class FindBoxForm(forms.Form):
    """The number on the door."""

    box = forms.CharField(
        label=_("Locker box"),
        max_length=20,
        widget=forms.TextInput(
            {"data-scan": "page", "autocomplete": "off", "class": "code", "placeholder": "A-07"}
        ),
    )


class AskOpeningForm(WhoFields, ActForm):
    """What the customer says, and who they are, before the box is open."""

    cause = choice(_("Cause"), Opening.Cause.choices)
    said = words(_("What the customer says is inside"), 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["cause", "said", "name", "phone", "paper", "last4"])
        self.fields["cause"].widget.attrs["autofocus"] = True


class FinishOpeningForm(SecondFields, ActForm):
    """What was inside, security's signature, the customer's."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Opening.Outcome.choices, widget=forms.RadioSelect)
    inside = words(_("What was inside"), 300, required=False)
    category = choice(_("Kind of thing"), Category.choices, required=False)
    place = choice(_("Place"), Place.choices, required=False)
    spot = text(_("Spot"), 40, required=False)
    seal = text(_("Seal number"), 40, required=False)
    signed = SignatureField(label=_("Customer's signature"), required=False)
