"""What is entered about group orders."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField, format_money
from deskops.core.refusals import Refused

from ..forms import PaymentForm, text
from ..models import GroupIdentity, GroupOrder
from ..stock import rules as stock
from ..stock.rules import Numbers
from .services import Buying, Shown

FACES = ("1000.00", "500.00", "200.00", "100.00")
ROWS = range(1, len(FACES) + 1)
Paper = GroupIdentity.Paper


class OrderForm(ActForm):
    """The application: who buys which cards, and how the bonus is given."""

    buyer_kind = forms.ChoiceField(
        label=_("Buyer is"),
        choices=GroupOrder.Buyer.choices,
        initial=GroupOrder.Buyer.UNIT,
        widget=forms.RadioSelect({"autofocus": True}),
    )
    buyer = forms.CharField(label=_("Buyer"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    phone = forms.CharField(label=_("Telephone"), max_length=30)
    buyer_paper = forms.ChoiceField(
        label=_("Paper of the buyer"), choices=[("", "—"), *Paper.choices], required=False
    )
    buyer_number = text(_("Its number"), 30)
    agent = text(_("Agent"), 60)
    agent_paper = forms.ChoiceField(
        label=_("Paper of the agent"),
        choices=[("", "—"), *[one for one in Paper.choices if one[0] != Paper.LICENCE]],
        required=False,
    )
    agent_number = text(_("Its number"), 30)
    bonus_as = forms.ChoiceField(
        label=_("Bonus as"),
        choices=GroupOrder.BonusAs.choices,
        initial=GroupOrder.BonusAs.CARDS,
        widget=forms.RadioSelect,
    )
    bonus_face = MoneyFormField(label=_("Face of the bonus cards"), required=False, initial=Decimal(100))
    note = text(_("Note"), 200)
    at_distance = forms.BooleanField(
        label=_("Not face to face"),
        required=False,
        help_text=_("By telephone, letter or through a messenger: paid by bank transfer only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row, face in zip(ROWS, FACES, strict=True):
            self.fields[f"face_{row}"] = MoneyFormField(
                label=_("Face"), required=False, initial=Decimal(face)
            )
            self.fields[f"count_{row}"] = forms.IntegerField(
                label=_("Cards"),
                required=False,
                min_value=1,
                max_value=100_000,
                widget=forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The boxes of the faces and their counts."""
        return [(self[f"face_{row}"], self[f"count_{row}"]) for row in ROWS]

    @property
    def lines(self) -> list[tuple[Decimal, int]]:
        """The faces of which some are bought; a row without a count is not meant."""
        data = self.cleaned_data
        found = [(data.get(f"face_{row}"), data.get(f"count_{row}")) for row in ROWS]
        return [(face, count) for face, count in found if face and count]

    @property
    def buying(self) -> Buying:
        """The application as the service takes it."""
        data = self.cleaned_data
        return Buying(
            buyer_kind=data["buyer_kind"],
            buyer=data["buyer"],
            phone=data["phone"],
            agent=data["agent"],
            lines=self.lines,
            bonus_as=data["bonus_as"],
            bonus_face=data["bonus_face"] if data["bonus_as"] == GroupOrder.BonusAs.CARDS else None,
            note=data["note"],
            at_distance=data["at_distance"],
        )

    def shown(self, whose: str) -> Shown | None:
        """The paper of buyer or agent, when one was entered."""
        paper, number = self.cleaned_data[f"{whose}_paper"], self.cleaned_data[f"{whose}_number"]
        return Shown(paper, number) if number.strip() else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for whose in ("buyer", "agent"):
            if data.get(f"{whose}_number", "").strip() and not data.get(f"{whose}_paper"):
                self.add_error(f"{whose}_paper", _("Say which paper this is."))
        return data


def started(order: GroupOrder, lines: Sequence[tuple[Decimal, int]]) -> dict[str, Any]:
    """What the form of a correction starts with; papers that were sealed are not shown again."""
    first: dict[str, Any] = {
        name: getattr(order, name)
        for name in (
            "buyer_kind",
            "buyer",
            "phone",
            "agent",
            "bonus_as",
            "bonus_face",
            "note",
            "at_distance",
        )
    }
    for row, (face, count) in zip(ROWS, lines, strict=False):
        first |= {f"face_{row}": face, f"count_{row}": count}
    return first


class PayForm(PaymentForm):
    """What is paid for an order now."""

    amount = MoneyFormField(label=_("Amount"))
    field_order = ("amount",)


class RangesField(forms.CharField):
    """Ranges of card numbers: first-last, several with commas between."""

    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "code"})

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        try:
            return stock.read(typed or "")
        except Refused as refused:
            raise forms.ValidationError(
                f"{refused.message} {refused.value or ''}", code=refused.code
            ) from refused

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """A range was read already."""

    def prepare_value(self, value: Any) -> Any:
        return stock.words(value) if isinstance(value, list) else value


class ActivateForm(ActForm):
    """The numbers of an order's cards, line by line, proposed from what is on hand."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[tuple[Decimal, int]],
        bonus: int,
        proposed: dict[str, list[Numbers]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for face, count in lines:
            self.fields[name_of(face)] = RangesField(
                label=_("%(face)s yuan × %(count)s") % {"face": format_money(face), "count": count},
                initial=proposed.get(f"{face}", []),
                help_text=each(proposed.get(f"{face}", [])),
            )
        if bonus:
            self.fields["bonus_ranges"] = RangesField(
                label=_("Bonus cards × %(count)s") % {"count": bonus},
                initial=proposed.get("bonus", []),
                help_text=each(proposed.get("bonus", [])),
            )
        self.fields[name_of(lines[0][0])].widget.attrs["autofocus"] = True

    @property
    def ranges(self) -> dict[Decimal, list[Numbers]]:
        """The numbers of each face."""
        return {face: self.cleaned_data[name_of(face)] for face, _count in self.lines}


def each(ranges: Sequence[Numbers]) -> str:
    """Several ranges one by one with their counts, as the boxes are taken from the shelf; nothing for one."""
    return "；".join(f"{one} × {one.count}" for one in ranges) if len(ranges) > 1 else ""


def name_of(face: Decimal) -> str:
    """The name of the box for a face's numbers."""
    return f"face_{face:f}".replace(".", "_")


class ReasonForm(ActForm):
    """Why an order is cancelled."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class ReturnForm(ReasonForm):
    """Why an order is given back."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput({"autofocus": True}))


class ReturnCardsForm(ReasonForm):
    """Which cards are brought back, and why."""

    ranges = RangesField(label=_("Numbers of the unused cards that are brought"))
    field_order = ("ranges", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ranges"].widget.attrs["autofocus"] = True


class PayBackForm(ActForm):
    """The desk's own slips, where a bank card or an app is paid back."""

    slip = text(_("Slip number"), 40)
    reference = text(_("Reference number"), 64)


class LookForm(ActForm):
    """Why a full number must be seen."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput({"autofocus": True}))
