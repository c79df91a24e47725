"""Finding the purchase, or typing it from its paper."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.core.money.fields import MoneyInput
from deskops.org.clock import SHANGHAI
from deskops.org.models import Store
from deskops.tills.models import Tender

from ..models import Refund
from ..services.purchases import Typed, TypedLine
from .rows import Rows, floor_field, floors_of, small


class FindForm(forms.Form):
    """The number of a receipt, scanned or typed."""

    number = forms.CharField(
        label=_("Receipt number"),
        max_length=40,
        widget=forms.TextInput(
            {
                "data-scan": "page",
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )


class OpenForm(ActForm):
    """Which receipt, or purchase typed before, and whether money or other goods are wanted."""

    receipt = forms.IntegerField(required=False, widget=forms.HiddenInput)
    purchase = forms.IntegerField(required=False, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(choices=Refund.Purpose.choices, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Exactly one of both is sent."""
        filled = self.cleaned_data
        if bool(filled.get("receipt")) == bool(filled.get("purchase")):
            raise forms.ValidationError(_("Choose the receipt first."))
        return filled


class PaperLineForm(forms.Form):
    """One line of goods as the paper prints it."""

    use_required_attribute = False  # the row that waits below stays empty

    barcode = forms.CharField(label=_("Barcode"), max_length=40, required=False)
    name = forms.CharField(label=_("Goods"), max_length=200)
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    quantity = forms.DecimalField(
        label=_("Quantity"), max_digits=12, decimal_places=3, min_value=Decimal("0.001")
    )
    amount = MoneyFormField(label=_("Amount"), widget=MoneyInput)

    def __init__(self, *args: Any, floors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["floor"] = floor_field(floors, _("Floor"))
        self.fields["barcode"].widget = small("code", **{"data-scan": "", "data-scan-next": ""})
        self.fields["name"].widget = small()
        self.fields["category"].widget = small()
        self.fields["quantity"].widget = small("num quantity", inputmode="decimal")
        self.order_fields(["barcode", "name", "category", "floor", "quantity", "amount"])

    @property
    def line(self) -> TypedLine:
        typed = self.cleaned_data
        return TypedLine(
            name=typed["name"],
            quantity=typed["quantity"],
            amount=typed["amount"],
            floor_id=typed["floor"].pk,
            category=typed["category"],
            barcode=typed["barcode"],
        )


class PaperForm(ActForm):
    """A receipt typed from its paper because the POS's file hasn't come (未核)."""

    number = forms.CharField(label=_("Receipt number"), max_length=40)
    pos = forms.CharField(label="POS", max_length=20)
    day = forms.DateField(label=_("Date of purchase"), widget=forms.DateInput({"type": "date"}))
    time = forms.TimeField(label=_("Time of purchase"), widget=forms.TimeInput({"type": "time"}))
    card_number = forms.CharField(label=_("Member card"), max_length=32, required=False)
    purpose = forms.ChoiceField(
        label=_("What the customer wants"),
        choices=Refund.Purpose.choices,
        initial=Refund.Purpose.REFUND,
        widget=forms.RadioSelect,
    )
    sighted = forms.BooleanField(label=_("I have the paper receipt in my hand and compared it."))

    def __init__(self, *args: Any, store: Store, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = Rows(PaperLineForm, "line", self.data, floors=floors_of(store))
        self.tenders = list(Tender.objects.filter(is_active=True))
        for tender in self.tenders:
            self.fields[f"paid_{tender.code}"] = MoneyFormField(label=str(tender), required=False)
        for name in ("number", "pos", "card_number"):
            self.fields[name].widget = forms.TextInput({"autocomplete": "off", "class": "code"})
        first = "pos" if self.initial.get("number") else "number"
        self.fields[first].widget.attrs["autofocus"] = True

    @property
    def paid(self) -> list[forms.BoundField]:
        """The boxes of the payments, one for each tender."""
        return [self[f"paid_{tender.code}"] for tender in self.tenders]

    def clean(self) -> dict[str, Any]:
        self.lines.check()
        return self.cleaned_data

    @property
    def typed(self) -> Typed:
        """What was typed, for the service to check."""
        filled = self.cleaned_data
        bought_at = datetime.combine(filled["day"], filled["time"], SHANGHAI)
        paid = {one.code: filled[f"paid_{one.code}"] for one in self.tenders if filled[f"paid_{one.code}"]}
        lines = tuple(row.line for row in self.lines.filled)
        return Typed(
            pos=filled["pos"],
            number=filled["number"],
            bought_at=bought_at,
            lines=lines,
            paid=paid,
            card_number=filled["card_number"],
        )
