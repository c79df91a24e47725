"""At the counter and on the telephone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cards.silver.services import Original
from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.papers.forms import SignatureField
from deskops.papers.models import Proxy
from deskops.tills.models import Tender
from deskops.tills.services import PaymentDetails

from ..models import Call, CashbackException, Payout
from ..services import Collector, Identity, Upgrade
from .boxes import NotesForm


class FindForm(forms.Form):
    """Whose cashback: a card, a telephone or its tail, a name."""

    q = forms.CharField(
        label=_("Member card, telephone, name or ID number"),
        max_length=60,
        widget=forms.TextInput(
            {"autofocus": True, "data-scan": "page", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class PayForm(NotesForm):
    """Who stands there, in which notes, signed."""

    identified = forms.ChoiceField(
        label=_("Identity"),
        choices=Payout.Identified.choices,
        initial=Payout.Identified.ID_CARD,
        widget=forms.RadioSelect,
    )
    identity_words = forms.CharField(
        label=_("Which paper, and why not the ID card"), required=False, max_length=200
    )
    collector_name = forms.CharField(label=_("Collected by"), required=False, max_length=60)
    collector_seen = forms.ChoiceField(
        label=_("Paper seen"), choices=[("", "—"), *Proxy.Seen.choices], required=False
    )
    collector_last4 = forms.CharField(label=_("Last 4 of its number"), required=False, max_length=4)
    collector_rung = forms.BooleanField(label=_("The member was rung and agrees"), required=False)
    signature = SignatureField(label=_("Signature of who takes the cash"))
    new_number = forms.CharField(
        label=_("Number of the silver card"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"data-scan": "", "class": "code"}),
    )
    original = forms.ChoiceField(
        label=_("The original card"), choices=Original.choices, initial=Original.COLLECTED, required=False
    )
    tender = forms.ModelChoiceField(
        Tender.objects.filter(is_active=True, needs_accounts=False).exclude(code=Tender.STORED_VALUE),
        label=_("Fee paid by"),
        to_field_name="code",
        initial=Tender.CASH,
        required=False,
        empty_label=None,
    )
    slip = forms.CharField(label=_("Slip or reference"), required=False, max_length=40)

    def __init__(self, *args: Any, silver: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("identity_words", "collector_name", "collector_last4", "new_number", "slip"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if not silver:
            for name in ("new_number", "original", "tender", "slip"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Somebody who collects is named whole, and the member was rung."""
        typed = super().clean() or self.cleaned_data
        parts = ("collector_name", "collector_seen", "collector_last4", "collector_rung")
        if any(typed.get(name) for name in parts):
            for name in parts:
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, _("Whoever collects is named whole, and the member is rung."))
            last4 = typed.get("collector_last4", "")
            if last4 and not (len(last4) == 4 and last4.isalnum() and last4.isascii()):
                self.add_error("collector_last4", _("Four letters or digits."))
        return typed

    @property
    def identity(self) -> Identity:
        """How the member was identified."""
        seen = Payout.Identified(self.cleaned_data["identified"])
        return Identity(seen, self.cleaned_data["identity_words"])

    @property
    def collector(self) -> Collector | None:
        """Who collects for the member, if anybody does."""
        typed = self.cleaned_data
        if not typed["collector_name"]:
            return None
        seen = Proxy.Seen(typed["collector_seen"])
        return Collector(typed["collector_name"], seen, typed["collector_last4"].upper())

    @property
    def upgrade(self) -> Upgrade | None:
        """The silver card handed out in this visit, if one is."""
        typed = self.cleaned_data
        if not typed.get("new_number"):
            return None
        tender, slip = typed.get("tender"), typed.get("slip", "")
        details = PaymentDetails(
            slip=slip if tender and tender.needs_slip else "",
            reference=slip if tender and tender.needs_reference else "",
        )
        original = Original(typed.get("original") or Original.COLLECTED)
        return Upgrade(typed["new_number"], original, tender, details)

    @property
    def more_is_open(self) -> bool:
        """Whether the collector's boxes have to be seen."""
        names = ("collector_name", "collector_seen", "collector_last4", "collector_rung")
        return self.is_bound and any(self.data.get(name) or self.errors.get(name) for name in names)


class CallForm(ActForm):
    """What came of a call."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=Call.Result.choices,
        initial=Call.Result.REACHED,
        widget=forms.RadioSelect({"autofocus": True}),
    )
    words = forms.CharField(
        label=_("What the customer said"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )


class ExceptionForm(ActForm):
    """What a member's line should be."""

    kind = forms.ChoiceField(label=_("What is wrong"), choices=CashbackException.Kind.choices)
    amount = MoneyFormField(label=_("Amount it should be"), min_value=0)
    words = forms.CharField(
        label=_("How it is known"),
        max_length=300,
        help_text=_("Receipts, what the customer says: information looks it up."),
        widget=forms.Textarea({"rows": 3}),
    )
