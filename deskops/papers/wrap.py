"""Breaking text into lines: nothing is cut, nothing runs over its neighbour."""

import re
from collections.abc import Iterator

from .fonts import shown, width

_PIECES = re.compile(r"[A-Za-z0-9À-ɏ.,_@#&+*/:%¥$-]+|\s+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：！？）》」』】〉〕”’…·,.;:!?)]}%％")
_NOT_LAST = frozenset("（《「『【〈〔“‘([{¥￥$")


def lines(text: str, room: float, size: float) -> list[str]:
    """Break the text at `room` points: between Chinese characters, around words, inside a word only if it
    alone is wider than the room; no closing mark begins a line and no opening mark ends one.
    """
    return [
        line for paragraph in text.splitlines() or [""] for line in _paragraph(shown(paragraph), room, size)
    ]


def _paragraph(text: str, room: float, size: float) -> list[str]:
    if width(text, size) <= room:
        return [text]
    done: list[str] = []
    line = ""
    for piece in _pieces(text, room, size):
        if line and width((line + piece).rstrip(), size) > room:
            line, carried = _ended(line, piece, room, size)
            done.append(line.rstrip())
            line = carried.lstrip()
        else:
            line += piece
    return [*done, line.rstrip()]


def _ended(line: str, piece: str, room: float, size: float) -> tuple[str, str]:
    """A full line and what begins the next one: an opening mark goes along with what it opens."""
    kept = line.rstrip("".join(_NOT_LAST))
    carried = line[len(kept) :] + piece
    return (kept, carried) if kept and width(carried, size) <= room else (line, piece)


def _pieces(text: str, room: float, size: float) -> Iterator[str]:
    """What may not be torn apart: words and a character with the closing marks behind it."""
    held = ""
    for piece in _PIECES.findall(text):
        if held and piece[0] in _NOT_FIRST and width(held + piece, size) <= room:
            held += piece
            continue
        yield from _fitting(held, room, size)
        held = piece
    yield from _fitting(held, room, size)


def _fitting(piece: str, room: float, size: float) -> Iterator[str]:
    """A piece wider than the room in parts that fit, at least one character each."""
    part = ""
    for char in piece:
        if part and width(part + char, size) > room:
            yield part
            part = ""
        part += char
    if part:
        yield part
