"""What the customer shows before money goes back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.refusals import Refused
from deskops.tills.models import Tender

from ..models import Refund, RefundTender
from ..services.preparing import Payee, WayOut

TRANSFER = "bank_transfer"
BANK_CARD = "bank_card"
SHOWN = {
    Tender.STORED_VALUE: (_("Stored-value card that paid (scan it)"), 32),
    BANK_CARD: (_("Last 4 figures of the bank card; card and slip are shown"), 19),
}
"""What each tender wants to be shown, by its code, and how long its number is at most."""
ACCOUNT = ("payee_name", "payee_bank", "payee_account")


class CheckForm(ActForm):
    """Cards by tender, the invoice, and the supervised exception where the same way is closed."""

    use_required_attribute = False  # the exception takes a card's place
    invoice = forms.ChoiceField(
        label=_("Invoice"), choices=Refund.Invoice.choices, initial="none", widget=forms.RadioSelect
    )
    invoice_number = forms.CharField(
        label=_("Invoice or red-letter number"),
        max_length=40,
        required=False,
    )
    out = forms.MultipleChoiceField(
        label=_("Can't go back the same way"), required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.ChoiceField(
        label=_("Why not"),
        choices=[("", "—"), *Refund.WayOut.choices],
        required=False,
    )
    exception_words = forms.CharField(label=_("Exception explained"), max_length=300, required=False)
    payee_name = forms.CharField(
        label=_("Account holder, the customer's own name"), max_length=100, required=False
    )
    payee_bank = forms.CharField(label=_("Bank"), max_length=100, required=False)
    payee_account = forms.CharField(label=_("Account number"), max_length=40, required=False)
    may_go_out = False

    def __init__(
        self, *args: Any, refund: Refund, tenders: Sequence[RefundTender], closed: bool = False, **kwargs: Any
    ) -> None:
        """``closed``: the bank's terminal refunds this purchase no more, only the exception is left."""
        super().__init__(*args, **kwargs)
        shown = SHOWN.keys() - ({BANK_CARD} if closed else set())
        self.codes = list(dict.fromkeys(row.tender.code for row in tenders if row.tender.code in shown))
        self.by_transfer = any(row.tender.code == TRANSFER for row in tenders)
        for code in self.codes:
            label, length = SHOWN[code]
            needed = code not in self._out
            field = forms.CharField(label=label, max_length=length, required=needed, widget=_card())
            self.fields[f"card_{code}"] = field
        self._offer(tenders)
        if refund.to_pay:
            self.fields["pay_tender"] = _pay_tender()
        for name in ("invoice_number", "exception_words", *ACCOUNT):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if closed:
            gone = {"out": [BANK_CARD], "why": Refund.WayOut.TERMINAL_CLOSED}
            self.initial = {**self.initial, **gone}
        first = f"card_{self.codes[0]}" if self.codes else "exception_words" if closed else "invoice"
        self.fields[first].widget.attrs["autofocus"] = True

    @property
    def _out(self) -> list[str]:
        """The tenders sent as taking the exception."""
        return self.data.getlist("out") if isinstance(self.data, QueryDict) else []

    def _offer(self, tenders: Sequence[RefundTender]) -> None:
        """The tenders that the exception may be for: all but cash, and what is transferred anyway."""
        out = self.fields["out"]
        assert isinstance(out, forms.MultipleChoiceField)
        self.may_go_out = any(not row.tender.is_cash and row.tender.code != TRANSFER for row in tenders)
        own = {
            row.tender.code: str(row.tender)
            for row in tenders
            if not row.tender.is_cash and row.tender.code != TRANSFER
        }
        out.choices = list(own.items())

    def refuse(self, refused: Refused) -> None:
        """A refusal about cards stands at the first card's box."""
        super().refuse(refused)
        if refused.field == "cards" and self.codes:
            self.add_error(f"card_{self.codes[0]}", str(refused.message))

    @property
    def cards(self) -> list[BoundField]:
        """The boxes of the cards that have to be shown."""
        return [self[f"card_{code}"] for code in self.codes]

    @property
    def out_is_open(self) -> bool:
        """Whether the exception's boxes have to be seen: it is taken, or the service asks for it."""
        return bool(self["out"].value()) or bool(self.refused and self.refused.field == "way_out")

    @property
    def pays(self) -> bool:
        """Whether the customer pays a difference."""
        return "pay_tender" in self.fields

    @property
    def shown(self) -> dict[str, Any]:
        """What was shown, as the service takes it."""
        filled = self.cleaned_data
        return {
            "cards": {code: card for code in self.codes if (card := filled[f"card_{code}"])},
            "invoice": filled["invoice"],
            "invoice_number": filled["invoice_number"],
            "way_out": self._way_out() if filled["out"] else None,
            "payee": self._payee() if self.by_transfer else None,
            "pay_tender": filled.get("pay_tender"),
        }

    def _way_out(self) -> WayOut:
        filled = self.cleaned_data
        account = {name: filled[name] for name in ACCOUNT}
        return WayOut(tenders=filled["out"], why=filled["why"], words=filled["exception_words"], **account)

    def _payee(self) -> Payee:
        filled = self.cleaned_data
        return Payee(filled["payee_name"], filled["payee_bank"], filled["payee_account"])


def _card() -> forms.TextInput:
    return forms.TextInput(
        {"data-scan": "", "data-scan-next": "", "autocomplete": "off", "spellcheck": "false", "class": "code"}
    )


def _pay_tender() -> forms.ModelChoiceField[Tender]:
    return forms.ModelChoiceField(
        Tender.objects.filter(is_active=True).exclude(code=TRANSFER),
        label=_("Difference paid by"),
        to_field_name="code",
        initial=Tender.CASH,
        empty_label=None,
        widget=forms.RadioSelect,
    )
