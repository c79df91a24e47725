"""Forms of what is done beside the steps of a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.calendar import local_date
from deskops.core.money import MoneyFormField
from deskops.org.models import Role, Staff
from refunds.models import Refund
from refunds.queries.finding import find

from ..models import Consequence
from ..models.words import Department
from ..queries.lists import desk_staff
from ..services.beside import Falls
from .base import QUIET, CaseForm, choice, words_field
from .steps import staff_by_number


def time_field(label: Any) -> forms.DateTimeField:
    """A time in Shanghai."""
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )


class _PeopleForm(CaseForm):
    """Somebody of the store's desk is chosen."""

    roles: tuple[Role, ...] = ()
    who = "handler"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.case
        people = desk_staff(case.store, local_date(self.request.now), *self.roles)
        out = {case.person_id, case.responsible_id}
        if self.who == "handler":
            out.add(case.handler_id)
        options = [(one.pk, str(one)) for one in people if one.pk not in out]
        self.fields[self.who].choices = options  # type: ignore[attr-defined]

    def _chosen(self) -> Staff:
        return Staff.objects.get(pk=self.cleaned_data[self.who])


class HandOverForm(_PeopleForm):
    """Another handler, and why."""

    handler = forms.TypedChoiceField(label=_("Handler"), coerce=int)
    why = words_field(_("Reason"), 200)

    def arguments(self) -> dict[str, Any]:
        return {"handler": self._chosen(), "why": self.cleaned_data["why"]}


class EscalateForm(_PeopleForm):
    """The service manager, and the time agreed with the customer."""

    roles = (Role.SERVICE_MANAGER,)
    who = "manager"
    manager = forms.TypedChoiceField(label=_("Service manager"), coerce=int)
    at = time_field(_("Time agreed with the customer"))
    words = words_field(_("What is beyond the desk's authority"), 300)

    def arguments(self) -> dict[str, Any]:
        return {"manager": self._chosen(), "at": self.cleaned_data["at"], "words": self.cleaned_data["words"]}


class WhyForm(CaseForm):
    """A reason."""

    why = words_field(_("Reason"), 200)


class NothingForm(CaseForm):
    """Nothing but the press."""


class AllowForm(WhyForm):
    """How many hours more a pause may last."""

    hours = forms.IntegerField(label=_("Further hours"), min_value=1, max_value=720)


class LinkForm(WhyForm):
    """The number of a case about the same thing."""

    number = forms.CharField(
        label=_("Number of the other case"), max_length=40, widget=forms.TextInput(QUIET)
    )
    field_order = ("number", "why")


class ConsequenceForm(CaseForm):
    """Reward or penalty, on whom, by which rule."""

    kind = choice(_("Reward or penalty"), Consequence.Kind.choices)
    falls_on = choice(_("Falls on"), Consequence.On.choices)
    staff = forms.CharField(
        label=_("Employee number"), max_length=20, required=False, widget=forms.TextInput(QUIET)
    )
    department = choice(_("Department"), Department.choices, required=False)
    shop = forms.CharField(
        label=_("Shop or counter"), max_length=60, required=False, widget=forms.TextInput(QUIET)
    )
    amount = MoneyFormField(label=_("Amount"), initial="0.00")
    words = words_field(_("Why, by which rule"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.case
        self.fields["staff"].initial = case.responsible.number if case.responsible else ""
        self.fields["department"].initial, self.fields["shop"].initial = case.department, case.shop

    def clean_staff(self) -> Staff | None:
        """One of our staff, by number."""
        return staff_by_number(self.cleaned_data["staff"])

    def arguments(self) -> dict[str, Any]:
        done = self.cleaned_data
        falls = Falls(
            kind=Consequence.Kind(done["kind"]),
            falls_on=Consequence.On(done["falls_on"]),
            words=done["words"],
            amount=done["amount"],
            staff_id=done["staff"].pk if done["staff"] else None,
            department=done["department"],
            shop=done["shop"],
        )
        return {"falls": falls}


class RefundForm(CaseForm):
    """The receipt of which something comes back."""

    number = forms.CharField(label=_("Receipt number"), max_length=40, widget=forms.TextInput(QUIET))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Refund.Purpose.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = self.case.receipt

    def clean_number(self) -> int:
        """The one receipt of this number in the store."""
        found = find(self.cleaned_data["number"], self.case.store)
        if found.only is None:
            raise forms.ValidationError(
                _("There is no single receipt of this number here: begin the refund from the receipt."),
                code="receipt",
            )
        return found.only.pk

    def arguments(self) -> dict[str, Any]:
        done = self.cleaned_data
        return {"receipt_id": done["number"], "purpose": Refund.Purpose(done["purpose"])}
