"""The takings as a kind of handoff: its parts, when it is due, what follows."""

from collections.abc import Iterator, Sequence
from typing import overload

from django.utils.translation import gettext_lazy as _

from deskops.handoffs.kinds import Cell, Column, HandoffKind, Section
from deskops.handoffs.rules import next_working_day
from deskops.org.models import Role
from deskops.papers.paper import AUDIT, DESK, FINANCE
from deskops.tills.plugs import takings_sections

from .lines import takings_lines
from .posting import takings_received, takings_sent

PAPERS = _("papers")
OWN = (
    Section("cash", _("Cash by shift"), quantity=_("pieces")),
    Section(
        "tenders",
        _("Other tenders"),
        (Column("taken", _("Taken"), Cell.MONEY), Column("paid", _("Paid back"), Cell.MONEY)),
        quantity=PAPERS,
    ),
    Section("clerks", _("By clerk"), (Column("tender", _("Tender")),), quantity=PAPERS, counted=False),
    Section(
        "slips",
        _("Slips and transfers"),
        (
            Column("tender", _("Tender")),
            Column("slip", _("Slip or reference")),
            Column("clerk", _("Clerk")),
        ),
        counted=False,
    ),
    Section("drawers", _("Cash in the drawers"), counted=False, summed=False),
    Section(
        "differences",
        _("Over and short"),
        (Column("moment", _("When")), Column("reason", _("Reason"))),
        counted=False,
    ),
    Section("fees", _("Fees"), counted=False),
    Section(
        "cards",
        _("Stored-value cards"),
        (
            Column("sold", _("Sold"), Cell.MONEY),
            Column("topped", _("Topped up"), Cell.MONEY),
            Column("redeemed", _("Redeemed"), Cell.MONEY),
            Column("refunded", _("Refunded"), Cell.MONEY),
            Column("closed", _("Closed"), Cell.MONEY),
        ),
        amount=_("Change"),
        counted=False,
    ),
    Section("liability", _("Owed on stored-value cards"), counted=False, summed=False),
)


class _Sections(Sequence[Section]):
    """The takings' own parts, and what workflows plugged in since."""

    def _all(self) -> tuple[Section, ...]:
        return (*OWN, *(part.section for part in takings_sections))

    @overload
    def __getitem__(self, at: int) -> Section: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Section]: ...
    def __getitem__(self, at: int | slice) -> Section | Sequence[Section]:
        return self._all()[at]

    def __iter__(self) -> Iterator[Section]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


TAKINGS = HandoffKind(
    "takings",
    "YK",
    _("takings with card sales"),
    Role.CLERK,
    Role.FINANCE,
    _Sections(),
    build=takings_lines,
    due=next_working_day,
    daily=True,
    receipt=True,
    copies=(DESK, FINANCE, AUDIT),
    sent=takings_sent,
    received=takings_received,
    readers=frozenset({Role.STORE_MANAGER, Role.AREA_MANAGER, Role.GENERAL_MANAGER}),
)
