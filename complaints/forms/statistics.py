"""What statistics are asked for with."""

from calendar import monthrange
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskops.core.forms import ActForm
from deskops.ledger.reports.exporting import Format

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
MOST_DAYS = 366


class SpanForm(forms.Form):
    """From a day to a day, this month without any."""

    first = forms.DateField(label=_("Registered from"), widget=DAY)
    last = forms.DateField(label=_("to"), widget=DAY)

    def __init__(self, data: Any, *, today: date) -> None:
        month = today.replace(day=1)
        end = month.replace(day=monthrange(month.year, month.month)[1])
        super().__init__(data if "first" in data else {"first": month, "last": end})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        if first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", _("At most 366 days at once."))
        return found


class FileForm(ActForm):
    """Which file."""

    form = forms.ChoiceField(choices=Format.choices)
