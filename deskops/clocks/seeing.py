"""The manager has seen that something was missed."""

from datetime import datetime

from deskops.core.acts import background
from deskops.org.models import Staff

from .models import Notice


def see(*, notice_id: int, by: Staff, now: datetime) -> None:
    """Note who saw a miss first, and when; seen twice changes nothing, and the miss stays a miss."""
    with background(by=by, name="clocks.see"):
        row = Notice.objects.select_for_update(no_key=True, of=("self",)).get(pk=notice_id)
        if row.seen_at is None:
            row.seen_at, row.seen_by = now, by
            row.save(update_fields=["seen_at", "seen_by"])
