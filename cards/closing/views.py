"""Closing a card with its lines in sight; the closings that wait; finance's pay-out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from deskops.approvals.counter import identify
from deskops.clocks.models import Target
from deskops.core.pages import LatestPaginator, Tab, page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role, Staff

from ..models import Closing, StoredValue
from ..views.plastic import account, plastic_of
from . import queries, services
from .forms import CloseForm, PayOutForm
from .promise import PAY_OUT
from .rules import Cause

READERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER}


@desk_view(acts=Role.desk())
def close(request: DeskRequest, pk: int) -> HttpResponse:
    """Close a card: the lines of the reckoning beside the form, worked out anew for another cause."""
    value = account(pk)
    cause = Cause(asked) if (asked := request.GET.get("cause", "")) in Cause else Cause.CONSUMER
    form = CloseForm(request.POST or None, initial={"cause": cause})
    if form.is_bound and form.data.get("cause") in Cause:
        cause = Cause(form.data["cause"])
    done = form.attempt(lambda: _close(request, value, form))
    if done:
        return redirect("cards:closing", done.pk)
    store = request.access.store
    offer = queries.offer(value, cause, store=store, on=store.business_date(request.now))
    context = {
        "form": form,
        "value": value,
        "card": plastic_of(value),
        "offer": offer,
        "cause": cause,
        "aside": True,
    }
    if request.headers.get("HX-Request"):
        return render(request, "cards/closing/_reckoning.html", context)
    return page(request, "cards/closing/close.html", context)


def _close(request: DeskRequest, value: StoredValue, form: CloseForm) -> Closing:
    data = form.cleaned_data
    return services.close_card(
        request_key=data["request_key"],
        by=request.user,
        store=request.access.store,
        now=request.now,
        number=plastic_of(value).number,
        cause=Cause(data["cause"]),
        shown=data["shown"],
        identified_by=data["identified_by"],
        way=Closing.Way(data["way"]),
        account=services.ToAccount(data["bank"], data["account_number"]),
        agreed_by=_agreed_by(request, form),
        signed=data["signature"],
    )


def _agreed_by(request: DeskRequest, form: CloseForm) -> Staff | None:
    """Who confirms the cause: the supervisor at this screen, or the supervisor who signed in."""
    if form.confirmed:
        data = form.cleaned_data
        return identify(request, number=data["number"], password=data["password"], code=data["code"])
    return request.user if request.access.may(*services.SUPERVISORS) else None


@desk_view(reads=READERS)
def closings(request: DeskRequest) -> HttpResponse:
    """The closed cards of the stores within reach: those to be paid out, due first, or all."""
    everything = request.GET.get("all") == "1"
    rows = request.access.scope(queries.closings(), "document__store")
    waiting = rows.filter(state=Closing.State.DUE).order_by("pk")
    found = LatestPaginator(rows if everything else waiting, 20).get_page(request.GET.get("page"))
    promised = Target.objects.filter(document__in=[one.pk for one in found], policy__code=PAY_OUT)
    due = {one.document_id: one for one in promised}
    context = {
        "rows": [(one, due.get(one.pk)) for one in found],
        "page_obj": found,
        "now": request.now,
        "tabs": [
            Tab(_("To be paid out"), "?", not everything, waiting[:100].count()),
            Tab(_("All"), "?all=1", everything),
        ],
    }
    return render(request, "cards/closing/closings.html", context)


@desk_view(reads=READERS, acts={Role.FINANCE})
def closing(request: DeskRequest, pk: int) -> HttpResponse:
    """The reckoning of a closed card; finance enters the bank's number of the pay-out."""
    found = request.access.get(queries.closings(), "document__store", pk=pk)
    form = PayOutForm(request.POST or None)
    done = form.attempt(
        lambda: services.pay_out(by=request.user, now=request.now, closing_id=found.pk, **form.cleaned_data)
    )
    if done:
        messages.success(request, _("Paid out, document %(number)s.") % {"number": done.payout})
        return redirect("cards:closing", found.pk)
    today = found.document.store.business_date(request.now)
    accrued = found.interest
    if found.state == Closing.State.DUE:
        accrued = services.accrued_interest(found, today)
    context = {
        "form": form,
        "closing": found,
        "accrued": accrued,
        "in_all": found.amount + accrued,
        "target": Target.objects.filter(document=found.pk, policy__code=PAY_OUT).first(),
        "pays": found.state == Closing.State.DUE and request.access.may(Role.FINANCE),
        "may_act": request.access.may(*Role.desk()),
        "now": request.now,
    }
    return page(request, "cards/closing/closing.html", context)
