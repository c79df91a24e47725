"""How well a found item and a report of loss fit: a score with its reasons, for a person to judge.

Pure, symmetric, from 0 to 100; it never falls when another word, the colour, the floor or the days agree.
Source: asm3's ``match()`` (points by attribute, the kind as a veto, a limit of days), made for Chinese text:
words are compared as pairs of characters, so that nothing has to be cut into words.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from ..models.places import Category

KIND, KIND_OPEN, COLOUR, WORDS, PLACE, FLOOR, TIME = 30, 10, 15, 30, 5, 5, 15
DAYS = 14
"""So many days apart the time says nothing any more."""
LEAST = 45
"""From here on a pair is shown."""

COLOURS: tuple[tuple[str, ...], ...] = (
    ("黑", "black", "深色"),
    ("白", "米", "white", "cream"),
    ("灰", "银", "grey", "gray", "silver"),
    ("红", "酒红", "粉", "玫", "red", "pink"),
    ("蓝", "藏青", "青", "blue", "navy"),
    ("绿", "green"),
    ("黄", "金", "yellow", "gold"),
    ("棕", "褐", "咖", "驼", "brown"),
    ("紫", "purple"),
    ("橙", "橘", "orange"),
)
_LATIN = re.compile(r"[0-9a-z]+")
_HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U000323af]+")
_SAID_BY_ALL = frozenset({"一个", "一把", "一只", "一件", "一条", "一部", "一副", "一串", "一顶", "一双"})


@dataclass(frozen=True)
class Described:
    """What is known of a thing, found or lost. ``first`` and ``last`` are the days it may have been."""

    category: str
    words: str
    first: date
    last: date
    colour: str = ""
    where: str = ""
    floor: str = ""


@dataclass(frozen=True)
class Match:
    """How well two fit, and why, in words."""

    score: int
    reasons: tuple[str, ...] = field(default=())


def tokens(text: str) -> frozenset[str]:
    """Pairs of Chinese characters, and words and numbers of other scripts; counting words left out."""
    plain = unicodedata.normalize("NFKC", text).lower()
    pairs = {run[at : at + 2] for run in _HAN.findall(plain) for at in range(max(len(run) - 1, 1))}
    return frozenset((pairs | set(_LATIN.findall(plain))) - _SAID_BY_ALL)


def colours(text: str) -> frozenset[int]:
    """Which colours a text names."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return frozenset(at for at, words in enumerate(COLOURS) if any(word in plain for word in words))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's measure of two sets of words, 0 to 1: another word in both never lowers it."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def apart(one: Described, other: Described) -> int:
    """Days between the two spans, 0 where they meet."""
    return max((one.first - other.last).days, (other.first - one.last).days, 0)


def score(one: Described, other: Described) -> Match:
    """How well two descriptions fit. Things of different kinds don't, unless one is "something else"."""
    kind = _kind(one.category, other.category)
    if kind == 0:
        return Match(0)
    reasons: list[str] = [_("same kind")] if kind == KIND else []
    points = float(kind)
    if shared_colours := colours(one.colour) & colours(other.colour):
        points += COLOUR
        reasons.append(_("same colour: %s") % "、".join(COLOURS[at][0] for at in sorted(shared_colours)))
    mine, theirs = tokens(one.words), tokens(other.words)
    if mine & theirs:
        points += WORDS * likeness(mine, theirs)
        reasons.append(_("words in common: %s") % joined(mine & theirs))
    if one.floor and one.floor == other.floor:
        points += FLOOR
        reasons.append(_("same floor: %s") % one.floor)
    here, there = tokens(one.where), tokens(other.where)
    if here & there:
        points += PLACE * likeness(here, there)
        reasons.append(_("place in common: %s") % joined(here & there))
    days = apart(one, other)
    if days < DAYS:
        points += TIME * (DAYS - days) / DAYS
        reasons.append(_("the same day") if days == 0 else _("%d days apart") % days)
    return Match(min(100, int(points)), tuple(reasons))


def _kind(one: str, other: str) -> int:
    if Category.OTHER in (one, other):
        return KIND if one == other else KIND_OPEN
    return KIND if one == other else 0


def joined(shared: frozenset[str]) -> str:
    """Shared pairs put together again where they follow each other: 折叠, 叠伞 become 折叠伞."""
    left, words = set(shared), []
    while left:
        starts = [pair for pair in left if not any(_follows(other, pair) for other in left - {pair})]
        word = min(starts or left)
        left.discard(word)
        while following := sorted(pair for pair in left if _follows(word, pair)):
            left.discard(following[0])
            word += following[0][1:]
        words.append(word)
    return "、".join(sorted(words))


def _follows(word: str, pair: str) -> bool:
    return len(pair) == 2 and word[-1] == pair[0] and _HAN.fullmatch(word + pair) is not None
