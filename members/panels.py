"""What the rooms above add to a member's page: panels with what needs attention, and acts with their keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deskops.core.pages import Attention
from deskops.core.plugs import Plugs
from deskops.core.refusals import Text
from deskops.org.access import Access
from deskops.org.models import Role

from .models import Member


@dataclass(frozen=True)
class PanelContent:
    """What a panel shows: ``data`` for its template, ``attention`` for the strip at the head of the page.

    Without ``data`` there is no panel, only the strip.
    """

    data: dict[str, Any] | None = None
    attention: Sequence[Attention] = field(default_factory=tuple)


@dataclass(frozen=True)
class MemberPanel:
    """A panel at the left of a member's page; ``look`` asks one query, and None leaves nothing.

    A panel that comes ``later`` is fetched right after the page is shown, together with the others that do.
    """

    title: Text
    template: str
    look: Callable[[Member, Access, datetime], PanelContent | None]
    roles: frozenset[Role] = field(default_factory=Role.everyone)
    order: int = 50
    later: bool = False


@dataclass(frozen=True)
class MemberAct:
    """Something to do for a member, started from their page by ``key``.

    ``stopped`` says why it can't be done now (the ID number is missing), "" when it can, and None
    when there is nothing to do. What is ``next`` is offered as soon as a member card was issued.
    """

    key: str
    label: Text
    url: Callable[[Member], str]
    roles: frozenset[Role]
    stopped: Callable[[Member], Text | None] = lambda _member: ""
    order: int = 50
    next: bool = False


MEMBER_PANELS: Plugs[MemberPanel] = Plugs(key="template")
MEMBER_ACTS: Plugs[MemberAct] = Plugs(key="key")
