"""What a request and an answer may hold, declared once: it reads, checks, and describes itself.

A shape is what OpenAPI's JSON Schema says and nothing more, so the document can't promise what the
interface doesn't keep.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from deskops.core.refusals import Refused, Text

MONEY = r"^(0|[1-9][0-9]{0,8})\.[0-9]{2}$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$"


class Shape(Protocol):
    """A kind of value: ``read`` checks one and brings it to Python, ``describe`` is its JSON Schema."""

    def read(self, value: object, at: str) -> Any:
        """The value; raises Refused ``invalid`` naming the place ``at``."""

    def describe(self) -> dict[str, Any]: ...


def invalid(at: str, message: Text, value: object = None) -> Refused:
    """The refusal of a request that isn't shaped as documented."""
    return Refused(
        "invalid",
        message,
        field=at or None,
        value=str(value)[:80] if value is not None else None,
        remedy=_("See /api/docs."),
    )


@dataclass(frozen=True)
class Str:
    """A text. ``pattern`` is anchored; without one, no control characters."""

    title: Text
    pattern: str = r"^[^\x00-\x1f\x7f\ud800-\udfff]*$"
    least: int = 0
    most: int = 40
    example: str = ""

    def read(self, value: object, at: str) -> str:
        if not isinstance(value, str):
            raise invalid(at, _("A text is expected here."), value)
        if not self.least <= len(value) <= self.most or not re.fullmatch(self.pattern[1:-1], value):
            raise invalid(at, _("This text is not as documented."), value)
        return value

    def describe(self) -> dict[str, Any]:
        said = {"type": "string", "description": str(self.title), "minLength": self.least}
        said |= {"maxLength": self.most}
        if self.pattern != Str.pattern:
            said["pattern"] = self.pattern
        return said | ({"example": self.example} if self.example else {})


@dataclass(frozen=True)
class Money:
    """Yuan as text with two decimal places, so that no program makes a float of it."""

    title: Text
    example: str = "58.00"

    def read(self, value: object, at: str) -> Decimal:
        if not isinstance(value, str) or not re.fullmatch(MONEY[1:-1], value):
            raise invalid(at, _("An amount is a text with two decimal places, like “12.50”."), value)
        return Decimal(value)

    def describe(self) -> dict[str, Any]:
        return {
            "type": "string",
            "description": str(self.title),
            "pattern": MONEY,
            "example": self.example,
        }


@dataclass(frozen=True)
class Moment:
    """A time with its offset from UTC."""

    title: Text

    def read(self, value: object, at: str) -> datetime:
        try:
            if isinstance(value, str) and re.fullmatch(MOMENT[1:-1], value):
                return datetime.fromisoformat(value)
        except ValueError:
            pass
        raise invalid(at, _("A time is like “2026-11-28T15:20:00+08:00”."), value)

    def describe(self) -> dict[str, Any]:
        return {
            "type": "string",
            "format": "date-time",
            "description": str(self.title),
            "pattern": MOMENT,
            "example": "2026-11-28T15:20:00+08:00",
        }


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    title: Text
    least: int = 0
    most: int = 1_000_000

    def read(self, value: object, at: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise invalid(at, _("A whole number is expected here."), value)
        return value

    def describe(self) -> dict[str, Any]:
        bounds = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer", "description": str(self.title), **bounds}


@dataclass(frozen=True)
class Yes:
    """True or false."""

    title: Text

    def read(self, value: object, at: str) -> bool:
        if not isinstance(value, bool):
            raise invalid(at, _("True or false is expected here."), value)
        return value

    def describe(self) -> dict[str, Any]:
        return {"type": "boolean", "description": str(self.title)}


@dataclass(frozen=True)
class OneOf:
    """One of some words."""

    title: Text
    words: tuple[str, ...]

    def read(self, value: object, at: str) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise invalid(at, _("One of these is expected: %s.") % ", ".join(self.words), value)
        return value

    def describe(self) -> dict[str, Any]:
        return {"type": "string", "description": str(self.title), "enum": list(self.words)}


@dataclass(frozen=True)
class Listed:
    """Some values of one shape."""

    title: Text
    of: Shape
    least: int = 0
    most: int = 500

    def read(self, value: object, at: str) -> list[Any]:
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            raise invalid(
                at,
                _("A list of %(least)d to %(most)d is expected here.")
                % {"least": self.least, "most": self.most},
            )
        return [self.of.read(one, f"{at}[{place}]") for place, one in enumerate(value)]

    def describe(self) -> dict[str, Any]:
        return {
            "type": "array",
            "description": str(self.title),
            "items": self.of.describe(),
            "minItems": self.least,
            "maxItems": self.most,
        }


@dataclass(frozen=True)
class Fields:
    """An object: ``needs`` must be there, ``may`` may, nothing else."""

    needs: Mapping[str, Shape]
    may: Mapping[str, Shape] | None = None
    title: Text = ""

    @property
    def all(self) -> dict[str, Shape]:
        """Every field by its name."""
        return {**self.needs, **(self.may or {})}

    def read(self, value: object, at: str = "") -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid(at, _("An object is expected here."))
        shapes = self.all
        for name in value:
            if name not in shapes:
                raise invalid(_place(at, str(name)[:40]), _("There is no such field."))
        for name in self.needs:
            if name not in value:
                raise invalid(_place(at, name), _("This field is missing."))
        return {name: shapes[name].read(one, _place(at, name)) for name, one in value.items()}

    def describe(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "type": "object",
            "properties": {name: shape.describe() for name, shape in self.all.items()},
            "required": list(self.needs),
            "additionalProperties": False,
        }
        return said | ({"description": str(self.title)} if self.title else {})


def _place(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
