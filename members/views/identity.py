"""An ID number or address brought later."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import SupplyForm
from ..models import IdentitySupply, Member
from ..services.supplying import Brought, supply_identity
from . import PAPER_READERS


@desk_view(acts=Role.desk())
def supply(request: DeskRequest, pk: int) -> HttpResponse:
    """Enter what was missing; what collides becomes a paper for the desk supervisor."""
    member = get_object_or_404(Member, pk=pk)
    form = SupplyForm(request.POST or None)
    done = form.attempt(lambda: _supply(request, pk, form))
    if done:
        waiting = done[0]
        if waiting:
            messages.warning(request, _("The desk supervisor decides about %s.") % waiting.document.number)
            return redirect("members:supply_paper", waiting.pk)
        messages.success(request, _("Added."))
        return redirect("members:member", pk)
    return page(request, "members/supply.html", {"form": form, "member": member, "aside": True})


def _supply(request: DeskRequest, pk: int, form: SupplyForm) -> tuple[IdentitySupply | None]:
    waiting = supply_identity(
        request_key=form.cleaned_data["request_key"],
        member_id=pk,
        brought=Brought(**form.asked),
        store=request.access.store,
        by=request.user,
        now=request.now,
    )
    return (waiting,)


@desk_view(reads=PAPER_READERS)
def paper(request: DeskRequest, pk: int) -> HttpResponse:
    """What was brought, whom it collides with, and how the supervisor decided."""
    rows = IdentitySupply.objects.select_related("document__store", "document__maker", "member", "other")
    found = request.access.get(rows, "document__store", pk=pk)
    return render(request, "members/supply_paper.html", {"supply": found})
