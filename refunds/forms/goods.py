"""Which goods come back, why and how they are; what is taken instead."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.core.money import MoneyFormField
from deskops.core.money.fields import MoneyInput
from gifts.services import IssuedGift

from ..models import ExchangeLine, Refund
from ..queries.preview import Goods
from ..services.preparing import Chosen, Taken
from .rows import Rows, floor_field, floors_of, small


class TakenForm(forms.Form):
    """One line of goods that the customer takes instead."""

    use_required_attribute = False  # the row that waits below stays empty

    barcode = forms.CharField(label=_("Barcode"), max_length=40, required=False)
    name = forms.CharField(label=_("Goods"), max_length=200)
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    quantity = forms.DecimalField(
        label=_("Quantity"), max_digits=12, decimal_places=3, min_value=Decimal("0.001")
    )
    price = MoneyFormField(label=_("Price"), widget=MoneyInput)

    def __init__(self, *args: Any, floors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["floor"] = floor_field(floors, _("Floor"))
        self.fields["barcode"].widget = small("code", **{"data-scan": "", "data-scan-next": ""})
        self.fields["name"].widget = small()
        self.fields["category"].widget = small()
        self.fields["quantity"].widget = small("num quantity", inputmode="decimal")
        self.order_fields(["barcode", "name", "category", "floor", "quantity", "price"])

    @property
    def taken(self) -> Taken:
        typed = self.cleaned_data
        return Taken(
            barcode=typed["barcode"],
            name=typed["name"],
            category=typed["category"],
            floor_id=typed["floor"].pk,
            quantity=typed["quantity"],
            price=typed["price"],
        )


class GoodsForm(ActForm):
    """A quantity for each line of the purchase, or what was paid too much; empty boxes leave it out."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Refund.Reason.choices, widget=forms.RadioSelect)
    condition = forms.ChoiceField(
        label=_("Condition of the goods"),
        choices=[one for one in Refund.Condition.choices if one[0] != Refund.Condition.KEPT],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Needed unless only a price goes back."),
    )
    repairs_failed = forms.IntegerField(
        label=_("Repairs that failed"),
        required=False,
        min_value=0,
        max_value=99,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    words = forms.CharField(label=_("What the customer says"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        goods: Sequence[Goods],
        refund: Refund,
        quantities: Mapping[int, Decimal] | None = None,
        prices: Mapping[int, Decimal] | None = None,
        taken: Sequence[ExchangeLine] = (),
        gifts: Sequence[IssuedGift] = (),
        brought: Mapping[int, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goods = goods
        for one in goods:
            self.fields[_box(one)] = _quantity_of(one, (quantities or {}).get(one.line.pk))
        self.takes_prices = refund.purpose == Refund.Purpose.REFUND
        for one in goods if self.takes_prices else ():
            self.fields[_price_box(one)] = _price_of(one, (prices or {}).get(one.line.pk))
        if first := next((one for one in goods if one.left), None):
            self.fields[_box(first)].widget.attrs["autofocus"] = True
        self.gifts = gifts
        for gift in gifts:
            self.fields[f"gift_{gift.line_id}"] = forms.IntegerField(
                label=_("Brought back of %(gift)s") % {"gift": gift.name},
                required=False,
                min_value=0,
                max_value=gift.pieces,
                initial=(brought or {}).get(gift.line_id) or None,
                widget=small("num quantity", inputmode="numeric"),
            )
        self.taken = None
        if refund.purpose == Refund.Purpose.EXCHANGE:
            floors = floors_of(refund.purchase.store)
            self.taken = Rows(TakenForm, "taken", self.data, [_as_typed(row) for row in taken], floors=floors)

    @property
    def rows(self) -> list[tuple[Goods, BoundField, BoundField | None]]:
        """Every line with its box, and the one for its price where that may go back alone."""
        return [
            (one, self[_box(one)], self[_price_box(one)] if self.takes_prices else None) for one in self.goods
        ]

    @property
    def gift_rows(self) -> list[tuple[IssuedGift, BoundField]]:
        """Every gift given for the receipt with its box."""
        return [(gift, self[f"gift_{gift.line_id}"]) for gift in self.gifts]

    def clean(self) -> dict[str, Any]:
        if self.taken:
            self.taken.check()
        filled = self.cleaned_data
        brought = any(filled.get(_box(one)) for one in self.goods)
        priced = any(filled.get(_price_box(one)) for one in self.goods)
        if not filled.get("condition") and (brought or not priced):
            self.add_error("condition", _("Say in what state the goods come back."))
        return filled

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        filled = self.cleaned_data
        typed = (
            Chosen(one.line.pk, filled[_box(one)] or Decimal(0), filled.get(_price_box(one)) or Decimal(0))
            for one in self.goods
        )
        return {
            "goods": [one for one in typed if one.quantity or one.overcharged],
            "reason": filled["reason"],
            "condition": filled["condition"] or Refund.Condition.KEPT,
            "repairs_failed": filled["repairs_failed"] or 0,
            "words": filled["words"],
            "taken": [row.taken for row in self.taken.filled] if self.taken else [],
            "gifts_back": {
                gift.line_id: filled[f"gift_{gift.line_id}"]
                for gift in self.gifts
                if filled[f"gift_{gift.line_id}"]
            },
        }


def _box(one: Goods) -> str:
    return f"quantity_{one.line.pk}"


def _price_box(one: Goods) -> str:
    return f"price_{one.line.pk}"


def _price_of(one: Goods, chosen: Decimal | None) -> MoneyFormField:
    back = one.line.reserved_amount + one.line.returned_amount
    field = MoneyFormField(
        label=_("Paid too much for %(goods)s") % {"goods": one.line.name},
        required=False,
        initial=chosen,
        disabled=one.line.amount <= back,
        min_value=Decimal(0),
    )
    field.widget.attrs["class"] = "found num quantity"
    return field


def _quantity_of(one: Goods, chosen: Decimal | None) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Comes back of %(goods)s") % {"goods": one.line.name},
        required=False,
        initial=plain(chosen) if chosen else None,
        disabled=not one.left,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=3,
        widget=small("found num quantity", inputmode="decimal"),
    )


def plain(quantity: Decimal) -> str:
    """A quantity without zeros behind its point."""
    return f"{quantity.normalize():f}"


def _as_typed(row: ExchangeLine) -> dict[str, object]:
    return {
        "barcode": row.barcode,
        "name": row.name,
        "category": row.category,
        "floor": row.floor_id,
        "quantity": plain(row.quantity),
        "price": row.price,
    }
