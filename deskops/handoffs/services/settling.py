"""The giver settles what was disputed: agreed figures beside the frozen ones, never instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff

from ..models import Handoff, HandoffLine, State
from .checks import locked, require_signer, require_state, step
from .promising import pass_to


@dataclass(frozen=True)
class Agreed:
    """What both sides agreed on for a differing line, in yuan and pieces, and how it is settled."""

    how: str
    amount: Decimal | None = None
    quantity: int | None = None


def settle(
    *,
    request_key: UUID,
    handoff_id: int,
    agreed: Mapping[int, Agreed],
    by: Staff,
    now: datetime,
) -> Handoff:
    """Write the agreed figures of every differing line, by position; then the receiver signs.

    The frozen lines stay as sent: corrections in the books are new entries, made by the kind's
    ``settled`` and ``received``. Refuses a differing line left out, a line that does not differ, a
    missing figure, a missing explanation.
    """
    asked = {"handoff": handoff_id, "agreed": {str(at): vars(one) for at, one in agreed.items()}}
    with act(request_key=request_key, by=by, name="handoffs.settle", asked=asked) as running:
        handoff = locked(handoff_id)
        if running.replayed:
            return handoff
        require_state(handoff, State.DISPUTED)
        require_signer(handoff, handoff.giver_role, by, now)
        rows = list(handoff.lines.filter(differs=True).order_by("position"))
        _refuse_other_lines(rows, agreed)
        for row in rows:
            _agree(row, agreed[row.position])
        HandoffLine.objects.bulk_update(rows, ["agreed_amount", "agreed_quantity", "settlement"])
        handoff.settled_by, handoff.settled_at = by, now
        step(handoff, State.SETTLED, ("settled_by", "settled_at"))
        pass_to(handoff, handoff.receiver_role)
        if handoff.spec.settled:
            handoff.spec.settled(handoff=handoff, by=by, now=now)
        return handoff


def _refuse_other_lines(rows: list[HandoffLine], agreed: Mapping[int, Agreed]) -> None:
    if {row.position for row in rows} != set(agreed):
        raise Refused(
            "lines_left_out",
            _("Settle each line that differs, and no other."),
            value="、".join(str(row.position) for row in rows if row.position not in agreed),
        )


def _agree(row: HandoffLine, one: Agreed) -> None:
    if (row.amount is None) != (one.amount is None) or (row.quantity is None) != (one.quantity is None):
        raise Refused(
            "figure_missing", _("Line %(position)s needs the agreed figure.") % {"position": row.position}
        )
    if not one.how.strip():
        raise Refused(
            "reason_missing",
            _("Line %(position)s, %(label)s, needs a word on how it was settled.")
            % {"position": row.position, "label": row.label},
            field="how",
            value=row.position,
        )
    row.agreed_amount, row.agreed_quantity, row.settlement = one.amount, one.quantity, one.how.strip()
