"""Handoffs in the back office: to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from deskops.backoffice import OfficeAdmin
from deskops.org.models import Role

from .models import Handoff


@admin.register(Handoff)
class HandoffAdmin(OfficeAdmin[Handoff]):
    reads = frozenset({Role.FINANCE, Role.INFORMATION, Role.STORE_MANAGER, Role.ADMINISTRATOR})
    store_field = "store"
    list_display = (
        "document",
        "kind",
        "business_date",
        "state",
        "line_count",
        "total_amount",
        "final_amount",
        "due_at",
        "sent_by",
        "received_by",
    )
    list_filter = ("state", "kind", "store")
    list_select_related = ("document", "sent_by", "received_by")
    search_fields = ("document__number",)
    date_hierarchy = "business_date"
    ordering = ("-business_date", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Handoff]:
        """The list without what was sent: that may be a thousand lines each."""
        return super().get_queryset(request).defer("body")
