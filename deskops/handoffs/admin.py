"""Handoffs in the back office: to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin
from deskops.org.models import Role

from .kinds import handoff_kinds
from .models import Handoff


class OfKind(admin.SimpleListFilter):
    """One kind of handoff, from the kinds there are: looking which occur would read them all."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.code, kind.label) for kind in handoff_kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Handoff]) -> QuerySet[Handoff]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Handoff)
class HandoffAdmin(OfficeAdmin[Handoff]):
    reads = frozenset({Role.FINANCE, Role.INFORMATION, Role.STORE_MANAGER, Role.ADMINISTRATOR})
    store_field = "store"
    list_display = (
        "document",
        "of_kind",
        "business_date",
        "state",
        "line_count",
        "total_amount",
        "final_amount",
        "due_at",
        "sent_by",
        "received_by",
    )
    list_filter = ("state", OfKind, "store", ("business_date", admin.DateFieldListFilter))
    list_select_related = ("document", "sent_by", "received_by")
    search_fields = ("document__number",)
    ordering = ("-business_date", "-pk")

    @admin.display(description=_("kind"), ordering="kind")
    def of_kind(self, handoff: Handoff) -> str:
        return str(handoff_kinds.get(handoff.kind).label)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Handoff]:
        """The list without what was sent: that may be a thousand lines each."""
        return super().get_queryset(request).defer("body")
