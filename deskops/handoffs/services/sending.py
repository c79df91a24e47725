"""The giver signs: from here on the paper is frozen."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.org.models import Staff

from ..body import line_body
from ..models import Handoff, State
from .checks import locked, require_signer, require_state, step
from .drafting import SUMMARY, built, summarise
from .promising import pass_to


def send(
    *,
    request_key: UUID,
    handoff_id: int,
    by: Staff,
    now: datetime,
    seen: str | None = None,
    signature: StoredFile | None = None,
) -> Handoff:
    """Sign a draft for the giver and send it; see ``send_within``."""
    asked = {"handoff": handoff_id, "seen": seen, "signature": signature and signature.sha256}
    with act(request_key=request_key, by=by, name="handoffs.send", asked=asked) as running:
        if running.replayed:
            return locked(handoff_id)
        return send_within(handoff_id=handoff_id, by=by, now=now, seen=seen, signature=signature)


def send_within(
    *,
    handoff_id: int,
    by: Staff,
    now: datetime,
    seen: str | None = None,
    signature: StoredFile | None = None,
) -> Handoff:
    """Freeze lines and totals under the giver's name.

    ``seen`` is the fingerprint of the draft the giver looked at. Refuses a draft that has changed
    since, one that no longer agrees with the books, and who may not sign for the giver.
    """
    handoff = locked(handoff_id)
    require_state(handoff, State.DRAFT)
    require_signer(handoff, handoff.giver_role, by, now)
    rows = list(handoff.lines.order_by("position"))
    fresh = built(handoff)
    moved = fresh is not None and list(map(line_body, fresh)) != list(map(line_body, rows))
    if moved or (seen is not None and seen != handoff.digest):
        raise Refused(
            "handoff_moved",
            _("The books have moved since this draft was made."),
            remedy=_("Bring it up to date, look at it again and sign."),
        )
    handoff.sent_by, handoff.sent_at, handoff.sent_signature = by, now, signature
    summarise(handoff, rows)
    step(handoff, State.SENT, (*SUMMARY, "sent_by", "sent_at", "sent_signature"))
    pass_to(handoff, handoff.receiver_role)
    if handoff.spec.sent:
        handoff.spec.sent(handoff=handoff, by=by, now=now)
    return handoff
