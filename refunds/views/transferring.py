"""Finance's transfers of refunds: what waits, the bank's number recorded, what the bank refused."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskops.core.calendar import local_date, shown_end
from deskops.core.pages import page
from deskops.core.shell import Tone
from deskops.org.access import DeskRequest, desk_view

from ..forms.following import TransferForm
from ..forms.paying import WordsForm
from ..models import RefundTender
from ..queries.following import PAGE, transfers_waiting
from ..roles import FOLLOWERS, TRANSFERRERS
from ..services.paying import record_transfer, refuse_transfer
from .following import money_in_reach, tabs


@desk_view(reads=FOLLOWERS)
def transfers(request: DeskRequest) -> HttpResponse:
    """What waits for finance in this store, the customer who asked first on top."""
    found = Paginator(transfers_waiting(request.access.store), PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "rows": [(row, _tone(row, request), _due(row)) for row in found],
        "tabs": tabs("transfers"),
        "may_act": request.access.may(*TRANSFERRERS),
    }
    return render(request, "refunds/transfers.html", context)


def _due(row: RefundTender) -> str:
    due_at = getattr(row, "due_at", None)
    return shown_end(due_at) if due_at else ""


def _tone(row: RefundTender, request: DeskRequest) -> tuple[str, Tone]:
    due_at, warn_at = getattr(row, "due_at", None), getattr(row, "warn_at", None)
    if due_at and due_at < request.now:
        return _("late"), Tone.LATE
    return (_("due soon"), Tone.DUE) if warn_at and warn_at <= request.now else (_("waiting"), Tone.PLAIN)


@desk_view(acts=TRANSFERRERS)
def record(request: DeskRequest, pk: int) -> HttpResponse:
    """The transfer is made: number and date of the bank's slip."""
    money = money_in_reach(request, pk, acts=TRANSFERRERS)
    form = TransferForm(request.POST or None, initial={"on": local_date(request.now)})
    done = form.attempt(
        lambda: record_transfer(by=request.user, now=request.now, money_id=money.pk, **form.cleaned_data)
    )
    if done:
        messages.success(request, _("Transferred: %(number)s.") % {"number": done.refund.document.number})
        return redirect("refunds:transfers")
    return _form(request, money, form, WordsForm(auto_id="id_refused_%s", label=_("What the bank said")))


@desk_view(acts=TRANSFERRERS)
@require_POST
def refused(request: DeskRequest, pk: int) -> HttpResponse:
    """The bank refused it: the desk asks the customer for another account."""
    money = money_in_reach(request, pk, acts=TRANSFERRERS)
    words = WordsForm(request.POST, label=_("What the bank said"))
    done = words.attempt(
        lambda: refuse_transfer(by=request.user, now=request.now, money_id=money.pk, **words.cleaned_data)
    )
    if done:
        messages.success(request, _("Noted; the desk goes on with it."))
        return redirect("refunds:transfers")
    messages.error(request, str(words.refused or _("Fill in the reason.")))
    return redirect("refunds:transfer", pk)


def _form(request: DeskRequest, money: RefundTender, form: TransferForm, words: WordsForm) -> HttpResponse:
    waits = money.state == RefundTender.State.FINANCE
    context = {"form": form, "words": words, "money": money, "waits": waits, "aside": True}
    return page(request, "refunds/transfer.html", context)
