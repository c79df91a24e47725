"""Complaints in the back office: to read; the directory and the frequent questions are kept here."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from deskops.backoffice import OfficeAdmin, OfficeInline
from deskops.org.access import enter
from deskops.org.models import Role
from members.admin import RecentUnlessSearched

from .models import Complaint, Consequence, Enquiry, Extension, Plan, Question
from .roles import SEES_PRIVATE, STATISTICS, WHOLE_STORE
from .services.directory import spell_extension, spell_question

KEEPERS = frozenset({Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.ADMINISTRATOR})


class PlanInline(OfficeInline[Plan, Complaint]):
    model = Plan
    fields = readonly_fields = ("position", "result", "words", "amount", "by", "at")
    reads = STATISTICS


class ConsequenceInline(OfficeInline[Consequence, Complaint]):
    model = Consequence
    fields = readonly_fields = ("kind", "falls_on", "staff", "department", "shop", "amount", "words", "by")
    reads = STATISTICS


@admin.register(Complaint)
class ComplaintAdmin(OfficeAdmin[Complaint]):
    """Every case; none about the person who looks."""

    reads = STATISTICS
    store_field = "store"
    list_display = ("document", "kind", "state", "name", "department", "shop", "handler", "due_at", "result")
    list_filter = (("on", RecentUnlessSearched), "kind", "state", "cause", "result", "store")
    list_select_related = ("document", "handler")
    search_fields = ("=document__number", "=telephone")
    ordering = ("-pk",)
    inlines = (PlanInline, ConsequenceInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        staff = enter(request).access.staff
        return super().get_queryset(request).exclude(person=staff).exclude(responsible=staff)


@admin.register(Enquiry)
class EnquiryAdmin(OfficeAdmin[Enquiry]):
    """Every enquiry with its answer."""

    reads = WHOLE_STORE
    store_field = "store"
    list_display = ("document", "state", "channel", "name", "department", "due_at", "answered_by")
    list_filter = (("on", RecentUnlessSearched), "state", "department", "store")
    list_select_related = ("document", "answered_by")
    search_fields = ("=document__number", "=telephone")
    ordering = ("-pk",)


class _KeptAdmin[M: Extension | Question](OfficeAdmin[M]):
    """Entered and changed by who keeps them, within their stores."""

    changes = KEEPERS

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        access = enter(request).access
        if db_field.name == "store":
            kwargs["queryset"] = access.reachable_stores()
            kwargs["required"] = not (db_field.null and access.whole_chain)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Extension)
class ExtensionAdmin(_KeptAdmin[Extension]):
    """The directory; who may not see managers' numbers doesn't find them here either."""

    reads = SEES_PRIVATE
    store_field = "store"
    list_display = ("extension", "outside", "name", "department", "private", "is_active", "store")
    list_filter = ("department", "private", "is_active", "store")
    search_fields = ("name", "extension", "outside")
    ordering = ("store", "department", "extension")
    exclude = ("pinyin",)

    def save_model(self, request: HttpRequest, obj: Extension, form: Any, change: bool) -> None:
        spell_extension(obj)
        super().save_model(request, obj, form, change)


@admin.register(Question)
class QuestionAdmin(_KeptAdmin[Question]):
    """Frequent questions; those of the chain are kept by who reaches all of it."""

    reads = WHOLE_STORE
    list_display = ("question", "store", "is_active")
    list_filter = ("is_active", "store")
    search_fields = ("question", "answer", "words")
    ordering = ("question",)
    exclude = ("pinyin",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        access = enter(request).access
        return super().get_queryset(request).filter(access.store_filter() | Q(store__isnull=True))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.store_id is not None or enter(request).access.whole_chain)

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        spell_question(obj)
        super().save_model(request, obj, form, change)
