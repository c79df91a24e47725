"""Money in a table and in a form."""

import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, Expression
from django.forms.widgets import Widget
from django.utils.translation import gettext_lazy as _

from .amounts import LIMIT, yuan

if TYPE_CHECKING:

    class _DecimalField[SetType, GetType](models.DecimalField[SetType, GetType]):
        """The stubs know fields as generic, Django itself doesn't."""

        _pyi_private_set_type: Decimal | int | Combinable
        _pyi_private_get_type: Decimal
else:

    class _DecimalField[SetType, GetType](models.DecimalField):
        """Carries the two type parameters that the stubs give every field."""


class MoneyInput(forms.TextInput):
    """A text box for figures: no spinner that a wheel turns by accident, amounts under each other."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class MoneyFormField(forms.DecimalField):
    """An amount as typed: thousands separators, ¥, full-width figures and 。 for the point are read."""

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("Enter an amount in yuan, such as 1234.50, with at most two decimal places."),
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs: IntegerField's
        if value in self.empty_values:
            return None
        try:
            return yuan(_as_typed(value) if isinstance(value, str) else value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Stored amounts show two places; what was typed comes back as it was."""
        return f"{value:.2f}" if isinstance(value, Decimal | int) else value

    def widget_attrs(self, widget: Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "class": "num"}


def _as_typed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").replace("。", ".")
    plain = plain.strip().removeprefix("¥").strip()
    whole, point, places = plain.partition(".")
    groups = whole.removeprefix("-").split(",")
    well_grouped = len(groups[0]) in (1, 2, 3) and all(len(group) == 3 for group in groups[1:])
    return whole.replace(",", "") + point + places if well_grouped else plain


class MoneyField[SetType, GetType](_DecimalField[SetType, GetType]):
    """Decimal yuan, two places, stored as plain numeric with a check on its scale.

    numeric(14, 2) would round 0.005 to 0.01 without a word; here the third place is refused, by
    `yuan` on the way in and by the database where SQL computes. Reading always gives two places.
    Money times a rate in SQL has to be rounded there, `Round(…, 2)`, or the check refuses it.
    """

    description = _("Amount in yuan with two decimal places")
    default_error_messages = {
        "invalid": _("“%(value)s” must be an amount in yuan with at most two decimal places."),
    }

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """The bound also keeps out NaN and Infinity, which have no scale."""
        column = connection.ops.quote_name(str(self.column))
        return f"scale({column}) <= 2 AND abs({column}) < {LIMIT}"

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return None if value is None else yuan(value)
        except ValueError:
            params = {"value": value}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=params) from None

    def get_prep_value(self, value: Any) -> Any:
        """Raises ValueError: past the forms, an inexact amount is a mistake in the code."""
        return value if value is None or hasattr(value, "as_sql") else yuan(value)

    def from_db_value(
        self, value: Decimal | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        return None if value is None else yuan(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": MoneyFormField, **kwargs})
