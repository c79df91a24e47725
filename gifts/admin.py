"""Gifts in the back office, to read: the catalogue, what was issued, what moved, counts."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin, OfficeInline
from deskops.org.access import enter
from deskops.org.models import Role
from members.admin import RecentUnlessSearched

from .models import CountLine, GiftCount, GiftIssue, GiftIssueLine, GiftItem, Movement
from .queries.lists import counts
from .queries.stock import BLIND_FOR
from .roles import EVERYBODY

OFFICE = EVERYBODY | {Role.ADMINISTRATOR}
TOLD = OFFICE - BLIND_FOR
"""Who counts no gifts and may read beside a count what the book says."""


@admin.register(GiftItem)
class GiftItemAdmin(OfficeAdmin[GiftItem]):
    """The catalogue; gifts are entered at the desk."""

    reads = OFFICE
    list_display = ("code", "name", "model", "specification", "unit", "value", "is_active")
    list_filter = ("is_active",)
    search_fields = ("=code", "name")
    ordering = ("code",)


class LineInline(OfficeInline[GiftIssueLine, GiftIssue]):
    model = GiftIssueLine
    fields = readonly_fields = ("item", "quantity", "value", "settled")
    reads = OFFICE


@admin.register(GiftIssue)
class GiftIssueAdmin(OfficeAdmin[GiftIssue]):
    """What was given to whom; found by number or telephone."""

    reads = OFFICE
    store_field = "document__store"
    list_display = ("document", "campaign", "name", "purchased", "state", "undone_why")
    list_filter = (("document__business_date", RecentUnlessSearched), "state", "document__store")
    list_select_related = ("document", "campaign")
    search_fields = ("=document__number", "=telephone")
    ordering = ("-document",)
    inlines = (LineInline,)


@admin.register(Movement)
class MovementAdmin(OfficeAdmin[Movement]):
    """Every piece that came or went; nothing of a place that is being counted for who counts."""

    reads = OFFICE
    store_field = "store"
    list_display = ("at", "store", "stock_item", "place", "kind", "change", "balance", "document", "by")
    list_filter = (("business_date", RecentUnlessSearched), "kind", "store")
    list_select_related = ("store", "stock__item", "stock__place", "document", "by")
    search_fields = ("=document__number",)
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Movement]:
        rows = super().get_queryset(request)
        if not enter(request).access.may(*BLIND_FOR):
            return rows
        counted = GiftCount.objects.filter(state=GiftCount.State.OPEN).values("place")
        return rows.exclude(stock__place__in=counted)

    @admin.display(description=_("gift"))
    def stock_item(self, row: Movement) -> str:
        return str(row.stock.item)

    @admin.display(description=_("place"))
    def place(self, row: Movement) -> str:
        return row.stock.place.get_kind_display()


class CountLineInline(OfficeInline[CountLine, GiftCount]):
    model = CountLine
    fields = readonly_fields = ("position", "item", "book", "moved", "counted", "again", "difference")
    reads = TOLD


@admin.register(GiftCount)
class GiftCountAdmin(OfficeAdmin[GiftCount]):
    """Counts; an unannounced one shows before it starts to nobody but its planner."""

    reads = OFFICE
    store_field = "store"
    list_display = ("document", "store", "place", "kind", "state", "planned_for", "closed_by", "done_at")
    list_filter = ("kind", "state", "store")
    list_select_related = ("document", "store", "place", "closed_by")
    search_fields = ("=document__number",)
    ordering = ("-pk",)
    inlines = (CountLineInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        known = counts(enter(request).access).order_by().values("pk")
        return super().get_queryset(request).filter(pk__in=known)
