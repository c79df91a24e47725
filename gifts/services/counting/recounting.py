"""Counting again: large differences by the rule, others when whoever reviews orders it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff

from ...models import CountLine, GiftCount, Tally
from .common import State, lock_count, moved_until, note, require_state


def recount(
    *, request_key: UUID, count_id: int, pieces: Mapping[int, int], by: Staff, now: datetime
) -> GiftCount:
    """Another person counts large differences again, as blind as the first time; both stay readable.

    Raises Refused: somebody who entered the line before (also by the database), a blank.
    """
    asked = {"count": count_id, "pieces": sorted(pieces.items())}
    with act(request_key=request_key, by=by, name="gifts.recount", asked=asked) as running:
        count = lock_count(count_id)
        if not running.replayed:
            require_state(count, State.COUNTED, State.REJECTED)
            lines = list(CountLine.objects.filter(count=count, pk__in=pieces).select_related("stock"))
            _require_another(lines, by)
            note(lines, pieces, 2, by, now)
            for line in lines:
                line.again, line.again_by, line.again_moves = pieces[line.pk], by, line.stock.moves
                line.again_moved = moved_until(line, line.stock.moves)
                line.again_difference = pieces[line.pk] - line.book - line.again_moved
                line.save(
                    update_fields=["again", "again_by", "again_moves", "again_moved", "again_difference"]
                )
        return count


def _require_another(lines: Iterable[CountLine], by: Staff) -> None:
    if Tally.objects.filter(line__in=lines, round=1, by=by).exists():
        raise Refused(
            "another_person",
            _("Another person than before counts again."),
            value=by.number,
            remedy=_("Ask a colleague who hasn't counted these gifts."),
        )


def order_recount(
    *, request_key: UUID, count_id: int, lines: Iterable[int], by: Staff, now: datetime
) -> None:
    """Whoever reviews has lines counted again that the threshold left alone."""
    pks = sorted(lines)
    asked = {"count": count_id, "lines": pks}
    with act(request_key=request_key, by=by, name="gifts.order_recount", asked=asked) as running:
        if not running.replayed:
            count = lock_count(count_id)
            require_state(count, State.COUNTED, State.REJECTED)
            CountLine.objects.filter(count=count, pk__in=pks, counted__isnull=False).update(
                must_recount=True,
                recount_why=_("ordered at the review"),
                again=None,
                again_by=None,
                again_moves=None,
                again_moved=None,
                again_difference=None,
            )
