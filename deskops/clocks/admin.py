"""Promises of time in the back office: to read."""

from django.contrib import admin

from deskops.backoffice import OfficeAdmin, OfficeInline
from deskops.org.models import Role

from .models import Allowance, Pause, Policy, Target

READERS = frozenset({Role.SERVICE_MANAGER, Role.STORE_MANAGER, Role.INFORMATION, Role.ADMINISTRATOR})


@admin.register(Policy)
class PolicyAdmin(OfficeAdmin[Policy]):
    reads = READERS
    list_display = ("code", "version", "hours", "working_days", "warn_hours", "pause_hours", "source")
    ordering = ("code", "-version")


class PauseInline(OfficeInline[Pause, Target]):
    model = Pause
    fields = readonly_fields = ("starts_at", "ends_at", "reason", "by")
    reads = READERS


class AllowanceInline(OfficeInline[Allowance, Target]):
    model = Allowance
    fields = readonly_fields = ("hours", "reason", "by", "at")
    reads = READERS


@admin.register(Target)
class TargetAdmin(OfficeAdmin[Target]):
    reads = READERS
    store_field = "store"
    list_display = ("document", "policy", "role", "floor", "due_at", "met_at", "met_by", "missed_at")
    list_filter = ("policy__code", "role", "store")
    list_select_related = ("document", "policy", "floor", "met_by")
    search_fields = ("document__number",)
    ordering = ("-pk",)
    inlines = (PauseInline, AllowanceInline)
