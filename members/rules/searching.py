"""What somebody may mean who types into the search box. Source: spec 2, finding a member."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from deskops.core.refusals import Refused

from .identity import normalise_id
from .names import typed_key
from .phones import PhoneKind, read_phones

SHORTEST_KEY = 2
"""Letters of pinyin or initials before names are looked up: one letter means everybody."""


class Way(IntEnum):
    """A way of finding a member, in the order in which hits are shown."""

    CARD = 1
    PHONE = 2
    HOME_PHONE = 3
    NUMBER = 4
    PHONE_TAIL = 5
    NUMBER_TAIL = 6
    NAME = 7


@dataclass(frozen=True)
class Try:
    """One way to try, with what to look up."""

    way: Way
    key: str


def tries(typed: str) -> list[Try]:
    """The ways worth trying for what was typed, each answered by one index; empty when there is none.

    Four digits (or three and X) are the tail of a mobile or an ID number; longer ones a card, a
    telephone or an ID number; letters are pinyin or initials; anything else the beginning of a name.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    number = normalise_id(plain)
    if re.fullmatch(r"[0-9]{3}[0-9X]", number):
        return [
            Try(way, number)
            for way in (Way.PHONE_TAIL, Way.NUMBER_TAIL)
            if way == Way.NUMBER_TAIL or number.isdecimal()
        ]
    if re.fullmatch(r"[A-Z0-9]*[0-9][A-Z0-9]*", number) or re.fullmatch(r"[0-9 +()-]{5,}", plain):
        return _numbers(plain, number)
    return _names(plain)


def _numbers(plain: str, number: str) -> list[Try]:
    found = [Try(Way.CARD, number)] if re.fullmatch(r"[0-9]{6,20}", number) else []
    found += _phones(plain)
    if re.fullmatch(r"[A-Z0-9]{6,20}", number):
        found.append(Try(Way.NUMBER, number))
    return found


def _phones(plain: str) -> list[Try]:
    ways = {PhoneKind.MOBILE: Way.PHONE, PhoneKind.LANDLINE: Way.HOME_PHONE}
    try:
        return [Try(ways[phone.kind], phone.e164) for phone in read_phones(plain) if phone.kind in ways]
    except Refused:
        return []


def _names(plain: str) -> list[Try]:
    if plain.isascii():
        key = typed_key(plain)
        return [Try(Way.NAME, key)] if len(key) >= SHORTEST_KEY else []
    return [Try(Way.NAME, typed_name(plain))] if typed_name(plain) else []


def typed_name(name: str) -> str:
    """A name as it is compared: half-width, small letters, without spaces."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())
