"""Looking at a full ID number or address: with a reason, and recorded first."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store

from ..models import Identity, Reveal
from ..sealing import address_of, number_of


def reveal(
    *,
    request_key: UUID,
    member_id: int,
    what: Reveal.What,
    reason: str,
    store: Store,
    by: Staff,
    now: datetime,
) -> str:
    """What is asked for, in full; the look is recorded with its reason before anything is opened.

    Raises Refused without a reason, and when there is nothing to show. The same request again shows
    it again under the same record; nothing of it is kept in the request.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("reason_missing", _("Say why it must be seen."), field="reason")
    asked = {"member": member_id, "what": what, "reason": reason}
    with act(request_key=request_key, by=by, name="members.reveal", asked=asked) as running:
        if not running.replayed:
            Reveal.objects.create(
                member_id=member_id, what=what, reason=reason[:200], by=by, store=store, at=now
            )
        identity = Identity.objects.get(pk=member_id)
        opened = number_of(identity) if what == Reveal.What.NUMBER else address_of(identity)
        if not opened:
            raise Refused("nothing_there", _("It is not on record."), remedy=_("Ask the member for it."))
    return opened
