"""The day sheet of a desk position: as it stands, as it was filed, with finance's ticks."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import TickForm
from ..models import DaySheet, Till
from ..queries import is_blind
from ..services import file_day_sheet, tick
from ..sheets import frozen_sections, sheet_sections
from .reach import CLERKS, READERS


@desk_view(reads=READERS, acts=CLERKS)
def day(request: DeskRequest, till_id: int) -> HttpResponse:
    """A desk's business date as the books stand; the desk files it for finance."""
    till = request.access.get(Till.objects.select_related("store"), pk=till_id)
    on = _day(request, till)
    form = ActForm(request.POST or None)
    sheet = form.attempt(
        lambda: file_day_sheet(
            till=till,
            business_date=on,
            by=request.user,
            now=request.now,
            request_key=form.cleaned_data["request_key"],
        )
    )
    if sheet:
        messages.success(request, _("Day sheet %(number)s is filed.") % {"number": sheet.document})
        return redirect("tills:sheet", sheet.pk)
    filed = DaySheet.objects.filter(till=till, business_date=on).select_related("document").order_by("-pk")
    blind = is_blind(till, on)
    context = {
        "till": till,
        "on": on,
        "blind": blind,
        "sections": [one for one in sheet_sections(till, on) if not (blind and one.tells_cash)],
        "filed": filed,
        "form": form,
        "may_file": request.access.may(*CLERKS),
    }
    return page(request, "tills/day.html", context)


def _day(request: DeskRequest, till: Till) -> date:
    asked = request.GET.get("day")
    if not asked:
        return till.store.business_date(request.now)
    try:
        found = parse_date(asked)
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


@desk_view(reads=READERS, acts={Role.FINANCE})
def sheet(request: DeskRequest, sheet_id: int) -> HttpResponse:
    """A filed day sheet; finance ticks part by part."""
    filed = request.access.get(
        DaySheet.objects.select_related("document__store", "till"), "till__store", pk=sheet_id
    )
    form = TickForm(request.POST or None)
    ticked = form.attempt(lambda: tick(sheet=filed, by=request.user, now=request.now, **form.cleaned_data))
    if ticked:
        return redirect("tills:sheet", filed.pk)
    ticks = {one.section: one for one in filed.ticks.select_related("by")}
    context = {
        "sheet": filed,
        "till": filed.till,
        "on": filed.business_date,
        "sections": [(one, ticks.get(one.code)) for one in frozen_sections(filed.content)],
        "form": form,
        "may_tick": request.access.may(Role.FINANCE),
    }
    return page(request, "tills/sheet.html", context)
