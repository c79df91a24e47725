"""Deciding, deciding at the counter, naming a deputy, filtering the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.documents.kinds import document_kinds
from deskops.org.models import Posting, Role, Staff

from .models import Decision

CHOOSE = _("choose")
CHOICES = [(Decision.APPROVED, _("Approve")), (Decision.REJECTED, _("Reject"))]


def note_field(label: Any, *, required: bool = False) -> forms.CharField:
    """A few lines that stay with the decision."""
    return forms.CharField(label=label, required=required, max_length=500, widget=forms.Textarea({"rows": 2}))


class DecideForm(ActForm):
    """Approve or reject; what is missing the service says."""

    decision = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput)
    note = note_field(_("Note"))


class RejectForm(DecideForm):
    """The reason that a rejection needs."""

    decision = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput, initial=Decision.REJECTED)
    note = note_field(_("What has to change"), required=True)


class CounterForm(ActForm):
    """Number and password of the one who decides at another's screen; both are never kept."""

    decision = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput, required=False)
    number = forms.CharField(
        label=_("Employee number of the one who decides"),
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
    note = note_field(_("Note, or what has to change"))


class DeputyForm(ActForm):
    """Who stands in for whom, from a day to a day."""

    posting = forms.ModelChoiceField(Posting.objects.none(), label=_("Stands in for"), empty_label=CHOOSE)
    deputy = forms.ModelChoiceField(Staff.objects.none(), label=_("Deputy"), empty_label=CHOOSE)
    starts = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    ends = forms.DateField(label=_("To"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, postings: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("posting", postings), ("deputy", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["posting"].label_from_instance = posting_label  # type: ignore[attr-defined]


def posting_label(posting: Posting) -> str:
    """A posting in one line: name, role, place."""
    return f"{posting.staff.name} · {posting.get_role_display()} · {posting.floor or posting.store}"


class ListForm(forms.Form):
    """Filters of the list of approvals."""

    q = forms.CharField(
        label=_("Document number"), required=False, max_length=40, widget=forms.TextInput({"type": "search"})
    )
    decision = forms.ChoiceField(label=_("Decision"), required=False)
    role = forms.ChoiceField(label=_("Asked of whom"), required=False)
    kind = forms.ChoiceField(label=_("Document"), required=False)
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("all"))
        kinds = [(kind.code, kind.label) for kind in document_kinds]
        for name, choices in (("decision", Decision.choices), ("role", Role.choices), ("kind", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [every, *choices]
