"""What upper rooms add to a desk's day sheet and to what one clerk hands to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from deskops.core.money import ZERO
from deskops.core.plugs import Plugs
from deskops.handoffs.kinds import Line, Section
from deskops.org.models import Store

from .models import Till


@dataclass(frozen=True)
class DaySheetLine:
    """One line of a section: what, how many papers or pieces, yuan taken and paid (both positive)."""

    label: str | Promise
    number: int
    taken: Decimal = ZERO
    paid: Decimal = ZERO


@dataclass(frozen=True)
class DaySheetSection:
    """A part of the day sheet that its workflow adds up; what payments say stands there by itself.

    ``lines`` gets the desk position and the business date, and answers in one query.
    """

    code: str
    label: str | Promise
    lines: Callable[[Till, date], Sequence[DaySheetLine]]
    order: int = 50


@dataclass(frozen=True)
class HandoverPart:
    """Something beside the cash that one clerk hands to the next: keys, boxes, what is open.

    ``lines`` are of the section ``items``, their keys begin with ``code``; one query.
    """

    code: str
    lines: Callable[[Store], Sequence[Line]]
    order: int = 50


@dataclass(frozen=True)
class TakingsSection:
    """A part of the takings that a workflow adds to explain them: its lines are not counted.

    ``lines`` gets the store and the business date, and answers in one query; ``section`` says their
    columns, with ``counted=False``.
    """

    section: Section
    lines: Callable[[Store, date], Sequence[Line]]

    @property
    def code(self) -> str:
        return self.section.code


takings_sections: Plugs[TakingsSection] = Plugs(key="code")
day_sheet_sections: Plugs[DaySheetSection] = Plugs(key="code")
handover_parts: Plugs[HandoverPart] = Plugs(key="code")
