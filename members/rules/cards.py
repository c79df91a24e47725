"""Member cards: numbers and the states a card moves through. Source: spec 2, lifecycle."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused

MOVES: Mapping[str, frozenset[str]] = {
    "issued": frozenset({"frozen", "lost", "replaced", "expired", "closed"}),
    "frozen": frozenset({"issued", "lost", "replaced", "closed"}),
    "lost": frozenset({"issued", "replaced", "closed"}),
    "expired": frozenset({"issued", "closed"}),
    "replaced": frozenset(),
    "closed": frozenset(),
}


def may_become(now: str, wanted: str) -> bool:
    """Whether a card may move from one state to another; replaced and closed are ends."""
    return wanted in MOVES[now]


def check_card_number(raw: str) -> str:
    """A member card's number as stored: 6 to 20 digits; raises Refused for anything else."""
    number = unicodedata.normalize("NFKC", raw).strip().replace(" ", "")
    if not re.fullmatch(r"[0-9]{6,20}", number):
        raise Refused(
            "card_number",
            _("A card number has 6 to 20 digits."),
            field="card_number",
            value=raw[:30],
            remedy=_("Scan the card, or type the number printed on it."),
        )
    return number


def year_end(first: date) -> date:
    """The last day of a membership's year that begins on a day: the day before it comes again.

    A year from 29 February ends on the 28th of the next.
    """
    try:
        return first.replace(year=first.year + 1) - timedelta(days=1)
    except ValueError:
        return date(first.year + 1, 2, 28)
