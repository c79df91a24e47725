"""What each room adds to the world of another store: one module a room, with ``pks(here)``."""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from cards.models import CardAct
from members.models import Member


@dataclass(frozen=True)
class Here:
    """What is there already: the store's desk with its people, a member and the sale of a card."""

    desk: Any
    member: Member
    sale: CardAct
    now: datetime


def made_by_rooms(here: Here) -> dict[str, int]:
    """By URL's name, or what it begins with, the key of the thing that each room made."""
    rooms = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))
    made: dict[str, int] = {}
    for room in rooms:
        made |= import_module(f"{__name__}.{room}").pks(here)
    return made
