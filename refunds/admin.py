"""Refunds in the back office: to read; rules of returns and the catalogue of guarantees are entered here."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin, OfficeInline
from deskops.core.calendar import local_date
from deskops.core.money import format_money
from deskops.org.access import enter
from deskops.org.models import Role
from members.admin import RecentUnlessSearched

from .models import (
    GuaranteeRule,
    Purchase,
    PurchaseLine,
    PurchaseTender,
    RecipeStep,
    Refund,
    RefundLine,
    RefundTender,
    ReturnRule,
)
from .roles import READERS

OFFICE = READERS | {Role.AREA_MANAGER, Role.ADMINISTRATOR}


class TenderInline(OfficeInline[PurchaseTender, Purchase]):
    model = PurchaseTender
    fields = readonly_fields = ("tender", "paid", "reserved", "refunded")
    reads = OFFICE


class GoodsInline(OfficeInline[PurchaseLine, Purchase]):
    model = PurchaseLine
    fields = readonly_fields = ("position", "name", "category", "floor", "quantity", "amount", "returned")
    reads = OFFICE


@admin.register(Purchase)
class PurchaseAdmin(OfficeAdmin[Purchase]):
    """Receipts of which something came back, with what is held of them."""

    reads = OFFICE
    store_field = "store"
    list_display = ("number", "store", "pos", "bought_at", "total", "state", "sighted_by", "settled_by")
    list_filter = (("bought_on", RecentUnlessSearched), "state", "store")
    list_select_related = ("store", "sighted_by", "settled_by")
    search_fields = ("=number", "=card_number")
    ordering = ("-pk",)
    inlines = (TenderInline, GoodsInline)

    @admin.display(description=_("amount"), ordering="amount")
    def total(self, purchase: Purchase) -> str:
        return format_money(purchase.amount)


class MoneyInline(OfficeInline[RefundTender, Refund]):
    model = RefundTender
    fk_name = "refund"
    fields = readonly_fields = ("tender", "out_tender", "amount", "holding", "state", "slip", "reference")
    reads = OFFICE


class LineInline(OfficeInline[RefundLine, Refund]):
    model = RefundLine
    fields = readonly_fields = ("line", "floor", "quantity", "amount", "holding", "rule")
    reads = OFFICE


@admin.register(Refund)
class RefundAdmin(OfficeAdmin[Refund]):
    """Every refund and exchange; found by its own number, the receipt's, or a reference number."""

    reads = OFFICE
    store_field = "document__store"
    list_display = (
        "document",
        "store",
        "purchase",
        "purpose",
        "state",
        "back",
        "reason",
        "exception",
        "clerk",
    )
    list_filter = (
        ("document__business_date", RecentUnlessSearched),
        "state",
        "purpose",
        "reason",
        "exception",
        "document__store",
    )
    list_select_related = ("document__store", "document__maker", "purchase")
    search_fields = ("=document__number", "=purchase__number", "=tenders__reference")
    ordering = ("-pk",)
    inlines = (MoneyInline, LineInline)

    @admin.display(description=_("store"))
    def store(self, refund: Refund) -> str:
        return str(refund.document.store)

    @admin.display(description=_("amount"), ordering="document__amount")
    def back(self, refund: Refund) -> str:
        return format_money(refund.amount)

    @admin.display(description=_("clerk"))
    def clerk(self, refund: Refund) -> str:
        return str(refund.document.maker)


@admin.register(RecipeStep)
class RecipeStepAdmin(OfficeAdmin[RecipeStep]):
    """The keys by which each tender is undone; they come with the program."""

    reads = OFFICE
    list_display = ("tender", "way", "position", "device", "words", "yields")
    list_filter = ("tender", "way")
    list_select_related = ("tender",)
    ordering = ("tender__sort", "way", "position")


class DatedForm(forms.ModelForm[Any]):
    """A new dated row: it holds from today at the earliest, what held before stays."""

    def clean_starts(self) -> date:
        starts: date = self.cleaned_data["starts"]
        if starts < local_date(timezone.now()):
            raise forms.ValidationError(_("A rule holds from today at the earliest."), code="starts_past")
        return starts


class DatedAdmin[M: ReturnRule | GuaranteeRule](OfficeAdmin[M]):
    """Rows are entered, never changed: another rule is another row from a later day."""

    form = DatedForm
    reads = OFFICE
    changes = frozenset({Role.ADMINISTRATOR, Role.SERVICE_MANAGER})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReturnRule)
class ReturnRuleAdmin(DatedAdmin[ReturnRule]):
    """The chain's rules are entered by who reaches the whole chain, a store's by its own people."""

    list_display = (
        "category",
        "store",
        "starts",
        "returnable",
        "refund_days",
        "refund_hours",
        "exchange_days",
        "condition",
        "source",
    )
    list_filter = ("store", "returnable")
    list_select_related = ("store",)
    search_fields = ("category",)
    ordering = ("category", "-starts")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        access = enter(request).access
        kwargs |= {"queryset": access.reachable_stores(), "required": not access.whole_chain}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(GuaranteeRule)
class GuaranteeRuleAdmin(DatedAdmin[GuaranteeRule]):
    """The catalogue is the law's: it holds for every store."""

    list_display = ("category", "starts", "refund_days", "exchange_days", "months", "source")
    search_fields = ("category",)
    ordering = ("category", "-starts")
