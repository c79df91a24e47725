"""What is entered at the counter about cards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.papers.forms import SignatureField
from deskops.tills.models import Payment, Tender
from deskops.tills.services import PaymentDetails

CARD = forms.TextInput({"data-scan": "", "autocomplete": "off", "spellcheck": "false", "class": "code"})
DETAILS = (
    "slip",
    "reference",
    "from_name",
    "from_number",
    "to_name",
    "to_number",
    "payer_name",
    "payer_paper",
    "payer_last4",
)


def text(label: Any, length: int, **more: Any) -> forms.CharField:
    """A box that may stay empty; the tender says what it needs."""
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, required=False, widget=widget, **more)


class TenderChoice(forms.RadioSelect):
    """Tenders, each saying what it needs (``data-needs``), so that only those boxes show."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        tender = getattr(option["value"], "instance", None)
        if isinstance(tender, Tender):
            needs = {
                "slip": tender.needs_slip,
                "reference": tender.needs_reference,
                "accounts": tender.needs_accounts,
            }
            option["attrs"]["data-needs"] = " ".join(name for name, needed in needs.items() if needed)
        return option


class PaymentForm(ActForm):
    """By which tender, and what its slip and the payer say."""

    tender = forms.ModelChoiceField(
        Tender.objects.filter(is_active=True).exclude(code=Tender.STORED_VALUE),
        label=_("Paid by"),
        to_field_name="code",
        initial=Tender.CASH,
        empty_label=None,
        widget=TenderChoice,
    )
    slip = text(_("Slip number"), 40, help_text=_("Bank card: the trace number on the terminal's slip."))
    reference = text(_("Reference number"), 64, help_text=_("WeChat, Alipay: the transaction number."))
    from_name = text(_("Paid from account of"), 100)
    from_number = text(_("Paid from account number"), 40)
    to_name = text(_("Paid to account of"), 100)
    to_number = text(_("Paid to account number"), 40)
    payer_name = text(_("Paid by another person"), 60, help_text=_("Only when somebody else pays."))
    payer_paper = forms.ChoiceField(
        label=_("Paper seen"), choices=[("", "—"), *Payment.Paper.choices], required=False
    )
    payer_last4 = text(_("Last 4 of its number"), 4)

    @property
    def details(self) -> PaymentDetails:
        """What was entered beside the amount."""
        typed = {name: self.cleaned_data[name].strip() for name in DETAILS}
        return PaymentDetails(**{**typed, "payer_last4": typed["payer_last4"].upper()})

    @property
    def more_is_open(self) -> bool:
        """Whether the further boxes have to be seen: one is filled or refused."""
        payer = [name for name in DETAILS if name.startswith("payer_")]
        return self.is_bound and any(self.data.get(name) or self.errors.get(name) for name in payer)


class CardForm(ActForm):
    """A form about one card: the cursor waits for its number, or for the amount where it is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = "amount" if self.initial.get("card_number") else "card_number"
        if not self.is_bound:
            self.fields[first].widget.attrs["autofocus"] = True


class SellForm(CardForm, PaymentForm):
    """A stored-value card for a member."""

    card_number = forms.CharField(label=_("Number of the new card"), max_length=40, widget=CARD)
    amount = MoneyFormField(label=_("Amount"))
    signature = SignatureField(label=_("Applicant's signature"))


class TopUpForm(CardForm, PaymentForm):
    """Money onto a card."""

    card_number = forms.CharField(label=_("Card number"), max_length=40, widget=CARD)
    amount = MoneyFormField(label=_("Amount"))


class RedeemForm(CardForm):
    """Money off a card."""

    card_number = forms.CharField(label=_("Card number"), max_length=40, widget=CARD)
    amount = MoneyFormField(label=_("Price after discount"))
    listed = MoneyFormField(
        label=_("Price before discount"), required=False, help_text=_("Empty: there was no discount.")
    )
    receipt = text(_("Receipt number"), 40)


class ReasonForm(ActForm):
    """Why a card is frozen or works again."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class IdentifiedForm(ActForm):
    """How the holder was identified."""

    identified_by = forms.CharField(
        label=_("How the holder was identified"),
        max_length=100,
        help_text=_("The original ID card, or which other paper was seen and why."),
    )


class ReplaceForm(IdentifiedForm, PaymentForm):
    """New plastic for a lost card."""

    new_number = forms.CharField(label=_("Number of the new card"), max_length=40, widget=CARD)
    field_order = ("identified_by", "new_number")


class StatementForm(ActForm):
    """From when to when a statement goes."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), widget=forms.DateInput({"type": "date"}))


class PrepareTakingsForm(ActForm):
    """Which business date's takings to draft."""

    business_date = forms.DateField(label=_("Business date"), widget=forms.HiddenInput)
