"""Telling people of promises: the handler before one is due, the manager once it was missed."""

from datetime import datetime

from django.db import connection

from deskops.org.models import Role

from .models import Notice, Target
from .rules import told_of_misses

_PAUSED = (
    "EXISTS (SELECT FROM clocks_pause pause WHERE pause.target_id = target.id AND pause.ends_at IS NULL)"
)
_OPEN = "target.met_at IS NULL AND target.dropped_at IS NULL AND target.missed_at IS NULL"
_MANAGER = f"CASE role {' '.join(f"WHEN '{role}' THEN '{told_of_misses(role)}'" for role in Role)} END"

WARN = f"""
INSERT INTO clocks_notice (target_id, kind, role, store_id, floor_id, person_id, due_at, at)
SELECT id, 'due', role, store_id, floor_id, person_id, due_at, %(now)s FROM clocks_target target
WHERE warn_at <= %(now)s AND due_at > %(now)s AND {_OPEN} AND NOT {_PAUSED}
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own texts
MISS = f"""
WITH missed AS (
    UPDATE clocks_target target SET missed_at = due_at
    WHERE due_at < %(now)s AND {_OPEN} AND NOT {_PAUSED}
    RETURNING id, role, store_id, due_at
), told AS (
    INSERT INTO clocks_notice (target_id, kind, role, store_id, due_at, at)
    SELECT id, 'missed', {_MANAGER}, store_id, due_at, %(now)s FROM missed ON CONFLICT DO NOTHING
)
SELECT count(*) FROM missed
"""  # noqa: S608 - our own texts


def tell_miss(target: Target, now: datetime) -> None:
    """Tell the manager that a promise was missed, in the act that noted it; once."""
    Notice.objects.get_or_create(
        target=target,
        kind=Notice.Kind.MISSED,
        due_at=target.due_at,
        defaults={"role": told_of_misses(target.role), "store": target.store, "at": now},
    )


def warn(now: datetime) -> int:
    """Tell the handlers of what is due soon; returns how many. One that stands still is not told of."""
    with connection.cursor() as cursor:
        cursor.execute(WARN, {"now": now})
        told: int = cursor.rowcount
    return told


def miss_all(now: datetime) -> int:
    """Write the misses of what is past due and not paused, and tell the managers; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(MISS, {"now": now})
        row = cursor.fetchone()
    return int(row[0]) if row else 0
