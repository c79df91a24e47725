"""Locking a handoff and saying who may do what with it now."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.documents.services import set_state
from deskops.org.access import Held, held_by
from deskops.org.clock import SHANGHAI
from deskops.org.models import Role, Staff

from ..models import Handoff, State
from ..rules import signers


def locked(handoff_id: int) -> Handoff:
    """The handoff, its document locked, everything read anew."""
    Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=handoff_id)
    return Handoff.objects.select_related("document", "store__region", "floor").get(pk=handoff_id)


def require_state(handoff: Handoff, *allowed: State) -> None:
    """Refuse an act that does not fit where the handoff stands."""
    if handoff.state not in allowed:
        raise Refused(
            "wrong_state",
            _("This handoff is %(state)s.") % {"state": handoff.get_state_display()},
            value=str(handoff.document),
            remedy=_("Open it again to see what happened to it."),
        )


def may_sign(handoff: Handoff, party: str, by: Staff, now: datetime) -> bool:
    """Whether a person's postings today let them sign for the giver's or the receiver's side."""
    return by.is_active and signs(handoff, party, held_by(by, now.astimezone(SHANGHAI).date()))


def signs(handoff: Handoff, party: str, held: Iterable[Held]) -> bool:
    """Whether one of the postings may sign for a side of the handoff."""
    return any(
        posting.role in signers(party)
        and posting.reaches(handoff.store)
        and (posting.floor_id is None or posting.floor_id == handoff.floor_id)
        for posting in held
    )


def require_signer(handoff: Handoff, party: str, by: Staff, now: datetime) -> None:
    """Refuse somebody who may not sign for a side of the handoff."""
    if not may_sign(handoff, party, by, now):
        raise Refused(
            "not_your_side",
            _("This is signed by: %(role)s.") % {"role": Role(party).label},
            value=by.number,
        )


def step(handoff: Handoff, state: State, fields: Iterable[str]) -> None:
    """Move the handoff and its paper to a state."""
    handoff.state = state
    handoff.save(update_fields=["state", *fields])
    set_state(handoff.document, state)
