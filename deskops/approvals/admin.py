"""Approvals in the back office: to read."""

from django.contrib import admin

from deskops.backoffice import OfficeAdmin
from deskops.org.models import Role

from .models import Approval


@admin.register(Approval)
class ApprovalAdmin(OfficeAdmin[Approval]):
    reads = frozenset({Role.FINANCE, Role.INFORMATION, Role.STORE_MANAGER, Role.ADMINISTRATOR})
    store_field = "store"
    list_display = (
        "document",
        "role",
        "floor",
        "decision",
        "asked_by",
        "asked_at",
        "decided_by",
        "decided_at",
    )
    list_filter = ("decision", "role", "store")
    list_select_related = ("document", "floor", "asked_by", "decided_by")
    search_fields = ("document__number",)
    ordering = ("-asked_at",)
