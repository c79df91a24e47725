"""The working calendar: which years are known, and pasting the next one."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.forms import ActForm
from deskops.core.holidays import Holiday, known_years
from deskops.core.pages import page
from deskops.core.services import add_year
from deskops.org.access import Access, DeskRequest, desk_view
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role

KEEPERS = frozenset({Role.ADMINISTRATOR})
NOTICE_COMES_IN = 11  # the State Council publishes next year's holidays in November


class NoticeForm(ActForm):
    """A year's notice as it was published."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2004, max_value=2100)
    source = forms.CharField(
        label=gettext_lazy("Number of the notice"), max_length=200, help_text="国办发明电〔2025〕7号"
    )
    text = forms.CharField(
        label=gettext_lazy("Text of the notice"), widget=forms.Textarea({"rows": 12}), max_length=20_000
    )


@desk_view(reads=Role.everyone(), acts=KEEPERS)
def calendar(request: DeskRequest) -> HttpResponse:
    """The days that differ from their weekday, by year; the administrator pastes the next notice."""
    known = sorted(known_years(), reverse=True)
    form = NoticeForm(request.POST or None, initial={"year": known[0] + 1 if known else None})
    days = form.attempt(lambda: add_year(by=request.user, **form.cleaned_data))
    if days:
        messages.success(request, _("%(days)d days were added.") % {"days": days})
        return redirect("calendar")
    shown = _year_asked(request, known)
    rows = Holiday.objects.filter(date__year=shown).order_by("date")
    context = {
        "form": form,
        "known": known[:6],
        "shown": shown,
        "rows": rows,
        "missing": missing_year(request.now),
        "may_add": request.access.may(*KEEPERS),
    }
    return page(request, "desk/calendar.html", context)


def _year_asked(request: DeskRequest, known: list[int]) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdigit() and int(asked) in known else max(known, default=2004)


def missing_year(now: datetime) -> int | None:
    """This year, or from November on the next, when nobody has entered its days."""
    today = now.astimezone(SHANGHAI).date()
    wanted = [today.year] + ([today.year + 1] if today.month >= NOTICE_COMES_IN else [])
    known = known_years()
    return next((year for year in wanted if year not in known), None)


def warning(access: Access, now: datetime) -> dict[str, object] | None:
    """What the administrator's first page says while a year is missing."""
    year = missing_year(now)
    return {"year": year} if year else None
