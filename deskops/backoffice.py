"""The back office's admin pages: unfold behind one typed door, read-only by default, roles declared."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin as UnfoldModelAdmin
from unfold.admin import TabularInline as UnfoldTabularInline
from unfold.contrib.filters.admin import RangeDateFilter as UnfoldRangeDateFilter
from unfold.paginator import InfinitePaginator

from deskops.org.access import enter
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role

if TYPE_CHECKING:
    from django.contrib.admin import FieldListFilter as RangeDateFilter
    from django.contrib.admin import ModelAdmin, TabularInline
else:
    RangeDateFilter = UnfoldRangeDateFilter
    ModelAdmin = UnfoldModelAdmin
    TabularInline = UnfoldTabularInline


class _ByRole:
    """Who may see and who may change: sets of roles instead of rows of permissions."""

    reads: ClassVar[frozenset[Role]] = frozenset()
    changes: ClassVar[frozenset[Role]] = frozenset()

    def _allowed(self, request: HttpRequest, roles: frozenset[Role]) -> bool:
        return request.user.is_authenticated and not enter(request).access.roles.isdisjoint(roles)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, self.reads | self.changes | {Role.AUDITOR})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, self.changes)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, self.changes)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted: states and dates end things."""
        return False


class OfficeAdmin[M: Model](_ByRole, ModelAdmin[M]):
    """A list and a record in the back office.

    ``reads`` and ``changes`` name the roles; ``store_field`` is the path to the store, and rows of
    stores out of reach are not there. Lists page without counting.
    """

    store_field: ClassVar[str] = ""
    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows: QuerySet[M] = super().get_queryset(request)
        return enter(request).access.scope(rows, self.store_field) if self.store_field else rows


class OfficeInline[C: Model, P: Model](_ByRole, TabularInline[C, P]):
    """Rows that belong to a record, under it. A column's head names its boxes for who can't see it."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if widget is not None:
            getattr(widget, "widget", widget).attrs["aria-label"] = db_field.verbose_name
        return field


class RecentDates(RangeDateFilter):
    """From a day to a day, and the last seven days where neither is given: no list reads years."""

    days = 7

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, request, *args, **kwargs)
        if not self.used_parameters:
            first = _today(request) - timedelta(days=self.days - 1)
            self.used_parameters[f"{self.field_path}_from"] = first.isoformat()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.field_path}__range": self.chosen(request, self.field_path)})

    @classmethod
    def chosen(cls, request: HttpRequest, field: str) -> tuple[date, date]:
        """The days that the list shows, both included; what can't be read as a day counts as not given."""
        today = _today(request)
        first, last = (_day(request.GET.get(f"{field}_{end}", "")) for end in ("from", "to"))
        if first is None and last is None:
            first = today - timedelta(days=cls.days - 1)
        return first or date.min, last or today


def _today(request: HttpRequest) -> date:
    return enter(request).now.astimezone(SHANGHAI).date()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
