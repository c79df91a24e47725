"""Scanning receipts, handing gifts over, typing a paper, undoing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.core.rows import small
from deskops.papers.forms import SignatureField

from ..models import GiftItem
from ..queries.issuing import Offer


class ScanForm(forms.Form):
    """The number of a receipt, scanned or typed; further ones are added up."""

    number = forms.CharField(
        label=_("Receipt number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            {"data-scan": "page", "autocomplete": "off", "spellcheck": "false", "class": "code"}
        ),
    )


class IssueForm(ActForm):
    """How many of which gift, to whom; then the customer reads the text and signs.

    ``seen`` is the fingerprint of the text that stands above the pad; without it there is no pad yet.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the customer"), max_length=60)
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    signed = SignatureField(label=_("Signature of the customer"), required=False)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        for index, item in enumerate(offer.items):
            self.fields[_box(item)] = forms.IntegerField(
                label=str(item),
                required=False,
                min_value=0,
                max_value=9999,
                initial=offer.pieces if len(offer.items) == 1 else None,
                widget=small(
                    "num quantity", inputmode="numeric", **({"autofocus": True} if not index else {})
                ),
            )

    @property
    def rows(self) -> list[tuple[GiftItem, int, BoundField]]:
        """Each gift with what lies at the desk and its box."""
        return [(item, self.offer.stock[item.pk], self[_box(item)]) for item in self.offer.items]

    @property
    def pieces(self) -> dict[int, int]:
        """What was filled in, by gift."""
        found = ((item.pk, self.cleaned_data.get(_box(item))) for item in self.offer.items)
        return {pk: count for pk, count in found if count}


def _box(item: GiftItem) -> str:
    return f"pieces_{item.pk}"


class PaperForm(ActForm):
    """A receipt typed from its paper because the POS's file hasn't come (未核)."""

    number = forms.CharField(label=_("Receipt number"), max_length=40)
    pos = forms.CharField(label="POS", max_length=20)
    bought_on = forms.DateField(label=_("Date of purchase"), widget=forms.DateInput({"type": "date"}))
    amount = MoneyFormField(label=_("Amount"))
    card_number = forms.CharField(label=_("Member card"), max_length=32, required=False)
    sighted = forms.BooleanField(label=_("I have the paper receipt in my hand and compared it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "pos", "card_number"):
            self.fields[name].widget = forms.TextInput({"autocomplete": "off", "class": "code"})
        first = "pos" if self.initial.get("number") else "number"
        self.fields[first].widget.attrs["autofocus"] = True


class WordsForm(ActForm):
    """A reason, or how something was cleared up."""

    words = forms.CharField(
        max_length=200, label=_("Reason"), widget=forms.Textarea({"rows": 2, "autofocus": True})
    )

    def __init__(self, *args: Any, label: Any = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = required
        if label:
            self.fields["words"].label = label


class RegisterForm(forms.Form):
    """Filters of the register."""

    q = forms.CharField(
        label=_("Receipt number or telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)

    def __init__(self, *args: Any, campaigns: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *((str(pk), name) for pk, name in campaigns)]
