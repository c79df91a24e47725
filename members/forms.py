"""Forms of the counter: what is typed is handed to the services as it is."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.ledger.reports.exporting import Format
from deskops.org.models import Store
from deskops.papers.forms import SignatureField

from .models import Application, Member, Reveal, Tier, VerificationCall
from .rules.applications import MISSING
from .rules.changes import OUTCOMES
from .rules.identity import PaperKind
from .services.details import Details

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class ApplicationForm(ActForm):
    """会员卡申请表, from top to bottom. What is missing is said by the rules, not by the browser."""

    use_required_attribute = False

    for_whom = forms.ChoiceField(
        label=_("For whom"),
        choices=Application.ForWhom,
        initial=Application.ForWhom.SELF,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        error_messages={"required": MISSING["name"]},
        widget=forms.TextInput(PLAIN | {"autofocus": True}),
    )
    paper_kind = forms.ChoiceField(
        label=_("Identity paper"), choices=PaperKind, initial=PaperKind.RESIDENT_ID
    )
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(PLAIN | {"class": "code"}),
    )
    paper_seen = forms.BooleanField(label=_("Original seen"), required=False)
    address = forms.CharField(
        label=_("Registered address"),
        max_length=200,
        error_messages={"required": MISSING["address"]},
        widget=forms.TextInput(PLAIN | {"placeholder": _("As on the identity card (户籍地址)")}),
    )
    mobile = forms.CharField(
        label=_("Mobile"), max_length=30, required=False, widget=forms.TextInput(PLAIN | {"inputmode": "tel"})
    )
    home_phone = forms.CharField(
        label=_("Home telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(PLAIN | {"inputmode": "tel"}),
    )
    proxy_name = forms.CharField(
        label=_("Applied for by"), max_length=60, required=False, widget=forms.TextInput(PLAIN)
    )
    proxy_phone = forms.CharField(
        label=_("Their telephone"), max_length=30, required=False, widget=forms.TextInput(PLAIN)
    )
    proxy_paper = forms.ChoiceField(
        label=_("Their paper"), choices=[("", "–"), *PaperKind.choices], required=False
    )
    proxy_tail = forms.CharField(
        label=_("Its last 4"), max_length=4, required=False, widget=forms.TextInput(PLAIN | {"class": "code"})
    )
    consent = forms.BooleanField(label=_("Consents to the use of personal data"), required=False)
    marketing = forms.BooleanField(label=_("Consents to marketing calls and messages"), required=False)
    form_date = forms.DateField(
        label=_("Date on the form"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    card_number = forms.CharField(
        label=_("Card number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(
            PLAIN
            | {"class": "code", "data-scan": "", "data-scan-next": "", "placeholder": _("Scan the new card")}
        ),
    )
    reason = forms.CharField(
        label=_("Reason for a second card"),
        max_length=200,
        required=False,
        widget=forms.TextInput(PLAIN),
    )
    signed = SignatureField(
        label=_("Applicant's signature"), error_messages={"required": MISSING["signature"]}
    )

    def details(self) -> Details:
        """What was written, for the service."""
        return Details(**self.asked)

    def clean(self) -> dict[str, Any]:
        """Every missing entry gets its sentence at once; the service names only the first."""
        cleaned = super().clean() or {}
        written = {name: cleaned.get(name, "") for name in self.fields if name != "request_key"}
        for lack in Details(**written).lacking():
            if lack.field in self.fields and lack.field not in self.errors:
                self.add_error(
                    lack.field, forms.ValidationError(str(lack.message), code=f"{lack.field}_missing")
                )
        return cleaned


class SupplyForm(ActForm):
    """An ID number or address that was missing."""

    paper_kind = forms.ChoiceField(
        label=_("Identity paper"), choices=PaperKind, initial=PaperKind.RESIDENT_ID
    )
    id_number = forms.CharField(
        label=_("ID number"), max_length=30, required=False, widget=forms.TextInput(PLAIN | {"class": "code"})
    )
    paper_seen = forms.BooleanField(label=_("Original seen"), required=False)
    address = forms.CharField(
        label=_("Registered address"), max_length=200, required=False, widget=forms.TextInput(PLAIN)
    )
    reason = forms.CharField(
        label=_("What the member says"),
        max_length=200,
        required=False,
        help_text=_("Only when it belongs to another member or household: the desk supervisor is asked."),
        widget=forms.TextInput(PLAIN),
    )


class ChangeForm(ActForm):
    """基础信息更改申请表: only what changes is filled in."""

    name = forms.CharField(label=_("New name"), max_length=60, required=False, widget=forms.TextInput(PLAIN))
    mobile = forms.CharField(
        label=_("New mobile"),
        max_length=30,
        required=False,
        widget=forms.TextInput(PLAIN | {"inputmode": "tel"}),
    )
    home_phone = forms.CharField(
        label=_("New home telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(PLAIN | {"inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("New registered address"), max_length=200, required=False, widget=forms.TextInput(PLAIN)
    )
    papers_seen = forms.BooleanField(
        label=_("The paper that shows it was seen"),
        required=False,
        help_text=_("Needed for a name and for a registered address."),
    )
    signed = SignatureField(label=_("Member's signature"))

    def values(self) -> dict[str, str]:
        """The new values by field."""
        others = ("papers_seen", "signed")
        return {name: value for name, value in self.asked.items() if name not in others}


class PinForm(ActForm):
    """A PIN to be reset: who asks is the member, and signs."""

    papers_seen = forms.BooleanField(
        label=_("The member's original ID card was seen"), required=False, help_text=_("No copy is kept.")
    )
    signed = SignatureField(label=_("Member's signature"))


class CallForm(ActForm):
    """One verification call."""

    number = forms.ChoiceField(
        label=_("Number rung"), choices=VerificationCall.Number, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=VerificationCall.Outcome)
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=forms.TextInput(PLAIN))

    def __init__(self, *args: Any, only: str = "", **kwargs: Any) -> None:
        """``only`` one number can be rung: its outcomes are offered, and nothing is to be chosen."""
        super().__init__(*args, **kwargs)
        if only:
            outcome = self.fields["outcome"]
            assert isinstance(outcome, forms.ChoiceField)
            offered = VerificationCall.Outcome.choices
            outcome.choices = [(value, label) for value, label in offered if value in OUTCOMES[only]]
            self.fields["number"].widget = forms.HiddenInput()


class ApplyForm(ActForm):
    """The change itself; where the new household has a card, with the reason why both stay."""

    reason = forms.CharField(
        label=_("Reason why both cards stay"), max_length=200, required=False, widget=forms.TextInput(PLAIN)
    )

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        """Where it ``asks`` the supervisor, the reason is needed; the service says so too."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = asks


class NoteForm(ActForm):
    """Why something is not done."""

    note = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(PLAIN))


class RefuseForm(NoteForm):
    """Why nothing is changed, and whether who asked knows it."""

    asker_told = forms.BooleanField(label=_("Who asked was told"), required=False)


class ReasonForm(ActForm):
    """Why something is asked again."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(PLAIN))


class ProxyCallForm(ActForm):
    """What the member said who was rung about the proxy's application."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Application.Call, widget=forms.RadioSelect)


class RevealForm(ActForm):
    """What is to be seen in full, and why."""

    what = forms.ChoiceField(label=_("What"), choices=Reveal.What, widget=forms.RadioSelect, initial="number")
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(PLAIN))


class ExportForm(ActForm):
    """Which members go into a file, and what it is for."""

    first = forms.DateField(
        label=_("Joined from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Joined until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    tier = forms.ModelChoiceField(
        Tier.objects.order_by("rank"), label=_("Tier"), required=False, empty_label=_("all")
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *Member.State.choices], required=False
    )
    store = forms.ModelChoiceField(
        Store.objects.none(), label=_("Home store"), required=False, empty_label=_("all")
    )
    q = forms.CharField(
        label=_("Looked for"),
        max_length=60,
        required=False,
        help_text=_("card number, mobile or its last 4, name, pinyin or initials"),
        widget=forms.TextInput(PLAIN),
    )
    reason = forms.CharField(label=_("What the list is for"), max_length=200, widget=forms.TextInput(PLAIN))
    form = forms.ChoiceField(
        label=_("File"), choices=Format.choices, initial=Format.XLSX, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, stores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["store"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = stores


class DayForm(forms.Form):
    """Which day's new members are looked at."""

    day = forms.DateField(
        label=_("Joined on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def chosen(self, today: date) -> date:
        """The day asked for, else yesterday."""
        day: date | None = self.cleaned_data.get("day") if self.is_valid() else None
        return day or today - timedelta(days=1)
