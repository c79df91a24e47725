"""Changing a member's details. Source: spec 2, information changes; the desk's SOP 基础信息变更."""

from collections.abc import Iterable, Sequence
from enum import Enum

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused

from .households import mask_address
from .masks import mask_phone

NEED_PAPERS = frozenset({"name", "address"})
NEED_CALL = frozenset({"mobile", "home_phone"})
PIN = "pin"
OUTCOMES = {
    "old": frozenset({"agreed", "refused", "no_answer"}),
    "new": frozenset({"identified", "failed", "refused", "no_answer"}),
}
"""How a call to each number may end: the member agrees on the old, and is identified on the new."""

type Call = tuple[str, str]
"""Which number was rung (old, new) and the outcome."""


class Verdict(Enum):
    """What the calls so far allow."""

    RING_OLD = "ring the number on record"
    RING_NEW = "ring the new number and ask the identity questions"
    CHANGE = "change"
    REFUSE = "no change"


def verdict(calls: Sequence[Call], *, fields: Iterable[str], has_old: bool) -> Verdict:
    """What the verification calls, oldest first, allow for a change of these fields.

    A new number needs a call to the old one and consent; when the old doesn't answer, the member is
    rung on the new one and answers identity questions; refused means no change, whatever is said in a
    later call. A PIN needs the consent of who answers the number on record, and is not reset while
    nobody does. Other fields need no call.
    """
    asked = set(fields)
    if asked.isdisjoint(NEED_CALL | {PIN}):
        return Verdict.CHANGE
    if any(outcome in ("refused", "failed") for _number, outcome in calls):
        return Verdict.REFUSE
    outcomes = dict(calls)
    if PIN in asked:
        return Verdict.CHANGE if outcomes.get("old") == "agreed" else Verdict.RING_OLD
    if outcomes.get("old") == "agreed" or outcomes.get("new") == "identified":
        return Verdict.CHANGE
    if has_old and "old" not in outcomes:
        return Verdict.RING_OLD
    return Verdict.RING_NEW


def check_call(number: str, outcome: str, *, expected: Verdict) -> None:
    """Whether this call may be recorded now; raises Refused when another number is to be rung first."""
    if outcome not in OUTCOMES[number]:
        raise Refused("call_outcome", _("This outcome doesn't belong to this number."), field="outcome")
    if number == "new" and expected == Verdict.RING_OLD:
        raise Refused(
            "ring_old_first",
            _("The number on record is rung first."),
            field="number",
            remedy=_("Only when it doesn't answer is the new number rung."),
        )


def resets_pin(fields: Iterable[str]) -> bool:
    """Whether a form with these details is one for a new PIN."""
    return PIN in fields


def check_pin(fields: Iterable[str], *, papers_seen: bool, telephone: str) -> None:
    """What the reset of a PIN needs: a form of its own, the member identified, a number on record to ring.

    Raises Refused. Source: spec 2, PIN reset the same way as a change, with no change when the call
    can't be made; the desk's SOP 密码重置.
    """
    asked = set(fields)
    if PIN not in asked:
        return
    if asked != {PIN}:
        raise Refused("pin_alone", _("A PIN is reset by a form of its own."))
    if not papers_seen:
        raise Refused(
            "not_identified",
            _("A PIN is reset only for the member, identified."),
            field="papers_seen",
            remedy=_("Look at the original ID card, and tick that it was seen."),
        )
    if not telephone:
        raise Refused(
            "no_number_to_ring",
            _("There is no number on record to ring, so no PIN is reset."),
            remedy=_("Put the telephone on record first, by the form for changes of details."),
        )


def papers_needed(fields: Iterable[str], *, seen: bool) -> None:
    """A changed name or registered address needs the paper that shows it; raises Refused without."""
    if not seen and not NEED_PAPERS.isdisjoint(fields):
        raise Refused(
            "papers_missing",
            _("A change of name or registered address needs the paper that shows it."),
            field="papers_seen",
            remedy=_("Ask for the identity card or the household register, and tick that it was seen."),
        )


def shown(field: str, value: str) -> str:
    """A value as screens and papers may show it: telephones and addresses masked, nothing of a PIN."""
    if field == PIN:
        return ""
    if field in NEED_CALL:
        return mask_phone(value) if value else ""
    return mask_address(value) if field == "address" and value else value
