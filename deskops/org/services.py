"""Posting people: the role, the scope, the days."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Group

from .models import Floor, Posting, Region, Role, Staff, Store
from .models.places import code_validator


def post(
    *,
    staff: Staff,
    role: Role,
    starts: date,
    ends: date | None = None,
    region: Region | None = None,
    store: Store | None = None,
    floor: Floor | None = None,
) -> Posting:
    """Post somebody as a role from a day on; the group of that name follows for the back office."""
    posting = Posting.objects.create(
        staff=staff, role=role, region=region, store=store, floor=floor, starts=starts, ends=ends
    )
    staff.groups.add(Group.objects.get(name=role))
    return posting


def make_places(pairs: Iterable[tuple[str, str]]) -> None:
    """Make the stores and floors of (store code, floor code) pairs that don't exist yet.

    They get their codes as names, for the administrator to complete. Raises ValidationError for a
    code that can't be one.
    """
    region, _made = Region.objects.get_or_create(code="NEW", defaults={"name": "新门店"})
    for store_code, floor_code in pairs:
        code_validator(store_code)
        store, _made = Store.objects.get_or_create(
            code=store_code, defaults={"name": store_code, "company": store_code, "region": region}
        )
        if floor_code:
            code_validator(floor_code)
            Floor.objects.get_or_create(store=store, code=floor_code, defaults={"name": floor_code})
