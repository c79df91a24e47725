"""Lockers in the back office, to read: cabinets, deposits, boxes opened by hand, found items."""

from django.contrib import admin

from deskops.backoffice import OfficeAdmin, OfficeInline
from deskops.org.models import Role
from members.admin import RecentUnlessSearched

from .models import Cabinet, CustodyStep, Deposit, FoundItem, Opening
from .roles import READERS

OFFICE = READERS | {Role.AREA_MANAGER, Role.ADMINISTRATOR}


@admin.register(Cabinet)
class CabinetAdmin(OfficeAdmin[Cabinet]):
    """Cabinets with their makers; they are set up and changed at the desk."""

    reads = OFFICE
    store_field = "store"
    list_display = ("code", "store", "kind", "where", "maker", "maker_phone", "is_active")
    list_filter = ("store", "kind", "is_active")
    list_select_related = ("store",)
    ordering = ("store", "code")


@admin.register(Deposit)
class DepositAdmin(OfficeAdmin[Deposit]):
    """Deposits; found by number or tag."""

    reads = OFFICE
    store_field = "store"
    list_display = (
        "document",
        "store",
        "description",
        "pieces",
        "place",
        "tag",
        "state",
        "how",
        "returned_at",
    )
    list_filter = (("document__business_date", RecentUnlessSearched), "state", "how", "store")
    list_select_related = ("document", "store")
    search_fields = ("=document__number", "=tag")
    ordering = ("-pk",)


@admin.register(Opening)
class OpeningAdmin(OfficeAdmin[Opening]):
    """Boxes opened by hand."""

    reads = OFFICE
    store_field = "document__store"
    list_display = ("document", "box", "cause", "state", "outcome", "guard", "opened_by", "opened_at")
    list_filter = (("document__business_date", RecentUnlessSearched), "cause", "outcome", "document__store")
    list_select_related = ("document", "box__cabinet", "guard", "opened_by")
    search_fields = ("=document__number",)
    ordering = ("-pk",)


class CustodyInline(OfficeInline[CustodyStep, FoundItem]):
    model = CustodyStep
    fields = readonly_fields = ("position", "kind", "giver_name", "taker_name", "place", "seal", "at")
    reads = OFFICE


@admin.register(FoundItem)
class FoundItemAdmin(OfficeAdmin[FoundItem]):
    """Found items with their chain of custody."""

    reads = OFFICE
    store_field = "store"
    list_display = ("document", "store", "category", "description", "state", "holder", "place", "keep_until")
    list_filter = (("found_on", RecentUnlessSearched), "state", "handling", "category", "store")
    list_select_related = ("document", "store", "holder")
    search_fields = ("=document__number", "=seal")
    ordering = ("-pk",)
    inlines = (CustodyInline,)
