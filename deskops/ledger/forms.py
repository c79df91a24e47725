"""What reports are asked for with."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.forms import ActForm
from deskops.org.models import Store

from .reports import Asked, Report
from .reports.exporting import Format

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
USUAL = timedelta(days=7)


class AskForm(forms.Form):
    """Business dates and the report's own filters; without any, the last seven closed days."""

    first = forms.DateField(label=gettext_lazy("Business dates from"), widget=DAY)
    last = forms.DateField(label=gettext_lazy("to"), widget=DAY)

    def __init__(self, data: Any, *, report: Report, store: Store, today: date) -> None:
        usual = {"first": today - USUAL, "last": today - timedelta(days=1)}
        super().__init__(data if data and "first" in data else usual)
        self.report, self.store = report, store
        for choice in report.choices:
            options = [("", _("all")), *choice.options(store)]
            self.fields[choice.key] = forms.ChoiceField(
                label=str(choice.label), choices=options, required=False
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        if first and last and (last - first).days >= self.report.most_days:
            self.add_error("last", _("At most %(most)s days at once.") % {"most": self.report.most_days})
        return found

    def asked(self) -> Asked:
        """What was asked for; the form is valid."""
        chosen = {choice.key: self.cleaned_data[choice.key] for choice in self.report.choices}
        return Asked(self.store, self.cleaned_data["first"], self.cleaned_data["last"], chosen)


class ExportForm(ActForm):
    """Which file."""

    form = forms.ChoiceField(choices=Format.choices)
