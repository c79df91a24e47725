"""Selling, topping up, redeeming."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from cards import services
from cards.forms import RedeemForm, SellForm, TopUpForm
from cards.models import CardAct
from cards.queries import conditions, find_cards, live_card, values_with_cards
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role
from members.models import Member, MemberCard


def holder_from(request: DeskRequest) -> Member | None:
    """The member that the page was opened for, by key or by member card."""
    asked = request.GET.get("member", "")
    if asked.isdigit() and len(asked) < 19:
        return get_object_or_404(Member.objects.select_related("home_store"), pk=asked)
    return None


@desk_view(acts=Role.desk())
def sell(request: DeskRequest) -> HttpResponse:
    """Sell a stored-value card; the member is chosen first, on the member's page or by member card."""
    member = holder_from(request)
    if member is None:
        return render(request, "cards/choose_member.html", {"next": request.path})
    form = SellForm(request.POST or None)
    made = form.attempt(lambda: _sell(request, member, form))
    if made:
        return redirect("cards:act", made.pk)
    plastic = MemberCard.objects.filter(member=member, state__in=MemberCard.LIVE).first()
    today = request.access.store.business_date(request.now)
    context = {
        "form": form,
        "member": member,
        "plastic": plastic,
        "conditions": conditions(request.access.store, today),
        "aside": True,
    }
    return page(request, "cards/sell.html", context)


def _sell(request: DeskRequest, member: Member, form: SellForm) -> CardAct:
    data = form.cleaned_data
    return services.sell_card(
        request_key=data["request_key"],
        by=request.user,
        store=request.access.store,
        now=request.now,
        member_id=member.pk,
        number=data["card_number"],
        amount=data["amount"],
        tender=data["tender"],
        details=form.details,
        signed=data["signature"],
    )


@desk_view(acts=Role.desk())
def top_up(request: DeskRequest) -> HttpResponse:
    """Put money on a card."""
    form = TopUpForm(request.POST or None, initial={"card_number": _asked_card(request)})
    made = form.attempt(lambda: _top_up(request, form))
    if made:
        return redirect("cards:act", made.pk)
    return page(request, "cards/top_up.html", {"form": form, "aside": True, "shown": _shown(form)})


def _top_up(request: DeskRequest, form: TopUpForm) -> CardAct:
    data = form.cleaned_data
    return services.top_up(
        request_key=data["request_key"],
        by=request.user,
        store=request.access.store,
        now=request.now,
        number=data["card_number"],
        amount=data["amount"],
        tender=data["tender"],
        details=form.details,
    )


@desk_view(acts=Role.desk())
def redeem(request: DeskRequest) -> HttpResponse:
    """Spend from a card at the desk."""
    form = RedeemForm(request.POST or None, initial={"card_number": _asked_card(request)})
    made = form.attempt(lambda: _redeem(request, form))
    if made:
        return redirect("cards:act", made.pk)
    return page(request, "cards/redeem.html", {"form": form, "aside": True, "shown": _shown(form)})


def _redeem(request: DeskRequest, form: RedeemForm) -> CardAct:
    data = form.cleaned_data
    return services.redeem(
        request_key=data["request_key"],
        by=request.user,
        store=request.access.store,
        now=request.now,
        number=data["card_number"],
        amount=data["amount"],
        listed=data["listed"],
        receipt=data["receipt"],
    )


@desk_view(acts=Role.desk())
def look(request: DeskRequest) -> HttpResponse:
    """What the card just typed or scanned holds, beside the form."""
    return render(request, "cards/_card.html", {"shown": _found(request.POST.get("card_number", ""))})


def _asked_card(request: DeskRequest) -> str:
    """The live plastic of the account that the page was opened for."""
    asked = request.GET.get("card", "")
    if not asked.isdigit() or len(asked) > 18:
        return ""
    card = live_card(get_object_or_404(values_with_cards(), pk=asked))
    return card.number if card else ""


def _shown(form: TopUpForm | RedeemForm) -> object:
    return _found(str(form["card_number"].value() or ""))


def _found(number: str) -> object:
    cards = [card for card in find_cards(number) if card.number == number.strip().replace(" ", "").upper()]
    if not cards:
        return {"unknown": _("No stored-value card has this number.")} if len(number.strip()) >= 6 else None
    return {"card": cards[0], "value": values_with_cards().get(pk=cards[0].value_id)}
