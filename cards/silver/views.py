"""The page that changes a member's plastic for its tier, and the cards collected."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from deskops.approvals.counter import identify
from deskops.core.dated import setting_at
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role
from members.models import Member

from ..models import CardAct, Destruction
from ..seeds import FEE_MEMBER
from . import queries, services
from .forms import DestroyForm, TierForm

READERS = Role.desk() | {Role.STORE_MANAGER, Role.FINANCE, Role.INFORMATION}
SHOWN = 20


@desk_view(acts=Role.desk())
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a member card for that of the member's tier."""
    member = get_object_or_404(Member.objects.select_related("tier"), pk=pk)
    card = queries.card_to_change(member)
    if card is None:
        raise Http404
    store = request.access.store
    form = TierForm(request.POST or None)
    made = form.attempt(lambda: _change(request, card.number, form))
    if made:
        return redirect("cards:act", made.pk)
    fee = setting_at(FEE_MEMBER, on=store.business_date(request.now), store=store).yuan
    context = {"form": form, "member": member, "card": card, "fee": fee, "aside": True}
    return page(request, "cards/silver/change.html", context)


def _change(request: DeskRequest, number: str, form: TierForm) -> CardAct:
    data = form.cleaned_data
    original = services.Original(data["original"])
    return services.change_tier_card(
        request_key=data["request_key"],
        by=request.user,
        store=request.access.store,
        now=request.now,
        number=number,
        new_number=data["new_number"],
        original=original,
        identified_by=data["identified_by"],
        tender=data["tender"] if original == services.Original.LOST else None,
        details=form.details,
    )


@desk_view(reads=READERS, acts=Role.desk())
def collected(request: DeskRequest) -> HttpResponse:
    """The cards that lie here, to be counted and destroyed by two persons; what was destroyed."""
    form = DestroyForm(request.POST or None)
    made = form.attempt(lambda: _destroy(request, form))
    if made:
        messages.success(request, _("%(count)d cards are destroyed.") % {"count": made.counted})
        return redirect("cards:destruction", made.pk)
    store = request.access.store
    context = {
        "form": form,
        "waiting": list(queries.waiting(store)),
        "destroyed": list(queries.destructions(store)[:SHOWN]),
        "may_act": request.access.may(*Role.desk()),
        "aside": True,
    }
    return page(request, "cards/silver/collected.html", context)


def _destroy(request: DeskRequest, form: DestroyForm) -> Destruction:
    data = form.cleaned_data
    second = identify(request, number=data["number"], password=data["password"], code=data["code"])
    return services.destroy_collected(
        request_key=data["request_key"],
        by=request.user,
        second=second,
        store=request.access.store,
        now=request.now,
        counted=data["counted"],
    )


@desk_view(reads=READERS)
def destruction(request: DeskRequest, pk: int) -> HttpResponse:
    """Which cards were destroyed, by whom."""
    rows: QuerySet[Destruction] = Destruction.objects.select_related("document__store", "by", "second")
    made = request.access.get(rows, "document__store", pk=pk)
    cards = made.cards.select_related("card__member").order_by("pk")
    return render(request, "cards/silver/destruction.html", {"made": made, "cards": cards})
