"""Purchases and their imports, to read."""

from django.contrib import admin

from deskops.backoffice import OfficeAdmin
from deskops.org.models import Role

from .models import Batch, Receipt
from .views import READERS


@admin.register(Receipt)
class ReceiptAdmin(OfficeAdmin[Receipt]):
    reads = READERS
    store_field = "store"
    list_display = ("number", "store", "pos", "bought_at", "card_number", "items", "amount")
    list_filter = ("store", ("bought_on", admin.DateFieldListFilter))
    list_select_related = ("store",)
    search_fields = ("=number", "=card_number")
    ordering = ("-bought_on", "-bought_at")  # as the index of days has them


@admin.register(Batch)
class BatchAdmin(OfficeAdmin[Batch]):
    reads = frozenset({Role.INFORMATION, Role.FINANCE, Role.ADMINISTRATOR})
    list_display = ("name", "at", "staff", "receipts_added", "lines_added", "unchanged", "refused")
    list_select_related = ("staff",)
    ordering = ("-at",)
