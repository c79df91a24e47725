"""Refunds to bank cards whose credit nobody has seen yet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deskops.clocks.models import Target
from deskops.core.calendar import shown_end
from deskops.core.pages import page
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms.following import ConfirmForm
from ..models import BankInquiry
from ..queries.following import PAGE, awaited_credits
from ..roles import CONFIRMERS, FOLLOWERS
from ..services.credits import confirm_credit
from .following import money_in_reach, tabs


@desk_view(reads=FOLLOWERS)
def awaited(request: DeskRequest) -> HttpResponse:
    """What banks still owe customers of this store, the next due first."""
    rows = awaited_credits(request.access.store)
    found = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "rows": [(row, _tone(row, request), shown_end(row.due_at)) for row in found],
        "tabs": tabs("credits"),
        "may_confirm": request.access.may(*CONFIRMERS),
        "may_ask": request.access.may(*Role.desk()),
    }
    return render(request, "refunds/credits.html", context)


def _tone(row: Target, request: DeskRequest) -> tuple[str, Tone]:
    if row.due_at < request.now:
        return _("late"), Tone.LATE
    return (_("due soon"), Tone.DUE) if row.warn_at <= request.now else (_("waiting"), Tone.PLAIN)


@desk_view(acts=CONFIRMERS)
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Note that the credit was seen."""
    money = money_in_reach(request, pk, acts=CONFIRMERS)
    form = ConfirmForm(request.POST or None)
    done = form.attempt(
        lambda: confirm_credit(by=request.user, now=request.now, money_id=money.pk, **form.cleaned_data)
    )
    if done:
        messages.success(
            request, _("The credit of %(number)s was seen.") % {"number": money.refund.document.number}
        )
        return redirect("refunds:credits")
    open_inquiry = money.inquiries.exclude(state=BankInquiry.State.ANSWERED).first()
    context = {"form": form, "money": money, "inquiry": open_inquiry, "aside": True}
    return page(request, "refunds/credit.html", context)
