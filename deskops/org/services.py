"""Posting people: the role, the scope, the days."""

from datetime import date

from django.contrib.auth.models import Group

from .models import Floor, Posting, Region, Role, Staff, Store


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
