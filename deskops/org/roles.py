"""Keeping the database's groups in step with the roles in code, and the system's own member of staff."""

from typing import Any

from django.contrib.auth.models import Group

from .models import Role, Staff
from .models.staff import SYSTEM_NUMBER


def keep_roles(**_kwargs: Any) -> None:
    """Make one group per role and the staff row that system tasks act as (nobody can sign in as it)."""
    Group.objects.bulk_create([Group(name=role.value) for role in Role], ignore_conflicts=True)
    if not Staff.objects.filter(number=SYSTEM_NUMBER).exists():
        Staff.objects.create_user(SYSTEM_NUMBER, None, name="系统", is_active=False)
