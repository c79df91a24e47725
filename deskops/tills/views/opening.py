"""Opening a drawer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view

from ..forms import OpenForm
from ..models import Till
from ..services import open_shift
from .reach import CLERKS


@desk_view(acts=CLERKS)
def open_till(request: DeskRequest, till_id: int) -> HttpResponse:
    """Count the float and open a shift."""
    till = request.access.get(Till.objects.select_related("store"), pk=till_id)
    form = OpenForm(request.POST or None)
    shift = form.attempt(
        lambda: open_shift(
            till=till,
            pieces=form.pieces,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
            request_key=form.cleaned_data["request_key"],
        )
    )
    if shift:
        messages.success(request, _("%(till)s is open.") % {"till": till})
        return redirect("tills:shift", shift.pk)
    return page(request, "tills/open.html", {"form": form, "till": till})
