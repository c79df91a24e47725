"""Members in the back office: to read, masked; tiers and texts of consent are entered here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin, OfficeInline, RecentDates
from deskops.core.frozen import fingerprint
from deskops.org.access import enter
from deskops.org.models import Role

from .exporting import EXPORTERS
from .models import (
    Application,
    Change,
    ChangeLine,
    CompletenessList,
    Consent,
    ConsentText,
    IdentitySupply,
    Member,
    MemberCard,
    Reveal,
    Tier,
    TierPeriod,
    VerificationCall,
)
from .queries.search import find_members

OFFICE = Role.desk() | {Role.INFORMATION, Role.FINANCE, Role.STORE_MANAGER, Role.ADMINISTRATOR}
PAPERS = Role.desk() | {Role.INFORMATION, Role.STORE_MANAGER, Role.ADMINISTRATOR}


class RecentUnlessSearched(RecentDates):
    """The last days' rows, and everybody's when somebody is looked for."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if request.GET.get("q") else super().queryset(request, queryset)


class CardInline(OfficeInline[MemberCard, Member]):
    model = MemberCard
    fk_name = "member"
    fields = readonly_fields = ("number", "state", "silver", "slot", "exception", "store", "issued_on")
    reads = OFFICE


class ConsentInline(OfficeInline[Consent, Member]):
    model = Consent
    fields = readonly_fields = ("kind", "given", "text", "at", "clerk")
    reads = OFFICE


class TierInline(OfficeInline[TierPeriod, Member]):
    model = TierPeriod
    fields = readonly_fields = ("tier", "starts", "source", "set_by")
    reads = OFFICE


@admin.register(Member)
class MemberAdmin(OfficeAdmin[Member]):
    """Members of the chain; who is looked for is found as in the desk's search box, except by ID number."""

    reads = OFFICE
    list_display = ("called", "masked_number", "tier", "home_store", "joined", "owed", "state")
    list_filter = (("joined_on", RecentUnlessSearched), "state", "tier", "home_store")
    list_select_related = ("tier", "home_store")
    search_fields = ("name",)
    search_help_text = _("card number, mobile or its last 4, name, pinyin or initials")
    ordering = ("-pk",)
    exclude = ("household",)
    inlines = (CardInline, TierInline, ConsentInline)
    list_before_template = "members/office_export.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Who may take the list out of the desk finds the way to a file under the same filters."""
        may = {"may_export": enter(request).access.may(*EXPORTERS)}
        return super().changelist_view(request, {**(extra_context or {}), **may})

    @admin.display(description=_("Name"))
    def called(self, member: Member) -> str:
        return member.name

    @admin.display(description=_("Joined"))
    def joined(self, member: Member) -> date:
        return member.joined_on

    @admin.display(description=_("missing"))
    def owed(self, member: Member) -> str:
        return "、".join(member.missing_labels)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Member], search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        """By the desk's own search, so that a million members are never read through.

        An ID number is not looked for: it would stand in the address.
        """
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=[one.id for one in find_members(search_term, by_number=False)]), False


@admin.register(MemberCard)
class MemberCardAdmin(OfficeAdmin[MemberCard]):
    reads = OFFICE
    list_display = ("number", "member", "state", "silver", "slot", "store", "issued_on")
    list_filter = (("issued_on", RecentUnlessSearched), "state", "silver", "store")
    list_select_related = ("member", "store")
    search_fields = ("=number",)
    ordering = ("-pk",)
    exclude = ("household",)


@admin.register(Application)
class ApplicationAdmin(OfficeAdmin[Application]):
    reads = PAPERS
    store_field = "document__store"
    list_display = ("document", "member", "for_whom", "card_number", "form_date", "late", "state")
    list_filter = (("form_date", RecentUnlessSearched), "state", "late", "for_whom")
    list_select_related = ("document", "member")
    search_fields = ("=document__number", "=card_number")
    ordering = ("-document",)


class LineInline(OfficeInline[ChangeLine, Change]):
    model = ChangeLine
    fields = readonly_fields = ("field", "before", "becomes")
    reads = PAPERS

    @admin.display(description=_("after"))
    def becomes(self, line: ChangeLine) -> str:
        return line.outcome


class CallInline(OfficeInline[VerificationCall, Change]):
    model = VerificationCall
    fields = readonly_fields = ("number", "outcome", "by", "at", "note")
    reads = PAPERS


@admin.register(Change)
class ChangeAdmin(OfficeAdmin[Change]):
    reads = PAPERS
    store_field = "document__store"
    list_display = ("document", "member", "state", "decided_by", "decided_at", "batch")
    list_filter = (("document__business_date", RecentUnlessSearched), "state")
    list_select_related = ("document", "member", "decided_by", "batch")
    search_fields = ("=document__number",)
    ordering = ("-document",)
    inlines = (LineInline, CallInline)


@admin.register(IdentitySupply)
class IdentitySupplyAdmin(OfficeAdmin[IdentitySupply]):
    reads = PAPERS
    store_field = "document__store"
    list_display = ("document", "member", "other", "collision", "masked_number", "state")
    list_filter = ("state", "collision")
    list_select_related = ("document", "member", "other")
    search_fields = ("=document__number",)
    ordering = ("-document",)


@admin.register(CompletenessList)
class CompletenessListAdmin(OfficeAdmin[CompletenessList]):
    reads = PAPERS
    store_field = "store"
    list_display = ("document", "store", "day", "joined")
    list_filter = (("day", RecentDates), "store")
    list_select_related = ("document", "store")
    ordering = ("-document",)


@admin.register(Reveal)
class RevealAdmin(OfficeAdmin[Reveal]):
    """Who looked at which full number or address, and why."""

    reads = frozenset({Role.SERVICE_MANAGER, Role.STORE_MANAGER, Role.ADMINISTRATOR})
    store_field = "store"
    list_display = ("at", "by", "member", "what", "reason", "store")
    list_filter = ("what", "store")
    list_select_related = ("by", "member", "store")
    ordering = ("-pk",)


@admin.register(Tier)
class TierAdmin(OfficeAdmin[Tier]):
    reads = OFFICE
    changes = frozenset({Role.ADMINISTRATOR, Role.INFORMATION})
    list_display = ("name", "code", "rank", "cashback")
    ordering = ("rank",)


class ConsentTextForm(forms.ModelForm[ConsentText]):
    """A new version of a text; versions in use stay as people read them."""

    class Meta:
        model = ConsentText
        fields: Sequence[str] = ["kind", "version", "body", "body_en", "starts"]


@admin.register(ConsentText)
class ConsentTextAdmin(OfficeAdmin[ConsentText]):
    form = ConsentTextForm
    reads = OFFICE
    changes = frozenset({Role.ADMINISTRATOR})
    list_display = ("kind", "version", "starts")
    list_filter = ("kind",)
    ordering = ("kind", "-starts")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What people agreed to stays: another text is another version."""
        return False

    def save_model(self, request: HttpRequest, obj: ConsentText, form: Any, change: bool) -> None:
        obj.digest = fingerprint(obj.body)
        super().save_model(request, obj, form, change)
