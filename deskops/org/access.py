"""Who may do what, where: postings decide, every view declares, unknown roles raise."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import update_wrapper
from typing import Any, Concatenate, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from .clock import SHANGHAI
from .models import Posting, Role, Staff, Store

STEP_UP_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Held:
    """One posting in force, with the store and region it reaches (both None: the chain)."""

    role: Role
    region_id: int | None
    store_id: int | None
    floor_id: int | None
    deputy_for_id: int | None

    @property
    def covers(self) -> Q:
        """A condition on rows with ``store`` and ``floor``: those of the posting's own scope."""
        if self.floor_id is not None:
            return Q(floor=self.floor_id)
        if self.store_id is not None:
            return Q(store=self.store_id)
        return Q(store__region=self.region_id) if self.region_id is not None else Q(store__isnull=False)

    def reaches(self, store: Store) -> bool:
        if self.store_id is not None:
            return self.store_id == store.pk
        return self.region_id is None or self.region_id == store.region_id


class Access:
    """What one member of staff may see and do on one day, standing in one store."""

    def __init__(self, staff: Staff, held: Iterable[Held], store: Store | None) -> None:
        self.staff = staff
        self.held = tuple(held)
        self.here = store

    @property
    def store(self) -> Store:
        """The store the person works in now; who is posted to none may not work."""
        if self.here is None:
            raise PermissionDenied
        return self.here

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles in the store the person works in now."""
        return self.roles_at(self.here) if self.here else frozenset(h.role for h in self.held)

    def roles_at(self, store: Store) -> frozenset[Role]:
        return frozenset(h.role for h in self.held if h.reaches(store))

    def reaches(self, store: Store) -> bool:
        """Whether some posting reaches the store."""
        return any(held.reaches(store) for held in self.held)

    def may(self, *roles: Role) -> bool:
        """Whether one of the roles is held in the store the person works in now."""
        return not self.roles.isdisjoint(roles)

    def floors(self, role: Role = Role.FLOOR_SUPERVISOR) -> frozenset[int] | None:
        """Ids of the floors the role covers in this store; None means all of them."""
        mine = [h for h in self.held if h.role == role and self.here and h.reaches(self.here)]
        if any(h.floor_id is None for h in mine):
            return None
        return frozenset(h.floor_id for h in mine if h.floor_id is not None)

    @property
    def whole_chain(self) -> bool:
        return any(h.store_id is None and h.region_id is None for h in self.held)

    def reachable_stores(self) -> QuerySet[Store]:
        """The stores in operation that some posting reaches."""
        stores = Store.objects.filter(is_open=True).select_related("region")
        if self.whole_chain:
            return stores
        return stores.filter(Q(pk__in=self._store_ids) | Q(region__in=self._region_ids))

    @cached_property
    def _store_ids(self) -> set[int]:
        return {h.store_id for h in self.held if h.store_id is not None}

    @cached_property
    def _region_ids(self) -> set[int]:
        return {h.region_id for h in self.held if h.region_id is not None and h.store_id is None}

    def store_filter(self, field: str = "store") -> Q:
        """A condition that keeps only rows of stores within reach; nothing when there are none."""
        if self.whole_chain:
            return Q()
        reach = Q(**{f"{field}__in": self._store_ids})
        return reach | Q(**{f"{field}__region__in": self._region_ids}) if self._region_ids else reach

    def scope[M: Model](self, rows: QuerySet[M], field: str = "store") -> QuerySet[M]:
        """The rows that belong to stores within reach."""
        return rows.filter(self.store_filter(field))

    def get[M: Model](self, rows: QuerySet[M], field: str = "store", **lookup: Any) -> M:
        """One row within reach.

        Raises Http404 for what is elsewhere exactly as for what does not exist.
        """
        return get_object_or_404(self.scope(rows, field), **lookup)


def held_by(staff: Staff, today: date) -> list[Held]:
    """Postings of a person in force on a day, in one query."""
    postings = (
        Posting.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today), staff=staff, starts__lte=today)
        .select_related("floor")
        .order_by("pk")
    )
    return [
        Held(
            Role(p.role),
            p.region_id,
            p.floor.store_id if p.floor else p.store_id,
            p.floor_id,
            p.deputy_for_id,
        )
        for p in postings
    ]


def access_of(staff: Staff, *, today: date, store_id: int | None = None) -> Access:
    """What a person may do; ``store_id`` is the store chosen in the session, if within reach."""
    held = held_by(staff, today)
    stores = Access(staff, held, None).reachable_stores()
    wanted = [pk for pk in (store_id, staff.home_store_id) if pk]
    here = min(
        stores,
        key=lambda s: (wanted.index(s.pk) if s.pk in wanted else len(wanted), s.code),
        default=None,
    )
    return Access(staff, held, here)


class DeskRequest(HttpRequest):
    """A request by somebody signed in, as the views of the desk receive it."""

    user: Staff
    access: Access
    now: datetime


@dataclass(frozen=True)
class Rules:
    """What one view declares: who may open it, who may act on it, and whether anew by password."""

    reads: frozenset[Role]
    acts: frozenset[Role]
    step_up: bool = False

    def allows(self, method: str, roles: frozenset[Role]) -> bool:
        readers = self.reads | self.acts | {Role.AUDITOR}
        return not roles.isdisjoint(readers if method in ("GET", "HEAD", "OPTIONS") else self.acts)


type View[**P] = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def desk_view[**P](
    *, reads: Iterable[Role] = (), acts: Iterable[Role] = (), step_up: bool = False
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Declare a view of the desk: ``reads`` may GET, ``acts`` may GET and POST, an auditor may GET.

    The view gets a request with ``access`` and ``now``. Every URL is declared so; the matrix test
    reads the declaration from ``view.rules``. An unknown role raises when the module is loaded.
    """
    rules = Rules(frozenset(map(Role, reads)), frozenset(map(Role, acts)), step_up)

    def declare(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refused = _refuse(request, rules)
            return refused or view(cast(DeskRequest, request), *args, **kwargs)

        update_wrapper(guarded, view)
        guarded.rules = rules  # type: ignore[attr-defined]
        return guarded

    return declare


def anyone[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Declare a view that opens without signing in: signing in itself, language, health."""
    view.rules = None  # type: ignore[attr-defined]
    return view


def _refuse(request: HttpRequest, rules: Rules) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return redirect_to_login(request.get_full_path())
    desk = enter(request)
    if not rules.allows(request.method or "GET", desk.access.roles):
        raise PermissionDenied
    if rules.step_up and not stepped_up(desk):
        return redirect(f"{reverse('confirm')}?next={request.path}")
    return None


def enter(request: HttpRequest) -> DeskRequest:
    """Give a signed-in person's request its clock and its access, once."""
    desk = cast(DeskRequest, request)
    if not hasattr(desk, "access"):
        desk.now = timezone.now()
        chosen = request.session.get("store")
        desk.access = access_of(desk.user, today=desk.now.astimezone(SHANGHAI).date(), store_id=chosen)
    return desk


def stepped_up(request: DeskRequest) -> bool:
    """Whether the person gave the password again within the last ten minutes."""
    at = request.session.get("stepped_up_at")
    return isinstance(at, str) and request.now - datetime.fromisoformat(at) < STEP_UP_LASTS
