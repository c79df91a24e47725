"""Comparing, signing, settling; filters of the list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.approvals.forms import CounterForm
from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField

from .kinds import handoff_kinds
from .models import HandoffLine, State
from .services import Agreed, Found


class SendForm(ActForm):
    """The giver's signature under the draft that was looked at."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class LineForm(ActForm):
    """What is found at one line."""

    amount = MoneyFormField(required=False)
    quantity = forms.IntegerField(required=False, min_value=0)
    reason = forms.CharField(required=False, max_length=200)

    def found(self, line: HandoffLine) -> Found | None:
        """The entry; None when both figures are empty, which takes an entry back.

        One empty figure of two follows the other, an amount left as it was the new quantity.
        """
        filled = self.cleaned_data
        amount, quantity = filled["amount"], filled["quantity"]
        if amount is None and quantity is None:
            return None
        if line.quantity is not None and quantity != line.found_quantity and amount == line.found_amount:
            amount = None
        return Found(amount, quantity, filled["reason"])


class ReceiveForm(ActForm):
    """The receiver's signature, with a receipt where the kind asks for one."""

    use_required_attribute = False  # its other buttons don't need the receipt
    receipt_number = forms.CharField(
        label=_("Number of the receiver's receipt"), max_length=40, required=False
    )
    receipt_image = forms.FileField(
        label=_("Image of the receipt"),
        required=False,
        help_text=_("A photo (PNG, JPEG) or a PDF, at most 8 MiB."),
        widget=forms.ClearableFileInput({"accept": "image/png,image/jpeg,application/pdf"}),
    )

    def __init__(self, *args: Any, receipt: bool = False, **kwargs: Any) -> None:
        """``receipt``: the kind asks for one, so the fields don't say that they are optional."""
        super().__init__(*args, **kwargs)
        for name in ("receipt_number", "receipt_image"):
            self.fields[name].required = receipt


class ReceiveHereForm(CounterForm):
    """The receiver's number and password on the giver's screen."""

    note = None  # type: ignore[assignment]
    decision = None  # type: ignore[assignment]


class SettleForm(ActForm):
    """The agreed figures of every line that differs, and how each was settled."""

    def __init__(self, *args: Any, lines: Iterable[HandoffLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            at = line.position
            if line.amount is not None:
                self.fields[f"amount_{at}"] = MoneyFormField(
                    label=_("Agreed amount"), initial=line.found_amount
                )
            if line.quantity is not None:
                self.fields[f"quantity_{at}"] = forms.IntegerField(
                    label=_("Agreed quantity"),
                    initial=line.found_quantity,
                    min_value=0,
                    widget=forms.TextInput({"inputmode": "numeric"}),
                )
            self.fields[f"how_{at}"] = forms.CharField(label=_("How it is settled"), max_length=200)

    def rows(self) -> list[tuple[HandoffLine, Any, Any, Any]]:
        """Each line with its fields; None for a figure it has not."""
        return [
            (line, self._bound(f"amount_{at}"), self._bound(f"quantity_{at}"), self[f"how_{at}"])
            for line in self.lines
            for at in [line.position]
        ]

    def _bound(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    @property
    def agreed(self) -> dict[int, Agreed]:
        """The entries by position."""
        filled = self.cleaned_data
        return {
            at: Agreed(filled[f"how_{at}"], filled.get(f"amount_{at}"), filled.get(f"quantity_{at}"))
            for at in (line.position for line in self.lines)
        }


class ListForm(forms.Form):
    """Filters of the list of handoffs."""

    number = forms.CharField(
        label=_("Document number"), required=False, max_length=40, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *State.choices])
    day = forms.DateField(label=_("Business date"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *((kind.code, kind.label) for kind in handoff_kinds)]
