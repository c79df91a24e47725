"""The back office's admin pages: unfold behind one typed door, read-only by default, roles declared."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin as UnfoldModelAdmin
from unfold.admin import TabularInline as UnfoldTabularInline
from unfold.paginator import InfinitePaginator

from deskops.org.access import enter
from deskops.org.models import Role

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
else:
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
    """Rows that belong to a record, under it."""

    extra = 0
