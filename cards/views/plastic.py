"""A card's page, and what happens to plastic."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cards import services
from cards.forms import IdentifiedForm, ReasonForm, ReplaceForm, StatementForm
from cards.models import CardAct, StoredValue, StoredValueCard
from cards.queries import live_card, moved_on, values_with_cards
from cards.seeds import FEE_MEMBER, FEE_STORED
from deskops.core.dated import setting_at
from deskops.core.pages import page
from deskops.documents.kinds import document_kinds
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role
from deskops.tills.models import Payment
from members.models import MemberCard

READERS = Role.desk() | {Role.FINANCE, Role.STORE_MANAGER}
SHOWN = 20


def account(pk: int) -> StoredValue:
    """An account of the chain: cards are known in every store."""
    return get_object_or_404(values_with_cards(), pk=pk)


def plastic_of(value: StoredValue) -> StoredValueCard:
    """The plastic an act is on; the last one of an account that has none alive."""
    return live_card(value) or value.cards.all()[0]


@desk_view(reads=READERS)
def card(request: DeskRequest, pk: int) -> HttpResponse:
    """What a card holds, how it stands, and what moved on it."""
    value = account(pk)
    before = request.GET.get("before", "")
    asked = int(before) if before.isdigit() and len(before) < 19 else None
    shown = moved_on(value, before=asked, most=SHOWN + 1)
    context = {
        "value": value,
        "card": plastic_of(value),
        "cards": value.cards.all(),
        "lines": shown[:SHOWN],
        "older": shown[SHOWN - 1].pk if len(shown) > SHOWN else None,
        "may_act": request.access.may(*Role.desk()),
        "expired": value.expired(request.access.store.business_date(request.now)),
        "now": request.now,
    }
    return render(request, "cards/card.html", context)


@desk_view(reads=READERS)
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """What was done, with the paper to print and what comes next."""
    rows = CardAct.objects.select_related(
        "document__store", "document__maker", "value__holder", "card", "member_card__member"
    )
    made = request.access.get(rows, "document__store", pk=pk)
    payments = Payment.objects.filter(document=made.document).select_related("tender").order_by("pk")
    own = made.document.kind == made.kind
    paper = "" if own else document_kinds.get(made.document.kind).url(made.document)
    return render(request, "cards/act.html", {"act": made, "payments": payments, "paper": paper})


@desk_view(acts=Role.desk())
def freeze(request: DeskRequest, pk: int) -> HttpResponse:
    """Freeze a card, or let it work again."""
    value = account(pk)
    frozen = value.state == StoredValue.State.FROZEN
    form = ReasonForm(request.POST or None)
    service = services.unfreeze if frozen else services.freeze
    done = form.attempt(
        lambda: service(
            by=request.user,
            store=request.access.store,
            now=request.now,
            number=plastic_of(value).number,
            **form.cleaned_data,
        )
    )
    if done:
        messages.success(request, _("The card works again.") if frozen else _("The card is frozen."))
        return redirect("cards:card", value.pk)
    return page(request, "cards/freeze.html", {"form": form, "value": value, "frozen": frozen})


@desk_view(acts=Role.desk())
def lost(request: DeskRequest, pk: int) -> HttpResponse:
    """Report a card lost: it stops at once."""
    value = account(pk)
    if value.is_bearer:
        raise Http404
    form = IdentifiedForm(request.POST or None)
    done = form.attempt(
        lambda: services.report_lost(
            by=request.user,
            store=request.access.store,
            now=request.now,
            number=plastic_of(value).number,
            **form.cleaned_data,
        )
    )
    if done:
        messages.success(request, _("The card is stopped. It can be replaced now."))
        return redirect("cards:replace", value.pk)
    return page(request, "cards/lost.html", {"form": form, "value": value, "card": plastic_of(value)})


@desk_view(acts=Role.desk())
def replace(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a lost card's account new plastic."""
    value = account(pk)
    if value.is_bearer:
        raise Http404
    store = request.access.store
    form = ReplaceForm(request.POST or None)
    made = form.attempt(
        lambda: services.replace_lost(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            store=store,
            now=request.now,
            number=plastic_of(value).number,
            new_number=form.cleaned_data["new_number"],
            identified_by=form.cleaned_data["identified_by"],
            tender=form.cleaned_data["tender"],
            details=form.details,
        )
    )
    if made:
        return redirect("cards:act", made.pk)
    fee = setting_at(FEE_STORED, on=store.business_date(request.now), store=store).yuan
    context = {"form": form, "holder": value.holder, "card": plastic_of(value), "fee": fee}
    return page(request, "cards/replace.html", {**context, "back": reverse("cards:card", args=[value.pk])})


@desk_view(acts=Role.desk())
def statement(request: DeskRequest, pk: int) -> HttpResponse:
    """Make a statement to print for the holder."""
    value = account(pk)
    today = request.access.store.business_date(request.now)
    initial = {"since": today - timedelta(days=90), "until": today}
    form = StatementForm(request.POST or None, initial=initial)
    made = form.attempt(
        lambda: services.ask_statement(
            by=request.user,
            store=request.access.store,
            now=request.now,
            number=plastic_of(value).number,
            **form.cleaned_data,
        )
    )
    if made:
        return redirect("cards:act", made.pk)
    return page(request, "cards/statement.html", {"form": form, "value": value})


@desk_view(acts=Role.desk())
def member_lost(request: DeskRequest, pk: int) -> HttpResponse:
    """Report a member card lost."""
    plastic = _member_card(pk)
    form = IdentifiedForm(request.POST or None)
    done = form.attempt(
        lambda: services.report_member_card_lost(
            by=request.user,
            store=request.access.store,
            now=request.now,
            number=plastic.number,
            **form.cleaned_data,
        )
    )
    if done:
        messages.success(request, _("The card is stopped. It can be replaced now."))
        return redirect("cards:member_replace", pk)
    return page(request, "cards/lost.html", {"form": form, "card": plastic, "member": plastic.member})


@desk_view(acts=Role.desk())
def member_replace(request: DeskRequest, pk: int) -> HttpResponse:
    """Replace a lost member card for the fee."""
    plastic = _member_card(pk)
    store = request.access.store
    form = ReplaceForm(request.POST or None)
    made = form.attempt(
        lambda: services.replace_member_card(
            request_key=form.cleaned_data["request_key"],
            by=request.user,
            store=store,
            now=request.now,
            number=plastic.number,
            new_number=form.cleaned_data["new_number"],
            identified_by=form.cleaned_data["identified_by"],
            tender=form.cleaned_data["tender"],
            details=form.details,
        )
    )
    if made:
        return redirect("cards:act", made.pk)
    fee = setting_at(FEE_MEMBER, on=store.business_date(request.now), store=store).yuan
    context = {"form": form, "holder": plastic.member, "card": plastic, "fee": fee}
    return page(
        request,
        "cards/replace.html",
        {**context, "back": reverse("members:member", args=[plastic.member_id])},
    )


def _member_card(member_id: int) -> MemberCard:
    cards = MemberCard.objects.filter(state__in=MemberCard.LIVE).select_related("member")
    return get_object_or_404(cards, member=member_id)
