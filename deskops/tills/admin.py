"""Drawers and tenders, kept in the back office; shifts and payments to read there."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin, RecentDates
from deskops.core.money import format_money
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.org.access import enter
from deskops.org.models import Role, Store

from .models import Payment, Shift, Tender, Till

READERS = frozenset(
    {Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.FINANCE, Role.STORE_MANAGER, Role.AREA_MANAGER}
)


@admin.register(Till)
class TillAdmin(OfficeAdmin[Till]):
    """A drawer gets its account in the books when it is added; where it stands never changes."""

    reads = READERS
    changes = frozenset({Role.INFORMATION, Role.ADMINISTRATOR})
    store_field = "store"
    list_display = ("code", "name", "store", "float_amount", "has_pos", "is_active")
    list_filter = ("store", "is_active")
    list_select_related = ("store",)
    fields = ("store", "code", "name", "float_amount", "has_pos", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Till | None = None) -> tuple[str, ...]:
        return ("store", "code") if obj else ()

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name == "store":
            kwargs["queryset"] = enter(request).access.reachable_stores()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Till, form: Any, change: bool) -> None:
        if not change:
            obj.account = account_for(AccountKind.TILL_CASH, Store.objects.get(pk=obj.store_id), obj.code)
        super().save_model(request, obj, form, change)


@admin.register(Tender)
class TenderAdmin(OfficeAdmin[Tender]):
    """A new way to pay is a row; its code and account never change once it was used."""

    reads = READERS
    changes = frozenset({Role.ADMINISTRATOR})
    list_display = ("code", "label_zh", "label_en", "account_kind", "is_active", "sort")
    list_filter = ("is_active",)
    search_fields = ("=code", "label_zh", "label_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Tender | None = None) -> tuple[str, ...]:
        return ("code", "account_kind", "account_code") if obj else ()


@admin.register(Shift)
class ShiftAdmin(OfficeAdmin[Shift]):
    """Shifts as they were counted; what an open one should hold is nowhere."""

    reads = READERS
    store_field = "till__store"
    list_display = (
        "document",
        "till",
        "clerk",
        "business_date",
        "state",
        "counted",
        "difference",
        "taken_out",
    )
    list_filter = (("business_date", RecentDates), "state", "till__store")
    list_select_related = ("document", "till", "clerk")
    search_fields = ("=document__number", "=clerk__number")
    ordering = ("-opened_at",)


@admin.register(Payment)
class PaymentAdmin(OfficeAdmin[Payment]):
    """How papers were paid; found by slip, reference or the paper's number."""

    reads = READERS
    store_field = "document__store"
    list_display = ("document", "tender", "moved", "rounded", "slip", "reference", "by", "at")
    list_filter = (("document__business_date", RecentDates), "tender", "document__store")
    list_select_related = ("document", "tender", "by")
    search_fields = ("=document__number", "=slip", "=reference")
    ordering = ("-pk",)

    @admin.display(description=_("amount"), ordering="amount")
    def moved(self, payment: Payment) -> str:
        return format_money(payment.amount)

    @admin.display(description=_("rounding"))
    def rounded(self, payment: Payment) -> str:
        return format_money(payment.rounding)
