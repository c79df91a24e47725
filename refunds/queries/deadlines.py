"""Until when the bank's terminal gives money back, as the page of a refund says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskops.core.calendar import local_date
from deskops.core.dated import setting_at
from deskops.core.shell import Tone

from ..models import Purchase, RefundTender
from ..rules.tenders import TerminalWay, Way, terminal_way
from ..seeds import TERMINAL_DAYS

TERMINAL = "bank_card"


@dataclass(frozen=True)
class Deadline:
    """One date that binds this refund: what it is about, what it says, how urgent it is."""

    label: str
    text: str
    tone: Tone


def terminal_of(purchase: Purchase, money: Iterable[RefundTender], now: datetime) -> TerminalWay | None:
    """The bank terminal's way today for the slip that closes first; None for other tenders."""
    printed = [
        (row.of_exchange.paid_at if row.of_exchange else None) or purchase.bought_at
        for row in money
        if row.out_tender.code == TERMINAL
    ]
    if not printed:
        return None
    days = setting_at(TERMINAL_DAYS, on=purchase.bought_on, store=purchase.store).number
    return terminal_way(bought_on=local_date(min(printed)), today=local_date(now), days=days)


def told(terminal: TerminalWay, *, voids: bool) -> Deadline:
    """The terminal's day in words; a part of a payment isn't voided, it is refunded on its day too."""
    words = {
        Way.VOID: (_("void today with the trace number; from tomorrow a refund until %(day)s"), Tone.INFO),
        Way.REFUND: (_("refund by the terminal until %(day)s"), Tone.INFO),
        Way.CLOSED: (_("closed since %(day)s: only the supervised exception is left"), Tone.LATE),
    }
    way = Way.REFUND if terminal.way is Way.VOID and not voids else terminal.way
    text, tone = words[way]
    return Deadline(_("UnionPay terminal"), text % {"day": f"{terminal.until:%Y-%m-%d}"}, tone)
