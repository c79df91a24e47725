"""Prints and signatures, to read."""

from django.contrib import admin

from deskops.backoffice import OfficeAdmin
from deskops.org.models import Role

from .models import Print, Signature

READERS = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.FINANCE, Role.STORE_MANAGER})


@admin.register(Print)
class PrintAdmin(OfficeAdmin[Print]):
    reads = READERS
    store_field = "document__store"
    list_display = ("document", "paper", "copy", "count", "size", "by", "at", "missing")
    list_filter = ("paper", "size", ("at", admin.DateFieldListFilter))
    search_fields = ("=document__number",)
    list_select_related = ("document", "by")
    ordering = ("-pk",)


@admin.register(Signature)
class SignatureAdmin(OfficeAdmin[Signature]):
    reads = READERS
    store_field = "document__store"
    list_display = ("document", "role", "name", "how", "witness", "at")
    list_filter = ("role", "how", ("at", admin.DateFieldListFilter))
    search_fields = ("=document__number",)
    list_select_related = ("document", "witness")
    ordering = ("-pk",)
