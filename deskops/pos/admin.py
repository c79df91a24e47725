"""What tills did, to read."""

from django.contrib import admin

from deskops.backoffice import OfficeAdmin, RecentDates
from deskops.org.models import Role

from .models import Operation, PosTill

READERS = frozenset({Role.ADMINISTRATOR, Role.INFORMATION, Role.FINANCE})


@admin.register(PosTill)
class PosTillAdmin(OfficeAdmin[PosTill]):
    reads = READERS
    store_field = "store"
    list_display = ("code", "name", "store", "staff", "per_minute")
    list_select_related = ("store", "staff")
    ordering = ("store", "code")


@admin.register(Operation)
class OperationAdmin(OfficeAdmin[Operation]):
    reads = READERS
    store_field = "till__store"
    list_display = ("at", "till", "name", "key", "status", "document")
    list_filter = (("at", RecentDates), "name", "status")
    list_select_related = ("till", "document")
    search_fields = ("=key",)
    ordering = ("-at",)
