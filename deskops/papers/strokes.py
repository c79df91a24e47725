"""A signature as the pen's path: points of whole numbers, small, scalable, and nothing a reader could run."""

import json
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import dist
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import Refused

MAX_SIDE = 4096
MAX_POINTS = 20_000
MAX_BYTES = 400_000
MIN_LENGTH = 40
"""A signature's lines together are at least this long, in the pad's units: a slip of the finger is none."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Strokes:
    """Paths drawn on a pad of `width` by `height` units, the origin at the upper left."""

    width: int
    height: int
    paths: tuple[tuple[Point, ...], ...]

    @property
    def length(self) -> float:
        """How far the pen went."""
        return sum(dist(start, end) for path in self.paths for start, end in pairwise(path))

    @property
    def body(self) -> bytes:
        """The one way these strokes are written down; their digest is taken over it."""
        value = {"width": self.width, "height": self.height, "paths": self.paths}
        return json.dumps(value, separators=(",", ":")).encode()

    @property
    def digest(self) -> bytes:
        """SHA-256 of the body."""
        return sha256(self.body).digest()


def read(body: str | bytes) -> Strokes:
    """Strokes from what a pad sent or a file holds. Raises Refused (`signature_unreadable`,
    `signature_empty`) on anything but whole points within the pad.
    """
    if len(body) > MAX_BYTES:
        raise _unreadable()
    try:
        strokes = _strokes(json.loads(body))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _unreadable() from None
    if strokes.length < MIN_LENGTH:
        raise Refused("signature_empty", _("Nothing has been signed yet."), field="strokes")
    return strokes


def _strokes(value: Any) -> Strokes:
    width, height = _whole(value["width"], 1, MAX_SIDE), _whole(value["height"], 1, MAX_SIDE)
    paths = tuple(
        tuple((_whole(x, 0, width), _whole(y, 0, height)) for x, y in path) for path in value["paths"] if path
    )
    if value.keys() != {"width", "height", "paths"} or sum(map(len, paths)) > MAX_POINTS:
        raise ValueError
    return Strokes(width, height, paths)


def _whole(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise ValueError
    return value


def _unreadable() -> Refused:
    return Refused(
        "signature_unreadable",
        _("The signature could not be read."),
        field="strokes",
        remedy=_("Clear the pad and sign again, or sign on paper."),
    )
