"""What waits for a department, what is late, what is disputed, and all of them."""

from collections.abc import Callable
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.pages import Tab, page
from deskops.org.access import Access, DeskRequest, desk_view

from .. import queries
from ..forms import ListForm
from ..models import Handoff
from .common import EVERYONE, is_late, tone

type Box = Callable[[Access, datetime], QuerySet[Handoff]]


def every(access: Access, now: datetime) -> QuerySet[Handoff]:
    """All that the person may read, newest business date first."""
    return queries.visible(access).order_by("-business_date", "-pk")


BOXES: dict[str, Box] = {
    "waiting": queries.waiting,
    "late": queries.late,
    "disputed": queries.disputed,
    "all": every,
}


@desk_view(acts=EVERYONE)
def listed(request: DeskRequest) -> HttpResponse:
    """One list at a time; what is due next comes first."""
    wanted = request.GET.get("box", "waiting")
    box = wanted if wanted in BOXES else "waiting"
    form = ListForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    rows = queries.filtered(BOXES[box](request.access, request.now), **filters)
    found = Paginator(rows.select_related(*queries.SHOWN).defer("body"), 50).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "box": box,
        "found": found,
        "tabs": _tabs(request, box),
        "rows": [(row, tone(row), is_late(row, request)) for row in found],
    }
    return page(request, "handoffs/list.html", context)


def _tabs(request: DeskRequest, current: str) -> list[Tab]:
    labels = {
        "waiting": _("Waiting for us"),
        "late": _("Late"),
        "disputed": _("Disputed"),
        "all": _("All"),
    }
    url = reverse("handoffs:list")
    return [
        Tab(label, f"{url}?box={code}", code == current, _count(request, code))
        for code, label in labels.items()
    ]


def _count(request: DeskRequest, code: str) -> int | None:
    """How many a work list holds, counted no further than a hundred; none for all."""
    return None if code == "all" else BOXES[code](request.access, request.now)[:100].count()
