"""The books in the back office: to read."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from deskops.backoffice import OfficeAdmin, OfficeInline, RecentDates
from deskops.core.money import format_money
from deskops.org.access import enter
from deskops.org.models import Role

from .models import Account, Entry, Transfer
from .queries import StatementLine, movements, statement

READERS = frozenset(
    {Role.FINANCE, Role.SERVICE_MANAGER, Role.STORE_MANAGER, Role.AREA_MANAGER, Role.ADMINISTRATOR}
)
TOTALLED = timedelta(days=92)
"""How far back the totals above a list reach: they count back from the balances of now."""


def _right(text: object) -> dict[str, object]:
    """A cell of figures in unfold's table."""
    return {"content": text, "class": "text-right whitespace-nowrap"}


def _aligned(amount: Decimal) -> SafeString:
    """An amount in a list, under the others."""
    return format_html('<span class="inline-block w-24 text-right">{}</span>', format_money(amount))


@admin.register(Account)
class AccountAdmin(OfficeAdmin[Account]):
    """Accounts with their balances; one account with its latest entries, older ones by a link."""

    reads = READERS
    store_field = "store"
    list_display = ("name", "code", "store", "holds", "entries")
    list_filter = ("kind", "store")
    list_select_related = ("store",)
    search_fields = ("=code",)
    ordering = ("store_id", "kind", "code")
    fields = readonly_fields = ("kind", "code", "store", "held", "entries", "floored")
    change_form_after_template = "ledger/statement.html"

    @admin.display(description=_("kind"), ordering="kind")
    def name(self, account: Account) -> str:
        return account.get_kind_display()

    @admin.display(description=_("holds (yuan)"))
    def holds(self, account: Account) -> SafeString:
        return _aligned(account.amount)

    @admin.display(description=_("holds (yuan)"))
    def held(self, account: Account) -> str:
        return format_money(account.amount)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        account = self.get_object(request, object_id)
        shown = _statement(account, request.GET.get("before", "")) if account else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})


def _statement(account: Account, before: str) -> dict[str, object]:
    """One page of the account's entries, for the template."""
    found = statement(account, before=int(before) if before.isdecimal() else None)
    titles = (_("business date"), _("transfer"), _("document"))
    amounts = (_right(title) for title in (_("amount (yuan)"), _("balance (yuan)")))
    headers = [_right(_("number on the account")), *titles, *amounts, _("memo")]
    return {
        "statement": {"headers": headers, "rows": [_statement_row(line) for line in found.lines]},
        "before": found.before,
    }


def _statement_row(line: StatementLine) -> list[object]:
    link = format_html(
        '<a class="text-link" href="{}">{}</a>',
        reverse("admin:ledger_transfer_change", args=[line.transfer_id]),
        line.label,
    )
    amounts = (_right(format_money(amount)) for amount in (line.amount, line.balance))
    return [_right(line.seq), line.business_date.isoformat(), link, line.number, *amounts, line.memo]


class EntryInline(OfficeInline[Entry, Transfer]):
    """What the transfer did to each account."""

    reads = READERS
    model = Entry
    show_title = False
    fields = readonly_fields = ("to_account", "debit", "credit", "seq", "after")
    ordering = ("pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        entries: QuerySet[Entry] = super().get_queryset(request)
        return entries.select_related("account__store")

    @admin.display(description=_("account"))
    def to_account(self, entry: Entry) -> SafeString:
        account = entry.account
        return format_html(
            '<a class="text-link" href="{}">{} · {}</a>',
            reverse("admin:ledger_account_change", args=[account.pk]),
            account,
            account.store,
        )

    @admin.display(description=_("debit (yuan)"))
    def debit(self, entry: Entry) -> str:
        return _aligned(entry.amount) if entry.amount > 0 else ""

    @admin.display(description=_("credit (yuan)"))
    def credit(self, entry: Entry) -> str:
        return _aligned(-entry.amount) if entry.amount < 0 else ""

    @admin.display(description=_("holds after it (yuan)"))
    def after(self, entry: Entry) -> str:
        return _aligned(entry.balance_after * entry.account.normal)


@admin.register(Transfer)
class TransferAdmin(OfficeAdmin[Transfer]):
    """Transfers of some business dates, with the store's totals above them."""

    reads = READERS
    store_field = "store"
    inlines = (EntryInline,)
    list_display = (
        "id",
        "business_date",
        "name",
        "moved",
        "document",
        "staff",
        "store",
        "reversal_of",
        "memo",
    )
    list_filter = (("business_date", RecentDates), "store")
    list_select_related = ("document", "staff", "store", "reversal_of")
    list_before_template = "ledger/before_transfers.html"
    search_fields = ("=document__number", "=id")
    ordering = ("-id",)
    fields = readonly_fields = (
        "name",
        "business_date",
        "recorded_at",
        "store",
        "document",
        "staff",
        "memo",
        "reversal_of",
        "key",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transfer]:
        debits = Entry.objects.filter(transfer=OuterRef("pk")).order_by().values("transfer")
        side = debits.annotate(side=Sum("amount", filter=Q(amount__gt=0))).values("side")
        return super().get_queryset(request).annotate(moved=Subquery(side))

    def get_urls(self) -> list[URLPattern]:
        totals = path("totals/", self.admin_site.admin_view(self.totals), name="ledger_transfer_totals")
        return [totals, *super().get_urls()]

    def totals(self, request: HttpRequest) -> HttpResponse:
        """The store's totals over the days asked for, which the list fetches once it is shown.

        They sum every balance of the store, cards and all: too long to keep the list waiting.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        return render(request, "ledger/totals.html", _totals(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "asked": request.GET.urlencode()})

    @admin.display(description=_("kind"), ordering="kind")
    def name(self, transfer: Transfer) -> str:
        return transfer.label

    @admin.display(description=_("amount (yuan)"))
    def moved(self, transfer: Transfer) -> str:
        moved: Decimal | None = getattr(transfer, "moved", None)
        return "" if moved is None else _aligned(moved)


def _totals(request: HttpRequest) -> dict[str, Any]:
    """The store's books over the days shown, side by side; none for a span that reaches too far back."""
    desk = enter(request)
    first, last = RecentDates.chosen(request, "business_date")
    shown: dict[str, Any] = {"first": first, "last": last, "store": desk.access.here}
    if desk.access.here is None or not desk.now.date() - TOTALLED <= first <= last:
        return shown
    books = movements(store=desk.access.here, first=first, last=last)
    rows: list[list[object]] = [
        [m.kind.label, *(_right(format_money(a)) for a in (m.opening, m.came_in, m.went_out, m.closing))]
        for m in books.values()
        if m.opening or m.lines
    ]
    titles: tuple[date | Any, ...] = (_("opening balance"), _("came in"), _("went out"), _("closing balance"))
    return {**shown, "totals": {"headers": [_("account"), *map(_right, titles)], "rows": rows}}
