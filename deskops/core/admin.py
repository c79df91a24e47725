"""Dated settings, entered in the back office; jobs and requests, to read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin
from deskops.org.access import enter
from deskops.org.models import Role

from .dated import setting_kinds
from .models import Job, Setting


class SettingForm(forms.ModelForm[Setting]):
    """A new row for a known key; rows that hold already are history and stay."""

    key = forms.ChoiceField(label=_("key"))

    class Meta:
        model = Setting
        fields = ["key", "store", "place", "starts", "value", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            choices = [(kind.key, f"{kind.label} ({kind.unit})") for kind in setting_kinds]
            self.fields["key"].choices = choices  # type: ignore[attr-defined]


@admin.register(Setting)
class SettingAdmin(OfficeAdmin[Setting]):
    form = SettingForm
    reads = Role.everyone()
    changes = frozenset({Role.ADMINISTRATOR, Role.FINANCE})
    list_display = ("label", "value", "store", "place", "starts", "source", "set_by")
    list_filter = ("key", "store")
    list_select_related = ("store", "set_by")
    ordering = ("key", "-starts")

    @admin.display(description=_("setting"))
    def label(self, setting: Setting) -> str:
        return str(setting_kinds.get(setting.key).label) if setting.key in setting_kinds else setting.key

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What held on a day stays: a change is a new row from a later day."""
        return False

    def save_model(self, request: HttpRequest, obj: Setting, form: Any, change: bool) -> None:
        obj.set_by = enter(request).access.staff
        super().save_model(request, obj, form, change)


@admin.register(Job)
class JobAdmin(OfficeAdmin[Job]):
    reads = frozenset({Role.ADMINISTRATOR, Role.INFORMATION, Role.FINANCE})
    list_display = ("title", "state", "asked_by", "asked_at", "finished_at")
    list_filter = ("state", "kind")
    list_select_related = ("asked_by",)
    ordering = ("-asked_at",)
