"""Taking a card for oneself until the act ends, and what may be done with it."""

from datetime import date

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
    card.value, holder = value, HOLDER.read(row)
    value.holder = holder if holder.pk else None
    value.principal, value.bonus = PRINCIPAL.read(row), BONUS.read(row)
    require_live(card)
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


def require_live(card: StoredValueCard) -> None:
    """Raises Refused for plastic that was replaced or closed; its successor is named by its last 4."""
    if card.live:
        return
    successor = next((one for one in card.value.cards.all() if one.live), None)
    raise Refused(
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


def require_unexpired(card: StoredValueCard, on: date) -> None:
    """Raises Refused when a bearer card is past its last day: its money waits for another card.

    单用途商业预付卡管理办法（试行）第十九条: expired, it is activated again or exchanged.
    """
    if card.value.expired(on):
        raise Refused(
            "card_expired",
            _("This card was valid until %(day)s.") % {"day": card.value.valid_until},
            field="card_number",
            value=card.number,
            remedy=_("Exchange it for another card: the money on it is not forfeited."),
        )


def require_registered(card: StoredValueCard) -> None:
    """Raises Refused for a bearer card: it has no holder, so it is neither topped up nor stopped as lost.

    单用途商业预付卡管理办法（试行）; 法释〔2025〕4号第二十四条 speaks of registered cards only.
    """
    if card.value.is_bearer:
        raise Refused(
            "card_bearer",
            _("This is a bearer card: whoever has it may spend it."),
            field="card_number",
            value=card.number,
            remedy=_("Only registered cards are topped up, or stopped and replaced when lost."),
        )


def holder_of(card: StoredValueCard) -> Member:
    """The holder of a registered card. Raises Refused for a bearer card, which has none."""
    require_registered(card)
    if card.value.holder is None:
        raise ValueError("a registered card has a holder")
    return card.value.holder


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
