"""Found items, reports of loss, claims, handing on."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.org.clock import SHANGHAI
from deskops.org.models import Staff, Store
from deskops.papers.forms import SignatureField

from ..models import HandingOver, LossReport
from ..services.custody import Thing
from ..services.losses import Loss
from .parts import KeepingFields, SecondFields, ThingFields, WhoFields, floor_field, photo_field, text, words


class FoundForm(ThingFields, KeepingFields, SecondFields, ActForm):
    """What was found; the finder is a customer, named or not, or a colleague who signs."""

    cash = MoneyFormField(label=_("Cash in it"), required=False, min_value=0)
    where = text(_("Found where"), 100)
    found_on = forms.DateField(label=_("Found on"), widget=forms.DateInput({"type": "date"}))
    found_time = forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    name = text(_("Finder's name"), 60, required=False)
    phone = text(_("Finder's telephone"), 40, required=False, inputmode="tel")
    photo = photo_field()

    def __init__(self, *args: Any, store: Store, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = now.astimezone(SHANGHAI)
        self.fields["floor"] = floor_field(store)
        self.fields["found_on"].initial = here.date()
        self.fields["found_time"].initial = here.time().replace(second=0, microsecond=0)
        for name in ("number", "password"):
            self.fields[name].required = False
        self.fields["category"].widget.attrs["autofocus"] = True

    @property
    def thing(self) -> Thing:
        """What was found, as filled in."""
        filled = self.cleaned_data
        at = datetime.combine(filled["found_on"], filled["found_time"], SHANGHAI)
        return Thing(
            category=filled["category"],
            description=filled["description"],
            where=filled["where"],
            found_at=at,
            colour=filled["colour"],
            marks=filled["marks"],
            cash=filled["cash"],
            floor=filled["floor"],
        )


class LeftForm(ThingFields, KeepingFields, SecondFields, ActForm):
    """What was left in a box of the sweep; security signs."""

    cash = MoneyFormField(label=_("Cash in it"), required=False, min_value=0)
    photo = photo_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].widget.attrs["autofocus"] = True


class LossForm(ThingFields, WhoFields, ActForm):
    """What somebody misses."""

    paper = None  # type: ignore[assignment]
    last4 = None  # type: ignore[assignment]
    where = text(_("Lost where"), 100, required=False)
    lost_from = forms.DateField(label=_("Last seen on"), widget=forms.DateInput({"type": "date"}))
    lost_to = forms.DateField(label=_("Missed on"), widget=forms.DateInput({"type": "date"}))
    member = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, store: Store, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["floor"] = floor_field(store)
        self.fields["lost_from"].initial = self.fields["lost_to"].initial = today
        self.fields["category"].widget.attrs["autofocus"] = True

    @property
    def loss(self) -> Loss:
        """What is missed, as filled in."""
        names = ("category", "description", "lost_from", "lost_to", "colour", "marks", "where", "floor")
        return Loss(**{name: self.cleaned_data[name] for name in names})


class ClaimForm(WhoFields, SecondFields, ActForm):
    """The owner tells its marks, shows a paper, signs; a second person where it is worth much."""

    told = words(_("What the claimant tells of it"), 300, autofocus=True)
    report = forms.ModelChoiceField(
        LossReport.objects.none(), label=_("Report of loss"), required=False, empty_label="–"
    )
    signed = SignatureField(label=_("Claimant's signature"))

    def __init__(self, *args: Any, reports: Any, second: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["report"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = reports
        field.label_from_instance = _report_label  # type: ignore[method-assign,assignment]
        for name in ("number", "password", "code"):
            if not second:
                del self.fields[name]


def _report_label(report: Any) -> str:
    return f"{report.document.number} {report.description} {report.owner.name}"


class PassOnForm(KeepingFields, SecondFields, ActForm):
    """Taken over from who has it, who signs with number and password; where it lies may change."""

    note = text(_("Note"), 200, required=False)
    absent = forms.BooleanField(
        label=_("The giver is absent: a supervisor signs in their place"), required=False
    )


class TakeOverForm(SecondFields, ActForm):
    """Everything a colleague has, taken over at once."""

    giver = forms.ModelChoiceField(Staff.objects.none(), label=_("From whom"), empty_label=None)
    note = text(_("Note"), 200, required=False)
    absent = forms.BooleanField(
        label=_("The giver is absent: a supervisor signs in their place"), required=False
    )

    def __init__(self, *args: Any, givers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["giver"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = givers


class HandingForm(ActForm):
    """Where the chosen items go, and why."""

    way = forms.ChoiceField(label=_("Where to"), choices=HandingOver.Way.choices)
    reason = text(_("Reason"), 200)


class CarryOutForm(ActForm):
    """Who takes the items, by which paper of theirs, and their signature."""

    taken_by = text(_("Taken by"), 60, autofocus=True)
    reference = text(_("Their paper or number"), 60, required=False)
    signed = SignatureField(label=_("Signature of who takes them"))


class SweepSignForm(SecondFields, ActForm):
    """Security signs with number and password beside the desk."""

    note = text(_("Note"), 300, required=False)
