"""What the law makes us keep of a member who asks to be forgotten (个人信息保护法 art. 47)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from deskops.core.plugs import Plugs
from deskops.core.refusals import Text

from .models import Member


@dataclass(frozen=True)
class Kept:
    """Why a member's data stay, and until when; None: until the matter is closed."""

    reason: Text
    until: date | None = None


@dataclass(frozen=True)
class Retention:
    """One rule that may keep a member's data: ``keeps`` answers for a member on a day, in one query."""

    key: str
    keeps: Callable[[Member, date], Kept | None]


RETENTIONS: Plugs[Retention] = Plugs(key="key")
