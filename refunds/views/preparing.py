"""The acts before any money moves: goods, check, asking, changing, cancelling."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.org.access import DeskRequest, desk_view

from ..forms.checking import CheckForm
from ..forms.paying import WordsForm
from ..models import Refund
from ..queries.page import Stage, page_of
from ..services.asking import ask_refund, cancel_refund, change_refund
from ..services.preparing import check, choose_goods
from .reach import CLERKS, refund_in_reach
from .showing import Tried, goods_form, show


@desk_view(acts=CLERKS)
@require_POST
def goods(request: DeskRequest, pk: int) -> HttpResponse:
    """Note what comes back and why."""
    found = refund_in_reach(request, pk)
    form = goods_form(request, found)
    done = form.attempt(
        lambda: choose_goods(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            refund_id=pk,
            **form.chosen,
        )
    )
    return redirect("refunds:refund", pk) if done else show(request, found, Tried(form, Stage.GOODS))


@desk_view(acts=CLERKS)
@require_POST
def checked(request: DeskRequest, pk: int) -> HttpResponse:
    """Note what the customer showed."""
    found = refund_in_reach(request, pk)
    shown = page_of(found, at=Stage.CHECK, now=request.now)
    form = CheckForm(request.POST, refund=found, tenders=shown.tenders, closed=shown.is_closed_at_terminal)
    done = form.attempt(
        lambda: check(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            now=request.now,
            refund_id=pk,
            **form.shown,
        )
    )
    return redirect("refunds:refund", pk) if done else show(request, found, Tried(form, Stage.CHECK))


@desk_view(acts=CLERKS)
@require_POST
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask every floor, and finance for an exception."""
    return _simply(request, pk, ActForm(request.POST), ask_refund, _("Asked for approval."))


@desk_view(acts=CLERKS)
@require_POST
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """Back to the preparation: what was approved dies."""
    said = _("Back in preparation; it has to be approved anew.")
    return _simply(request, pk, ActForm(request.POST), change_refund, said)


@desk_view(acts=CLERKS)
@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """Give it up, with a reason."""
    form = WordsForm(request.POST)
    return _simply(
        request,
        pk,
        form,
        lambda **act: cancel_refund(**act, why=form.cleaned_data["words"]),
        _("Cancelled; goods and money are as they were."),
    )


def _simply(
    request: DeskRequest, pk: int, form: ActForm, act: Callable[..., Refund], said: str
) -> HttpResponse:
    """An act whose form has no box to come back to: a refusal is told above the page."""
    refund_in_reach(request, pk)
    done = form.attempt(
        lambda: act(
            request_key=form.cleaned_data["request_key"], by=request.user, now=request.now, refund_id=pk
        )
    )
    if done:
        messages.success(request, said)
    else:
        messages.error(request, str(form.refused or _("Fill in the reason.")))
    return redirect("refunds:refund", pk)
