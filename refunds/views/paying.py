"""Paying back: the recipe step by step, failures, an exchange's difference."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.forms import ActForm
from deskops.org.access import DeskRequest, desk_view

from ..forms.paying import DifferenceForm, DivertForm, StepForm, WordsForm
from ..forms.pickups import SignForm
from ..models import Refund
from ..queries.page import Stage, page_of
from ..services.diverting import divert as divert_money
from ..services.paying import abandon, fail_step, pay_difference, record_step, resume
from ..services.signing import sign_voucher
from .reach import CLERKS, money_in_reach, refund_in_reach
from .showing import Tried, show


@desk_view(acts=CLERKS)
@require_POST
def step(request: DeskRequest, pk: int) -> HttpResponse:
    """The next step of one tender is done; its last one moves the money."""
    found = refund_in_reach(request, money_in_reach(request, pk).refund_id)
    running = page_of(found, at="", now=request.now).running
    if running is None or running.money.pk != pk:
        messages.error(request, _("Somebody went on with this refund."))
        return redirect("refunds:refund", found.pk)
    form = StepForm(request.POST, step=running.step)
    done = form.attempt(
        lambda: record_step(by=request.user, now=request.now, money_id=pk, **form.cleaned_data)
    )
    return redirect("refunds:refund", found.pk) if done else show(request, found, Tried(form, Stage.PAY))


@desk_view(acts=CLERKS)
@require_POST
def fail(request: DeskRequest, pk: int) -> HttpResponse:
    """The machine refused: what it said stays."""
    return _of_money(request, pk, WordsForm(request.POST), fail_step, "")


@desk_view(acts=CLERKS)
@require_POST
def again(request: DeskRequest, pk: int) -> HttpResponse:
    """Go on with the step that failed."""
    return _of_money(request, pk, ActForm(request.POST), resume, "")


@desk_view(acts=CLERKS)
@require_POST
def give_up(request: DeskRequest, pk: int) -> HttpResponse:
    """The whole refund is given up while nothing of it was paid."""
    said = _("Cancelled; goods and money are as they were.")
    return _of_money(request, pk, WordsForm(request.POST), abandon, said)


def _of_money(
    request: DeskRequest, pk: int, form: ActForm, act: Callable[..., Refund], said: str
) -> HttpResponse:
    found = money_in_reach(request, pk)
    done = form.attempt(lambda: act(by=request.user, now=request.now, money_id=pk, **form.cleaned_data))
    if done is None:
        messages.error(request, str(form.refused or _("Fill in the reason.")))
    elif said:
        messages.success(request, said)
    return redirect("refunds:refund", found.refund_id)


@desk_view(acts=CLERKS)
@require_POST
def divert(request: DeskRequest, pk: int) -> HttpResponse:
    """The tender turns to the supervised exception; everybody is asked anew."""
    found = refund_in_reach(request, money_in_reach(request, pk).refund_id)
    form = DivertForm(request.POST)
    done = form.attempt(
        lambda: divert_money(by=request.user, now=request.now, money_id=pk, **form.cleaned_data)
    )
    if done:
        messages.success(request, _("Asked for approval."))
        return redirect("refunds:refund", found.pk)
    return show(request, found, diverting=form)


@desk_view(acts=CLERKS)
@require_POST
def difference(request: DeskRequest, pk: int) -> HttpResponse:
    """The customer pays what the goods taken cost more."""
    found = refund_in_reach(request, pk)
    form = DifferenceForm(request.POST, tender=found.pay_tender)
    done = form.attempt(lambda: _take(request, pk, form))
    return redirect("refunds:refund", pk) if done else show(request, found, Tried(form, Stage.PAY))


def _take(request: DeskRequest, pk: int, form: DifferenceForm) -> Any:
    return pay_difference(
        request_key=form.cleaned_data["request_key"],
        by=request.user,
        now=request.now,
        refund_id=pk,
        details=form.details,
    )


@desk_view(acts=CLERKS)
@require_POST
def sign(request: DeskRequest, pk: int) -> HttpResponse:
    """The customer signs the voucher, on the pad or on the print."""
    found = refund_in_reach(request, pk)
    form = SignForm(request.POST)
    done = form.attempt(
        lambda: sign_voucher(by=request.user, now=request.now, refund_id=pk, **form.cleaned_data)
    )
    return redirect("refunds:refund", pk) if done else show(request, found, Tried(form, Stage.VOUCHER))
