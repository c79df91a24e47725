"""A box from one clerk to the next (交接班): counted by the next, signed by both."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.money import DENOMINATIONS, format_money
from deskops.core.refusals import Refused
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import draft_within, receive_within, send_within
from deskops.org.models import Staff
from deskops.tills.rules import total
from deskops.tills.services.floats import cash_lines

from ..models import Cycle, Turn
from .boxes import as_asked, begin_turn, held, notes, own_turn, turn_of
from .common import require_state

KIND = "cashback_box"


def pass_box(
    *,
    request_key: UUID,
    turn_id: int,
    to: Staff,
    pieces: Mapping[Decimal, int],
    by: Staff,
    now: datetime,
) -> Turn:
    """Hand a counted and closed box to the next clerk, who has counted it; returns their turn.

    ``by`` gives, ``to`` takes and has shown at the counter who they are. Both sign one handoff with the
    notes by face. The two stand at the box: notes that differ from those left are refused, not posted.
    Raises Refused: ``two_people``, ``notes_differ``, ``box_taken``, ``turn_state``, ``not_your_box``.
    Source: spec 1, handoffs: shift, clerk to clerk, with the cashback box.
    """
    pieces = notes(pieces)
    asked = {"turn": turn_id, "to": to.pk, "pieces": as_asked(pieces)}
    with act(request_key=request_key, by=by, name="cashback.pass_box", asked=asked) as running:
        if not running.replayed:
            turn = own_turn(turn_id, by, Turn.State.CLOSED)
            require_state(turn.box.cycle, Cycle.State.DRAWN)
            _require_agreement(turn, to, pieces)
            _sign(turn, pieces, to=to, by=by, now=now)
            following = begin_turn(turn.box, pieces, reason="", by=to, now=now)
            running.result = {"turn": following.pk}
    return turn_of(running.result["turn"])


def can_pass(turn: Turn) -> bool:
    """Whether nobody has had the box since this turn was closed. One query."""
    later = Turn.objects.filter(box_id=turn.box_id, pk__gt=turn.pk)
    return turn.state == Turn.State.CLOSED and not later.exists()


def _require_agreement(turn: Turn, to: Staff, pieces: Mapping[Decimal, int]) -> None:
    if to.pk == turn.clerk_id:
        raise Refused(
            "two_people",
            _("Who gave it does not receive it."),
            field="number",
            remedy=_("A second person signs."),
        )
    if not can_pass(turn):
        raise Refused("box_taken", _("A colleague has taken the box since."), value=str(turn.box))
    left = held(turn.box)
    if pieces != left:
        raise Refused(
            "notes_differ",
            _("Other notes were counted (%(counted)s yuan) than were left in the box (%(left)s yuan).")
            % {"counted": format_money(total(pieces)), "left": format_money(total(left))},
            value=total(pieces),
            remedy=_("Count together until both agree."),
        )


def _sign(turn: Turn, pieces: Mapping[Decimal, int], *, to: Staff, by: Staff, now: datetime) -> Handoff:
    store = turn.box.cycle.store
    handoff = draft_within(
        kind=KIND,
        store=store,
        business_date=store.business_date(now),
        by=by,
        now=now,
        lines=cash_lines(dict(pieces) or {DENOMINATIONS[0]: 0}),
        occasion=f"cashback turn {turn.pk}",
        origin=turn.document,
    )
    send_within(handoff_id=handoff.pk, by=by, now=now)
    return receive_within(handoff_id=handoff.pk, by=to, now=now, counter_of=by)
