"""Places, people and postings, kept by the administrator."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin, OfficeInline

from . import second_factor
from .models import Floor, Posting, Region, Role, Staff, Store

KEEPERS = frozenset({Role.ADMINISTRATOR})
READERS = Role.everyone()


@admin.register(Region)
class RegionAdmin(OfficeAdmin[Region]):
    reads, changes = READERS, KEEPERS
    list_display = ("code", "name")


class FloorInline(OfficeInline[Floor, Store]):
    reads, changes = READERS, KEEPERS
    model = Floor


@admin.register(Store)
class StoreAdmin(OfficeAdmin[Store]):
    reads, changes = READERS, KEEPERS
    store_field = "pk"
    list_display = ("code", "name", "region", "company", "is_open")
    list_select_related = ("region",)
    inlines = [FloorInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Store]:
        from .access import enter

        reach = enter(request).access.reachable_stores().values("pk")
        return Store.objects.select_related("region").filter(pk__in=reach)


class StaffForm(forms.ModelForm[Staff]):
    """Staff with a new password, when one is to be set."""

    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Staff
        fields = ["number", "name", "home_store", "joined_on", "is_active"]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        elif self.instance._state.adding:
            self.instance.set_unusable_password()
        return super().save(commit)


class PostingInline(OfficeInline[Posting, Staff]):
    reads, changes = READERS, KEEPERS
    model = Posting
    fk_name = "staff"
    fields = ("role", "region", "store", "floor", "starts", "ends")


@admin.register(Staff)
class StaffAdmin(OfficeAdmin[Staff]):
    reads, changes = KEEPERS | {Role.SERVICE_MANAGER, Role.STORE_MANAGER}, KEEPERS
    form = StaffForm
    list_display = ("number", "name", "home_store", "is_active")
    list_filter = ("home_store", "is_active")
    list_select_related = ("home_store",)
    search_fields = ("number", "name")
    actions = ("reset_second_factor",)
    ordering = ("number",)
    inlines = [PostingInline]

    @admin.action(description=_("Reset the second factor"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, staff: QuerySet[Staff]) -> None:
        """For a lost telephone; the history of each of them says who did it."""
        for person in staff:
            second_factor.reset(person)
            self.log_change(request, person, "second factor reset")
        self.message_user(request, _("The second factor was reset; it is set up anew at the next sign-in."))
