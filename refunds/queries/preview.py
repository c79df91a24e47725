"""The goods of a purchase before they are chosen, each with what its date allows today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import ZERO
from deskops.core.shell import Tone

from ..models import PurchaseLine, Refund
from ..rules.windows import Condition, Reason, Until, Verdict
from ..wording import until_words
from .rules import rules_of

CASES = (
    (Reason.UNWANTED, Condition.UNOPENED),
    (Reason.QUALITY, Condition.DEFECTIVE),
)
"""What customers ask for most: not wanted and unopened, faulty."""


@dataclass(frozen=True)
class Goods:
    """One line of the purchase: how much can still come back, and until when by which reason."""

    line: PurchaseLine
    allowed: tuple[tuple[str, Tone], ...]

    @property
    def left(self) -> Decimal:
        """Pieces or kilograms that are neither back nor asked for."""
        return max(ZERO, self.line.quantity - self.line.reserved - self.line.returned)


def previewed(refund: Refund, now: datetime) -> list[Goods]:
    """Every line with what the rules allow for goods not wanted and for faulty ones, in four queries."""
    lines = list(
        PurchaseLine.objects.filter(purchase=refund.purchase_id)
        .select_related("floor", "given_by")
        .order_by("position")
    )
    rules = rules_of(refund.purchase, {line.category for line in lines})
    bought_at, exchange = refund.purchase.bought_at, refund.purpose == Refund.Purpose.EXCHANGE
    return [
        Goods(
            line,
            tuple(_allowed(rules.judge_as(line, *case, bought_at, now), exchange=exchange) for case in CASES),
        )
        for line in lines
    ]


def _allowed(found: Verdict, *, exchange: bool) -> tuple[str, Tone]:
    """What was asked for until its day, else the most that is still possible, else when it ended."""
    may, until = found.refund, found.refund_until
    if exchange:
        may, until = found.exchange, found.exchange_until
    if may:
        return (_("until %(day)s") % {"day": _short(until)} if until else _("yes, any time")), Tone.PLAIN
    if found.exchange:
        return _("exchange until %(day)s") % {"day": _short(found.exchange_until)}, Tone.DUE
    if found.repair:
        return _("repair until %(day)s") % {"day": _short(found.repair_until)}, Tone.DUE
    return (_("ended %(day)s") % {"day": _short(until)} if until else _("not possible")), Tone.LATE


def _short(until: Until | None) -> str:
    """Month and day, and the time where a rule counts hours."""
    return until_words(until)[5:]
