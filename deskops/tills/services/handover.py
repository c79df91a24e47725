"""A drawer from one clerk to the next, with both signatures."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.models import StoredFile
from deskops.core.money import ZERO, format_money
from deskops.core.refusals import Refused
from deskops.documents.services import set_state
from deskops.handoffs.kinds import Line
from deskops.handoffs.models import Handoff
from deskops.handoffs.services import draft_within, receive_within, send_within
from deskops.org.models import Staff, Store

from ..models import Shift
from ..plugs import handover_parts
from ..rules import Pieces, counted, total
from .counting import as_asked
from .floats import cash_lines
from .locks import lock_till, locked
from .shifts import begin_shift, shift_of


def hand_over(
    *,
    shift: Shift,
    to: Staff,
    pieces: Pieces,
    by: Staff,
    now: datetime,
    request_key: UUID,
    given_signature: StoredFile | None = None,
    taken_signature: StoredFile | None = None,
) -> Shift:
    """Hand a closed shift's drawer to the next clerk, who has counted it, and open their shift.

    ``by`` gives, ``to`` takes and has shown at the counter who they are (employee number and
    password). Both sign one handoff that lists the cash by face and what other rooms hand over. The
    two stand at the drawer: a count that differs from what was left is refused, not posted. Returns
    the new shift. Raises Refused: ``handover_differs``, ``two_people``, ``not_your_till``,
    ``till_state``, ``clerk_has_till``, ``not_your_side``.
    """
    pieces = counted(pieces)
    asked = {"shift": shift.pk, "to": to.pk, "pieces": as_asked(pieces)}
    with act(request_key=request_key, by=by, name="tills.hand_over", asked=asked) as running:
        if running.replayed:
            return shift_of(running.result)
        lock_till(shift.till_id)
        shift = locked(shift, by, Shift.State.CLOSED)
        _require_agreement(shift, to, pieces)
        _sign(shift, pieces, to=to, by=by, now=now, signatures=(given_signature, taken_signature))
        shift.state = Shift.State.HANDED_OVER
        shift.save(update_fields=["state"])
        set_state(shift.document, shift.state)
        following = begin_shift(till=shift.till, pieces=pieces, reason="", by=to, now=now, came_from=shift)
        running.result["shift"] = following.pk
    return shift_of(running.result)


def _require_agreement(shift: Shift, to: Staff, pieces: Pieces) -> None:
    if to.pk == shift.clerk_id:
        raise Refused(
            "two_people",
            _("Who gave it does not receive it."),
            field="number",
            remedy=_("A second person signs."),
        )
    if total(pieces) != shift.left:
        raise Refused(
            "handover_differs",
            _("%(counted)s yuan were counted, %(left)s were left in the drawer.")
            % {"counted": format_money(total(pieces)), "left": format_money(shift.left or ZERO)},
            value=total(pieces),
            remedy=_("Count together until both agree."),
        )


def _sign(
    shift: Shift,
    pieces: Pieces,
    *,
    to: Staff,
    by: Staff,
    now: datetime,
    signatures: tuple[StoredFile | None, StoredFile | None],
) -> Handoff:
    store: Store = shift.till.store
    handoff = draft_within(
        kind="shift",
        store=store,
        business_date=store.business_date(now),
        by=by,
        now=now,
        lines=[*cash_lines(pieces), *other_lines(store)],
        occasion=f"shift-{shift.pk}",
        origin=shift.document,
    )
    send_within(handoff_id=handoff.pk, by=by, now=now, signature=signatures[0])
    return receive_within(
        handoff_id=handoff.pk, by=to, now=now, received_signature=signatures[1], counter_of=by
    )


def other_lines(store: Store) -> list[Line]:
    """What other rooms hand over with the drawer: keys, deposits, found items, what is open."""
    parts = sorted(handover_parts, key=lambda part: part.order)
    return [line for part in parts for line in part.lines(store)]
