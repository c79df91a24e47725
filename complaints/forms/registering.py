"""The forms that register: a complaint (客户投诉登记表), an enquiry (来电来访)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.calendar import local_date
from deskops.core.forms import ActForm
from deskops.org.access import DeskRequest
from deskops.org.models import Floor, Staff
from members.models import Member
from members.rules.phones import shown_phone

from ..models import Complaint
from ..models.words import Channel, Department
from ..queries.lists import desk_staff
from ..services.registering import Said
from .base import QUIET, choice, evidence_field, words_field
from .steps import staff_by_number

TEL = {"inputmode": "tel", "autocomplete": "off"}


class RegisterForm(ActForm):
    """What the customer says, and whom it is about."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Complaint.Kind.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    name = forms.CharField(label=_("Complainant"), max_length=60, widget=forms.TextInput(QUIET))
    telephone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(TEL)
    )
    what = words_field(_("What happened, in the customer's words"), 2000)
    demand = words_field(_("What the customer demands"), 1000, required=False)
    receipt = forms.CharField(
        label=_("Receipt number"), max_length=40, required=False, widget=forms.TextInput(QUIET)
    )
    department = choice(_("Department"), Department.choices, required=False)
    shop = forms.CharField(
        label=_("Shop or counter"), max_length=60, required=False, widget=forms.TextInput(QUIET)
    )
    floor = forms.ModelChoiceField(Floor.objects.none(), label=_("Floor"), required=False)
    person = forms.CharField(
        label=_("Employee number of the person concerned"),
        max_length=20,
        required=False,
        widget=forms.TextInput(QUIET),
    )
    person_name = forms.CharField(
        label=_("or name, of a shop's assistant"),
        max_length=60,
        required=False,
        widget=forms.TextInput(QUIET),
    )
    handler = forms.TypedChoiceField(label=_("Handler"), coerce=int, required=False, empty_value=None)
    store_part = words_field(_("Settled in the store already: how"), 1000, required=False)
    evidence = evidence_field()
    member = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: DeskRequest, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        store = request.access.store
        self.fields["floor"].queryset = Floor.objects.filter(store=store).order_by("code")  # type: ignore[attr-defined]
        people = desk_staff(store, local_date(request.now))
        self.fields["handler"].choices = [("", _("myself")), *((one.pk, str(one)) for one in people)]  # type: ignore[attr-defined]
        self.fields["kind"].initial = Complaint.Kind.QUALITY
        if member:
            self.initial = {
                "member": member.pk,
                "name": member.name,
                "telephone": shown_phone(member.mobile or member.home_phone),
            }

    def clean_person(self) -> Staff | None:
        """One of our staff, by number."""
        return staff_by_number(self.cleaned_data["person"])

    @property
    def chosen_handler(self) -> Staff | None:
        """The handler chosen, None for whoever registers."""
        chosen = self.cleaned_data["handler"]
        return Staff.objects.get(pk=chosen) if chosen else None

    def said(self, evidence: Any) -> Said:
        """What was registered, with its files."""
        done = self.cleaned_data
        return Said(
            kind=Complaint.Kind(done["kind"]),
            channel=Channel(done["channel"]),
            name=done["name"],
            telephone=done["telephone"],
            what=done["what"],
            demand=done["demand"],
            receipt=done["receipt"],
            department=done["department"],
            shop=done["shop"],
            floor_id=done["floor"].pk if done["floor"] else None,
            person_id=done["person"].pk if done["person"] else None,
            person_name=done["person_name"],
            member_id=done["member"],
            store_part=done["store_part"],
            evidence=tuple(evidence),
        )


CALLS = [one for one in Channel.choices if one[0] in (Channel.TELEPHONE, Channel.COUNTER)] + [
    one for one in Channel.choices if one[0] in (Channel.EMAIL, Channel.MESSENGER, Channel.MAIL)
]


class EnquiryForm(ActForm):
    """Who asks what; an answer given at once closes it."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CALLS)
    name = forms.CharField(label=_("Who asks"), max_length=60, widget=forms.TextInput(QUIET))
    telephone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(TEL)
    )
    question = words_field(_("Question"), 1000)
    answer = words_field(_("Answered at once"), 1000, required=False)
