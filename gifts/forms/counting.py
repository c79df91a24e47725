"""Planning a count, entering it blind, closing it with a witness, asking for its approval."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.rows import small
from deskops.papers.forms import SignatureField

from ..models import CountLine, GiftCount, GiftItem, Place

PLANNABLE = [
    (GiftCount.Kind.PLANNED.value, GiftCount.Kind.PLANNED.label),
    (GiftCount.Kind.UNANNOUNCED.value, GiftCount.Kind.UNANNOUNCED.label),
]


def _kind_of(place: Place) -> str:
    return place.get_kind_display()


class PlanForm(ActForm):
    """Which place is counted when, and whether anybody is told."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=PLANNABLE, initial=GiftCount.Kind.PLANNED, widget=forms.RadioSelect
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"), empty_label=None)
    planned_for = forms.DateField(label=_("Planned for"), widget=forms.DateInput({"type": "date"}))
    why = forms.CharField(
        label=_("Why this count"),
        max_length=200,
        required=False,
        help_text=_("For an unannounced one: how it was chosen. Kept with the count."),
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places
        field.label_from_instance = _kind_of  # type: ignore[assignment]


class EntryForm(ActForm):
    """A box for each line; an empty one was not counted, which isn't zero."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[CountLine],
        entered: Mapping[int, int | None] | None = None,
        needed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.entered = lines, entered or {}
        for index, line in enumerate(lines):
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=str(line.item),
                required=needed,
                min_value=0,
                max_value=1_000_000,
                initial=self.entered.get(line.pk),
                widget=small(
                    "num quantity", inputmode="numeric", **({"autofocus": True} if not index else {})
                ),
            )

    @property
    def rows(self) -> list[tuple[CountLine, BoundField]]:
        """Each line with its box."""
        return [(line, self[f"pieces_{line.pk}"]) for line in self.lines]

    @property
    def pieces(self) -> dict[int, int | None]:
        """What is new: a box that was filled, or emptied again."""
        typed = {line.pk: self.cleaned_data[f"pieces_{line.pk}"] for line in self.lines}
        return {pk: count for pk, count in typed.items() if count != self.entered.get(pk)}


class CloseForm(ActForm):
    """Counter and witness sign; the witness by number and password."""

    blank_why = forms.CharField(label=_("Why some were not counted"), max_length=200, required=False)
    signed = SignatureField(label=_("Signature of the counter"))
    number = forms.CharField(
        label=_("Employee number of the witness"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    code = forms.CharField(
        label=_("Code of the second factor"),
        required=False,
        max_length=6,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class FoundForm(ActForm):
    """A gift that lies there and isn't on the list."""

    item = forms.ModelChoiceField(GiftItem.objects.none(), label=_("Another gift lies here"))

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = items


class AskForm(ActForm):
    """How the differences are explained."""

    how = forms.CharField(
        label=_("How the differences are explained"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
