"""Cashback in the back office: rates are entered, the rest is read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin
from deskops.core.money import format_money
from deskops.org.access import enter
from deskops.org.models import Role

from .models import Cycle, Payout, Returned, TierRate
from .roles import READERS

OFFICE = READERS | {Role.ADMINISTRATOR}


class RateForm(forms.ModelForm[TierRate]):
    """A tier's rate from a day on; what held before stays."""

    class Meta:
        model = TierRate
        fields = ("tier", "starts", "rate", "source")


@admin.register(TierRate)
class TierRateAdmin(OfficeAdmin[TierRate]):
    form = RateForm
    reads = OFFICE
    changes = frozenset({Role.ADMINISTRATOR, Role.FINANCE})
    list_display = ("tier", "starts", "rate", "source", "set_by")
    list_select_related = ("tier", "set_by")
    ordering = ("tier", "-starts")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What held on a day stays: another rate is a new row from a later day."""
        return False

    def save_model(self, request: HttpRequest, obj: TierRate, form: Any, change: bool) -> None:
        obj.set_by = enter(request).access.staff
        super().save_model(request, obj, form, change)


@admin.register(Cycle)
class CycleAdmin(OfficeAdmin[Cycle]):
    reads = OFFICE
    store_field = "store"
    list_display = ("document", "store", "month", "state", "total", "pay_from", "pay_until", "unpaid")
    list_filter = ("state", "store")
    list_select_related = ("store", "document")
    ordering = ("-month",)

    @admin.display(description=_("booked"))
    def total(self, cycle: Cycle) -> str:
        return format_money(cycle.booked)


@admin.register(Payout)
class PayoutAdmin(OfficeAdmin[Payout]):
    reads = OFFICE
    store_field = "document__store"
    list_display = ("document", "line", "amount", "identified", "collector", "turn")
    list_select_related = ("document", "line__cycle", "turn__box__cycle")
    search_fields = ("=document__number", "=line__card_number")
    ordering = ("-pk",)


@admin.register(Returned)
class ReturnedAdmin(OfficeAdmin[Returned]):
    """Returns that lists count or have still to count."""

    reads = OFFICE
    store_field = "document__store"
    list_display = ("document", "member", "bought_on", "returned_on", "amount", "counted")
    list_select_related = ("document", "member", "counted__cycle")
    ordering = ("-pk",)
