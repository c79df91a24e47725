"""The receiver compares line by line, then signs or disputes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.org.models import Staff

from ..models import Handoff, HandoffLine, State
from ..rules import count, in_proportion, total
from .checks import locked, require_signer, require_state, step
from .promising import keep, pass_to

BEFORE_SIGNING = (State.SENT, State.SETTLED)


@dataclass(frozen=True)
class Found:
    """What the receiver finds at a line: yuan, pieces, and why it differs. None: the same as given,
    the amount in proportion to the pieces found.
    """

    amount: Decimal | None = None
    quantity: int | None = None
    reason: str = ""


def find(
    *,
    request_key: UUID,
    handoff_id: int,
    found: Mapping[int, Found | None],
    by: Staff,
    now: datetime,
) -> Handoff:
    """Enter what was found at some lines, by position; may be done again until somebody signs.

    None takes an entry back: the line has not been looked at.
    """
    asked = {"handoff": handoff_id, "found": {str(at): one and vars(one) for at, one in found.items()}}
    with act(request_key=request_key, by=by, name="handoffs.find", asked=asked) as running:
        handoff = locked(handoff_id)
        if not running.replayed:
            require_state(handoff, *BEFORE_SIGNING)
            require_signer(handoff, handoff.receiver_role, by, now)
            _enter(handoff, found)
        return handoff


def _enter(handoff: Handoff, found: Mapping[int, Found | None]) -> None:
    rows = list(handoff.lines.filter(position__in=found))
    for row in rows:
        _compare(row, found[row.position])
    HandoffLine.objects.bulk_update(rows, ["found_amount", "found_quantity", "reason"])


def _compare(row: HandoffLine, one: Found | None) -> None:
    if one is None:
        row.found_amount, row.found_quantity, row.reason = None, None, ""
        return
    row.found_quantity = row.quantity if one.quantity is None else _figure(row.quantity, one.quantity, row)
    alike = in_proportion(row.amount, row.quantity, row.found_quantity)
    row.found_amount = alike if one.amount is None else _figure(row.amount, one.amount, row)
    row.reason = one.reason.strip()


def _figure[N: (Decimal, int)](given: N | None, found: N, row: HandoffLine) -> N:
    if given is None:
        raise Refused("no_such_figure", _("This line has no such figure."), value=row.label)
    return found


def find_rest_same(*, request_key: UUID, handoff_id: int, by: Staff, now: datetime) -> Handoff:
    """Enter every line not looked at yet as found the way it was given."""
    asked = {"handoff": handoff_id}
    with act(request_key=request_key, by=by, name="handoffs.rest_same", asked=asked) as running:
        handoff = locked(handoff_id)
        if not running.replayed:
            require_state(handoff, *BEFORE_SIGNING)
            require_signer(handoff, handoff.receiver_role, by, now)
            _rest_same(handoff)
        return handoff


def _rest_same(handoff: Handoff) -> None:
    handoff.lines.filter(differs__isnull=True).update(found_amount=F("amount"), found_quantity=F("quantity"))


def receive(
    *,
    request_key: UUID,
    handoff_id: int,
    by: Staff,
    now: datetime,
    receipt_number: str = "",
    receipt_image: StoredFile | None = None,
    signature: StoredFile | None = None,
    counter_of: Staff | None = None,
) -> Handoff:
    """Sign for the receiver; see ``receive_within``."""
    signed = {
        "receipt_number": receipt_number.strip(),
        "receipt_image": receipt_image,
        "received_signature": signature,
        "counter_of": counter_of,
    }
    asked = {"handoff": handoff_id} | {key: str(value) for key, value in signed.items()}
    with act(request_key=request_key, by=by, name="handoffs.receive", asked=asked) as running:
        if running.replayed:
            return locked(handoff_id)
        return receive_within(handoff_id=handoff_id, by=by, now=now, **signed)


def receive_within(*, handoff_id: int, by: Staff, now: datetime, **signed: Any) -> Handoff:
    """Receive what was sent, or what was settled; lines not looked at are taken as given.

    Refuses: the giver, who may not sign for the receiver, lines that differ and are not settled, a
    missing receipt where the kind asks for one, an unchecked line where all are to be looked at.
    """
    handoff = locked(handoff_id)
    require_state(handoff, *BEFORE_SIGNING)
    require_signer(handoff, handoff.receiver_role, by, now)
    _refuse_giver(handoff, by)
    _refuse_missing(handoff, signed)
    if handoff.state == State.SENT:
        _refuse_differing(handoff)
        _rest_same(handoff)
    _final(handoff)
    for name, value in {"received_by": by, "received_at": now, **signed}.items():
        setattr(handoff, name, value)
    names = ("received_by", "received_at", *signed, "final_amount", "final_quantity")
    step(handoff, State.RECEIVED, names)
    keep(handoff, by, now)
    if handoff.spec.received:
        handoff.spec.received(handoff=handoff, by=by, now=now)
    return handoff


def _refuse_giver(handoff: Handoff, by: Staff) -> None:
    if handoff.sent_by_id == by.pk:
        raise two_people()


def two_people() -> Refused:
    """The refusal of somebody who would receive what they gave."""
    return Refused("two_people", _("Who gave it does not receive it."), remedy=_("A second person signs."))


def _refuse_missing(handoff: Handoff, signed: Mapping[str, Any]) -> None:
    if handoff.spec.receipt and not (signed.get("receipt_number") and signed.get("receipt_image")):
        raise Refused(
            "receipt_missing",
            _("The receipt's number and its image are kept with this handoff."),
            field="receipt_number" if not signed.get("receipt_number") else "receipt_image",
        )
    unchecked = handoff.lines.filter(differs__isnull=True).count() if handoff.spec.check_all else 0
    if unchecked:
        raise Refused(
            "lines_unchecked",
            _("%(count)s lines have not been looked at.") % {"count": unchecked},
            value=unchecked,
        )


def _refuse_differing(handoff: Handoff) -> None:
    differing = handoff.lines.filter(differs=True).count()
    if differing:
        raise Refused(
            "lines_differ",
            _("%(count)s lines differ.") % {"count": differing},
            value=differing,
            remedy=_("Give each its reason and dispute, or correct what was entered."),
        )


def _final(handoff: Handoff) -> None:
    """The figures both sides signed: as given, and as agreed where they differed."""
    counted = {section.code for section in handoff.spec.sections if section.counted}
    rows = [row for row in handoff.lines.all() if row.section in counted]
    handoff.final_amount = total(row.agreed_amount if row.differs else row.amount for row in rows)
    handoff.final_quantity = count(row.agreed_quantity if row.differs else row.quantity for row in rows)


def dispute(*, request_key: UUID, handoff_id: int, by: Staff, now: datetime) -> Handoff:
    """Send it back for settling: every differing line with its reason, the others as given.

    After a settlement the receiver doesn't accept, findings are entered and disputed again.
    """
    asked = {"handoff": handoff_id}
    with act(request_key=request_key, by=by, name="handoffs.dispute", asked=asked) as running:
        handoff = locked(handoff_id)
        if running.replayed:
            return handoff
        require_state(handoff, *BEFORE_SIGNING)
        require_signer(handoff, handoff.receiver_role, by, now)
        _refuse_giver(handoff, by)
        _refuse_unexplained(handoff)
        _rest_same(handoff)
        handoff.disputed_by, handoff.disputed_at = by, now
        step(handoff, State.DISPUTED, ("disputed_by", "disputed_at"))
        pass_to(handoff, handoff.giver_role)
        return handoff


def _refuse_unexplained(handoff: Handoff) -> None:
    differing = handoff.lines.filter(differs=True)
    if not differing.exists():
        raise Refused("nothing_differs", _("No line differs."), remedy=_("Enter what was found, or sign."))
    silent = differing.filter(~Q(reason__regex=r"\S")).order_by("position").first()
    if silent:
        raise Refused(
            "reason_missing",
            _("Line %(position)s, %(label)s, needs a reason.")
            % {"position": silent.position, "label": silent.label},
            field="reason",
            value=silent.position,
        )
