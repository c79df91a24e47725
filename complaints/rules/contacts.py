"""When a customer counts as answered (spec 5, complaints): by an act that reached them, never by waiting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..models.words import SPOKEN, WRITTEN, Outcome, Way

TRIES = 3
APART = timedelta(hours=1)
"""Tries count as made at different hours when an hour lies between them."""


@dataclass(frozen=True)
class Contact:
    """One time that the customer was spoken or written to, or was tried to be."""

    way: str
    outcome: str
    at: datetime


def sensible(way: str, outcome: str) -> bool:
    """Whether that can come of that way: a call reaches somebody or doesn't, a message is sent."""
    return outcome != Outcome.SENT if way in SPOKEN else outcome == Outcome.SENT


def tries_that_count(contacts: Iterable[Contact]) -> int:
    """Calls that reached nobody, of those less than an hour apart only the first."""
    last: datetime | None = None
    count = 0
    for one in sorted(contacts, key=lambda contact: contact.at):
        if one.way == Way.CALL and one.outcome == Outcome.NO_ANSWER and (not last or one.at - last >= APART):
            count, last = count + 1, one.at
    return count


def out_of_reach(contacts: Iterable[Contact]) -> bool:
    """Whether a customer can't be reached: three tries at different hours, and a message sent."""
    made = list(contacts)
    return tries_that_count(made) >= TRIES and any(one.outcome == Outcome.SENT for one in made)


def answers(channel: str, contacts: Iterable[Contact]) -> bool:
    """Whether the customer has been answered by these contacts.

    Somebody was reached; or the customer had written and got a written reply; or they can't be reached.
    """
    made = list(contacts)
    reached = any(one.outcome == Outcome.REACHED for one in made)
    replied = channel in WRITTEN and any(one.outcome == Outcome.SENT for one in made)
    return reached or replied or out_of_reach(made)
