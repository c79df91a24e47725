"""The gift that a plan promises: how many of which, to whom; then the customer reads the text and signs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from deskops.core.rows import small
from deskops.papers.forms import SignatureField
from gifts.models import Stock
from gifts.queries.stock import at_desk
from gifts.services.goodwill import Promised

from .base import QUIET, CaseForm


class GiftForm(CaseForm):
    """Pieces of what lies at the desk; ``seen`` is the fingerprint of the text above the pad."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the customer"), max_length=60, widget=forms.TextInput(QUIET))
    telephone = forms.CharField(
        label=_("Telephone"), max_length=30, widget=forms.TextInput({"inputmode": "tel", **QUIET})
    )
    signed = SignatureField(label=_("Signature of the customer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stocks: Sequence[Stock] = at_desk(self.case.store)
        self.fields["name"].initial = self.case.name
        self.fields["telephone"].initial = self.case.telephone
        for index, stock in enumerate(self.stocks):
            first = {} if index else {"autofocus": True}
            self.fields[_box(stock)] = forms.IntegerField(
                label=str(stock.item),
                required=False,
                min_value=0,
                max_value=9999,
                widget=small("num quantity", inputmode="numeric", **first),
            )

    @property
    def rows(self) -> list[tuple[Stock, BoundField]]:
        """Each gift at the desk and its box."""
        return [(stock, self[_box(stock)]) for stock in self.stocks]

    @property
    def wanted(self) -> Promised:
        """What was filled in."""
        done = self.cleaned_data
        pieces = {stock.item_id: done[_box(stock)] for stock in self.stocks if done.get(_box(stock))}
        return Promised(pieces, done["name"], done["telephone"])

    def arguments(self) -> dict[str, Any]:
        done = self.cleaned_data
        return {"wanted": self.wanted, "seen": done["seen"], "signed": done["signed"]}

    def show(self, seen: str) -> None:
        """The text of this fingerprint is shown with its pad; one that was there unsigned is pointed at."""
        if self.cleaned_data["seen"] == seen:
            self.add_error("signed", self.fields["signed"].error_messages["required"])
        self.fields["signed"].required = True
        self.data = {**dict(self.data.items()), "seen": seen}


def _box(stock: Stock) -> str:
    return f"pieces_{stock.item_id}"
