"""Notice calls (返现通知), one line after the other, never the same by two clerks at once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff

from ..models import Call, Cycle, Line
from .common import require_state

RESERVED_FOR = timedelta(minutes=15)


def call_next(*, request_key: UUID, cycle_id: int, by: Staff, now: datetime) -> Line | None:
    """Take the next line to call for oneself for a quarter of an hour; None when nobody is left.

    Who was not called yet comes first, then who was not reached, the longest ago first.
    """
    asked = {"cycle": cycle_id}
    with act(request_key=request_key, by=by, name="cashback.call_next", asked=asked) as running:
        if not running.replayed:
            _require_calling(cycle_id)
            line = _take_next(cycle_id, by, now)
            running.result = {"line": line.pk if line else None}
    return Line.objects.select_related("member").filter(pk=running.result["line"]).first()


def _take_next(cycle_id: int, by: Staff, now: datetime, *, but: int | None = None) -> Line | None:
    free = Q(reserved_until__isnull=True) | Q(reserved_until__lt=now) | Q(reserved_by=by)
    line = (
        Line.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
        .filter(free, cycle=cycle_id, state__in=Line.OWED, reach__in=["none", "missed"])
        .exclude(pk=but or 0)
        .order_by("calls", "pk")
        .first()
    )
    if line:
        line.reserved_by, line.reserved_until = by, now + RESERVED_FOR
        line.save(update_fields=["reserved_by", "reserved_until"])
    return line


def record_call(
    *,
    request_key: UUID,
    line_id: int,
    result: Call.Result,
    words: str = "",
    by: Staff,
    now: datetime,
) -> Line | None:
    """Note what came of a call, and take the next line; returns that, None when nobody is left.

    Who wasn't reached comes back to the list behind the others. Raises Refused for a line that is being
    called by a colleague and one that is paid.
    """
    asked = {"line": line_id, "result": result, "words": words}
    with act(request_key=request_key, by=by, name="cashback.call", asked=asked) as running:
        if not running.replayed:
            line = Line.objects.select_for_update(no_key=True, of=("self",)).get(pk=line_id)
            _require_calling(line.cycle_id)
            _require_mine(line, by, now)
            Call.objects.create(line=line, result=result, words=words.strip(), by=by, at=now)
            reached = result == Call.Result.REACHED
            line.reach = Line.Reach.REACHED if reached else Line.Reach.MISSED
            line.calls, line.called_at = line.calls + 1, now
            line.reserved_by = line.reserved_until = None
            line.save(update_fields=["reach", "calls", "called_at", "reserved_by", "reserved_until"])
            following = _take_next(line.cycle_id, by, now, but=line_id)
            running.result = {"line": following.pk if following else None}
    return Line.objects.select_related("member").filter(pk=running.result["line"]).first()


def _require_calling(cycle_id: int) -> None:
    require_state(Cycle.objects.get(pk=cycle_id), Cycle.State.BOOKED, Cycle.State.DRAWN)


def _require_mine(line: Line, by: Staff, now: datetime) -> None:
    if line.state not in Line.OWED:
        raise Refused(
            "line_state",
            _("This line is “%(state)s”.") % {"state": line.get_state_display()},
            value=line.state,
            remedy=_("Take the next one."),
        )
    if line.reserved_until and line.reserved_until >= now and line.reserved_by_id != by.pk:
        raise Refused(
            "being_called",
            _("A colleague is calling this member."),
            remedy=_("Take the next one."),
        )
