"""Taking a card for oneself until the act ends, and what may be done with it."""

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused
from deskops.core.statements import Side, first_row
from deskops.ledger.models import Account
from members.models import Member
from members.models.people import Missing

from ..models import StoredValue, StoredValueCard
from ..rules import card_number

CARD, VALUE, HOLDER = (
    Side(StoredValueCard, "(found.card)"),
    Side(StoredValue, "(found.value)"),
    Side(Member, "(found.holder)"),
)
PRINCIPAL, BONUS = Side(Account, "(found.principal)"), Side(Account, "(found.bonus)")
LOCK = f"SELECT {CARD}, {VALUE}, {HOLDER}, {PRINCIPAL}, {BONUS} FROM cards_lock(%s) found"  # noqa: S608


def lock_value(number: str) -> StoredValueCard:
    """The live card of that number with its account, holder and balances, the account's row locked.

    Card, state and balances are read after the lock is held: a join in the locking query would show
    them as they were before it waited for another desk. Raises Refused for an unknown number, and for
    plastic that was replaced or closed (its successor is named by its last 4).
    """
    number = card_number(number)
    row = first_row(LOCK, [number])
    if row is None:
        raise unknown(number)
    card, value = CARD.read(row), VALUE.read(row)
    card.value, value.holder = value, HOLDER.read(row)
    value.principal, value.bonus = PRINCIPAL.read(row), BONUS.read(row)
    if not card.live:
        raise _not_live(card)
    return card


def unknown(number: str) -> Refused:
    """The refusal of a number that no stored-value card has."""
    return Refused(
        "card_unknown",
        _("No stored-value card has this number."),
        field="card_number",
        value=number,
        remedy=_("Scan the card again, or find the member first."),
    )


def _not_live(card: StoredValueCard) -> Refused:
    successor = next((one for one in card.value.cards.all() if one.live), None)
    return Refused(
        "card_ended",
        _("This card was %(state)s.") % {"state": card.get_state_display()},
        field="card_number",
        value=card.number,
        remedy=_("Its account is on the card ending in %s.") % successor.number[-4:] if successor else "",
    )


def require_usable(card: StoredValueCard) -> None:
    """Raises Refused when the account is frozen or closed, or the plastic reported lost."""
    if card.state == card.State.LOST:
        raise Refused(
            "card_lost",
            _("This card was reported lost."),
            field="card_number",
            value=card.number,
            remedy=_("Keep the card, check who brings it, and call the supervisor."),
        )
    if card.value.state != StoredValue.State.ACTIVE:
        raise Refused(
            "card_not_active",
            _("This card is %(state)s.") % {"state": card.value.get_state_display()},
            field="card_number",
            value=card.number,
            remedy=_("See the member's page for the reason."),
        )


def require_holder(member: Member) -> None:
    """A stored-value card is for a member whose ID number is on record (spec 2). Raises Refused."""
    if member.state != Member.State.ACTIVE:
        raise Refused(
            "member_not_active",
            _("The membership is “%(state)s”.") % {"state": member.get_state_display()},
            field="member",
        )
    if Missing.NUMBER in member.missing:
        raise Refused(
            "number_missing",
            _("The member's ID number is not on record yet."),
            field="member",
            remedy=_("Supply the ID number first; then a stored-value card can be sold."),
        )
