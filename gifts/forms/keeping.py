"""Rows of gifts (drawn, brought back, arrived, asked for), campaigns, catalogue, plans."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.core.rows import Rows, small

from ..handing import Given
from ..models import Campaign, CampaignRule, GiftItem, Place
from ..services.asking import Need
from ..services.campaigning import RuleTerms

CHOOSE = _("choose")
DATE = forms.DateInput({"type": "date"})


class GiftRow(forms.Form):
    """One gift, how many, for which campaign."""

    use_required_attribute = False  # the row that waits below stays empty

    item = forms.ModelChoiceField(GiftItem.objects.none(), label=_("Gift"), empty_label=CHOOSE)
    quantity = forms.IntegerField(label=pgettext_lazy("gift", "Pieces"), min_value=1, max_value=999_999)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, empty_label="—"
    )

    def __init__(
        self,
        *args: Any,
        items: QuerySet[GiftItem],
        campaigns: QuerySet[Campaign] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = items
        self.fields["quantity"].widget = small("num quantity", inputmode="numeric")
        if campaigns is None:
            del self.fields["campaign"]
        else:
            choice = self.fields["campaign"]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = campaigns

    @property
    def given(self) -> Given:
        filled = self.cleaned_data
        return Given(filled["item"], filled["quantity"], filled.get("campaign"))


class GiftsForm(ActForm):
    """Rows of gifts. With ``campaigns`` each row may name one."""

    def __init__(
        self, *args: Any, campaigns: QuerySet[Campaign] | None = None, known: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        items = GiftItem.objects.filter(is_active=True).order_by("name", "pk")
        self.rows = Rows(GiftRow, "gift", self.data, known, items=items, campaigns=campaigns)

    def clean(self) -> dict[str, Any]:
        self.rows.check()
        return self.cleaned_data

    @property
    def gifts(self) -> list[Given]:
        """What was filled in."""
        return [row.given for row in self.rows.filled]


class ArriveForm(GiftsForm):
    """Gifts from a supplier, into the store's warehouse or the central one that lies there."""

    place = forms.ChoiceField(label=_("Place"), choices=Place.Kind.choices)
    supplier = forms.CharField(label=_("Supplier"), max_length=60)
    slip = forms.CharField(label=_("Delivery slip"), max_length=40, required=False)

    def __init__(self, *args: Any, central: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        kinds = (Place.Kind.WAREHOUSE, *((Place.Kind.CENTRAL,) if central else ()))
        field.choices = [(kind.value, kind.label) for kind in kinds]


class RequestForm(GiftsForm):
    """What a store asks of head office."""

    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, empty_label="—"
    )
    why = forms.CharField(label=_("What for"), max_length=200)

    def __init__(self, *args: Any, of: QuerySet[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = of


class RuleForm(ActForm):
    """A rule as it is announced."""

    text = forms.CharField(label=_("Rule as announced"), max_length=500, widget=forms.Textarea({"rows": 2}))
    threshold = MoneyFormField(label=_("Threshold in yuan"))
    every = forms.BooleanField(label=_("For each full threshold"), required=False)
    pieces = forms.IntegerField(label=_("Pieces given"), min_value=1, max_value=999, initial=1)
    per_receipt = forms.IntegerField(label=_("At most at once"), min_value=1, max_value=9999, required=False)
    per_member = forms.IntegerField(
        label=_("At most per person"), min_value=1, max_value=9999, required=False
    )
    most_receipts = forms.IntegerField(
        label=_("Receipts added up, at most"), min_value=1, max_value=50, initial=1
    )
    days_between = forms.IntegerField(
        label=_("Bought within days of each other"), min_value=0, max_value=60, initial=0
    )
    claim_days = forms.IntegerField(label=_("Claimed within days"), min_value=0, max_value=365, initial=7)
    members_only = forms.BooleanField(label=_("Members only"), required=False)
    on_refund = forms.ChoiceField(
        label=_("A refund asks back"),
        choices=CampaignRule.OnRefund.choices,
        initial=CampaignRule.OnRefund.UNEARNED,
        widget=forms.RadioSelect,
    )

    @property
    def terms(self) -> RuleTerms:
        """The rule as the service takes it."""
        names = RuleTerms.__dataclass_fields__
        return RuleTerms(**{name: self.cleaned_data[name] for name in names})


class NewRuleForm(RuleForm):
    """Another rule from a day on."""

    holds_from = forms.DateField(label=_("For purchases from"), widget=DATE)
    field_order = ["holds_from"]


class CampaignForm(RuleForm):
    """A campaign with its gifts and its first rule."""

    name = forms.CharField(label=_("Campaign"), max_length=60)
    here = forms.BooleanField(label=_("This store only"), required=False, initial=True)
    starts = forms.DateField(label=_("First day"), widget=DATE)
    ends = forms.DateField(label=_("Last day"), widget=DATE)
    items = forms.ModelMultipleChoiceField(
        GiftItem.objects.filter(is_active=True).order_by("name", "pk"),
        label=_("Gifts"),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["name", "starts", "ends", "here", "items"]


class ItemForm(ActForm):
    """A gift of the catalogue."""

    code = forms.CharField(label=_("Item number"), max_length=20)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    model = forms.CharField(label=_("Model"), max_length=40, required=False)
    specification = forms.CharField(label=_("Specification"), max_length=60, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=10, initial="件")
    value = MoneyFormField(label=_("Value of one"))

    def clean_code(self) -> str:
        """The handoffs put campaign and number together by an @."""
        code: str = self.cleaned_data["code"].strip()
        if "@" in code:
            raise forms.ValidationError(_("An item number has no @."))
        return code


class SpanForm(forms.Form):
    """A span of days, and for a plan the last day looked ahead to."""

    since = forms.DateField(label=_("Issued from"), widget=DATE)
    until = forms.DateField(label=_("until"), widget=DATE)
    ahead = forms.DateField(label=_("Campaigns until"), widget=DATE)

    def __init__(self, *args: Any, plain: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plain:
            del self.fields["ahead"]
            self.fields["since"].label = _("From")

    def span(self, default: dict[str, date]) -> dict[str, date]:
        """The days chosen, the default where they make no sense."""
        if not self.is_valid():
            return default
        days: dict[str, date] = self.cleaned_data
        return days if days["since"] <= days["until"] <= days.get("ahead", days["until"]) else default


class PlanForm(ActForm):
    """How many of each gift are to be bought."""

    words = forms.CharField(
        label=_("Explanation"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, needs: Sequence[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = needs
        for one in needs:
            self.fields[f"buy_{one.item.pk}"] = forms.IntegerField(
                label=str(one.item),
                required=False,
                min_value=0,
                max_value=999_999,
                initial=one.quantity or None,
                widget=small("num quantity", inputmode="numeric"),
            )

    @property
    def rows(self) -> list[tuple[Need, BoundField]]:
        """Each gift with its box."""
        return [(one, self[f"buy_{one.item.pk}"]) for one in self.needs]

    @property
    def wanted(self) -> list[Need]:
        """The needs with the quantities that were decided on."""
        return [
            Need(one.item, one.issued, one.needed, one.in_stock, self.cleaned_data[f"buy_{one.item.pk}"] or 0)
            for one in self.needs
        ]
