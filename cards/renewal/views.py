"""The list of memberships that end, the page from which they are called, and renewing at the counter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from deskops.core.pages import LatestPaginator, page
from deskops.handoffs.plugging import page_of
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role
from members.models import Member, MemberCard

from ..models import Expiring
from . import queries, services, telling
from .forms import CallForm, RenewForm, TellForm
from .rules import next_month

READERS = Role.desk() | {Role.STORE_MANAGER}


@desk_view(reads=READERS, acts=Role.desk())
def listed(request: DeskRequest) -> HttpResponse:
    """This month's list of the store: whose card ends next month; it is told to the store from here."""
    store = request.access.store
    today = store.business_date(request.now)
    form = TellForm(request.POST or None)
    handoff = form.attempt(
        lambda: telling.tell(store=store, by=request.user, now=request.now, **form.cleaned_data)
    )
    if handoff:
        return redirect(page_of(handoff.document))
    found = LatestPaginator(queries.expiring(store, next_month(today)), 20)
    context = {
        "form": form,
        "page_obj": found.get_page(request.GET.get("page")),
        "month": next_month(today),
        "told": telling.told(store, today),
        "may_act": request.access.may(*Role.desk()),
    }
    return page(request, "cards/renewal/listed.html", context)


@desk_view(reads=READERS, acts=Role.desk())
def line(request: DeskRequest, pk: int) -> HttpResponse:
    """One member of the list: what was bought, the calls, the next call; then the next member."""
    found = request.access.get(queries.with_calls(), pk=pk)
    form = CallForm(request.POST or None)
    made = form.attempt(
        lambda: services.call(by=request.user, now=request.now, expiring_id=found.pk, **form.cleaned_data)
    )
    if made:
        messages.success(request, _("The call is noted."))
        rest = Expiring.objects.filter(store=found.store, month=found.month, state=Expiring.State.OPEN)
        following = rest.exclude(pk=found.pk).order_by("expires_on", "pk").first()
        return redirect("cards:expiring", following.pk) if following else redirect("cards:expirings")
    store = request.access.store
    context = {
        "form": form,
        "line": found,
        "terms": services.terms_of(store, store.business_date(request.now)),
        "aside": True,
        "may_act": request.access.may(*Role.desk()),
    }
    return page(request, "cards/renewal/line.html", context)


@desk_view(acts=Role.desk())
def renew(request: DeskRequest, pk: int) -> HttpResponse:
    """Renew a member's card for another year, free when purchases waive the fee."""
    member = get_object_or_404(Member, pk=pk)
    cards = MemberCard.objects.filter(
        member=member, expires_on__isnull=False, state__in=["issued", "expired"]
    )
    card = get_object_or_404(cards.order_by("-pk")[:1])
    store = request.access.store
    today = store.business_date(request.now)
    form = RenewForm(request.POST or None)
    made = form.attempt(
        lambda: services.renew(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            store=store,
            now=request.now,
            number=card.number,
            tender=form.cleaned_data["tender"],
            details=form.details,
        )
    )
    if made:
        return redirect("cards:act", made.pk)
    terms = services.terms_of(store, today)
    year = queries.bought([card])[card.pk]
    context = {
        "form": form,
        "member": member,
        "card": card,
        "year": year,
        "fee": 0 if terms.waive(year) else terms.fee,
        "terms": terms,
    }
    return page(request, "cards/renewal/renew.html", context)
