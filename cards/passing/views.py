"""The pages on which a card goes to another holder, or an expired one is exchanged."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.forms import ActForm
from deskops.core.pages import page
from deskops.org.access import DeskRequest, desk_view
from deskops.org.models import Role

from ..forms import CARD, IdentifiedForm
from ..views.plastic import account, plastic_of
from . import services


class TransferForm(IdentifiedForm):
    """To whom, and how both were identified."""

    to_card = forms.CharField(label=gettext_lazy("Member card of the new holder"), max_length=20, widget=CARD)
    to_identified_by = forms.CharField(label=gettext_lazy("How the new holder was identified"), max_length=40)
    field_order = ("identified_by", "to_card", "to_identified_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identified_by"].label = _("How the former holder was identified")
        self.fields["identified_by"].widget.attrs["autofocus"] = True


class ExchangeForm(ActForm):
    """New plastic for an expired card."""

    new_number = forms.CharField(label=gettext_lazy("Number of the new card"), max_length=40, widget=CARD)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_number"].widget.attrs["autofocus"] = True


@desk_view(acts=Role.desk())
def transfer(request: DeskRequest, pk: int) -> HttpResponse:
    """Transfer a registered card to another holder."""
    value = account(pk)
    if value.is_bearer:
        raise Http404
    form = TransferForm(request.POST or None)
    made = form.attempt(
        lambda: services.transfer_card(
            by=request.user,
            store=request.access.store,
            now=request.now,
            number=plastic_of(value).number,
            **form.cleaned_data,
        )
    )
    if made:
        messages.success(request, _("The card is the new holder's from now on."))
        return redirect("cards:act", made.pk)
    context = {"form": form, "value": value, "card": plastic_of(value)}
    return page(request, "cards/passing/transfer.html", context)


@desk_view(acts=Role.desk())
def exchange(request: DeskRequest, pk: int) -> HttpResponse:
    """Exchange an expired bearer card."""
    value = account(pk)
    if not value.is_bearer:
        raise Http404
    form = ExchangeForm(request.POST or None)
    made = form.attempt(
        lambda: services.exchange_card(
            by=request.user,
            store=request.access.store,
            now=request.now,
            number=plastic_of(value).number,
            **form.cleaned_data,
        )
    )
    if made:
        return redirect("cards:act", made.pk)
    context = {"form": form, "value": value, "card": plastic_of(value)}
    return page(request, "cards/passing/exchange.html", context)
