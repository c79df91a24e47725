"""What a closed card pays out: 法释〔2025〕4号 art. 14 to 20, line by line. Pure functions.

Amounts are yuan. What was spent is net of what came back to the card. Money that was paid first is
taken to be spent first. ``docs/closing.md`` works the cases; the tests read them there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.core.calendar import WorkCalendar, within_window
from deskops.core.money import ZERO, format_money, round_to
from deskops.core.refusals import Refused, Text

YEAR = 365
COURT = "法释〔2025〕4号"


class Cause(TextChoices):
    """Why the money goes back: the court reckons by it."""

    CONSUMER = "consumer", gettext_lazy("the customer's own wish")
    MERCHANT = "merchant", gettext_lazy("the mall's doing: moved, closed, changed its terms")
    NEITHER = "neither", gettext_lazy("neither's: illness, moving away, circumstances")


@dataclass(frozen=True)
class PaidIn:
    """One payment onto the card: principal the customer's own money, bonus what was given with it."""

    on: date
    principal: Decimal
    bonus: Decimal = ZERO


@dataclass(frozen=True)
class Spent:
    """What was bought with the card in all: at the price before discount, and at the price paid."""

    listed: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Line:
    """One step of the reasoning, as the customer reads it: what, how much, by which rule."""

    what: Text
    amount: Decimal
    rule: str


@dataclass(frozen=True)
class Reckoning:
    """What goes back: ``withdrawn`` of payments of the last days in full, ``by_rule`` of the others."""

    paid_in: Decimal
    withdrawn: Decimal
    by_rule: Decimal
    lines: tuple[Line, ...]

    @property
    def due(self) -> Decimal:
        """What the customer gets, interest apart; never below nothing, never above what was paid."""
        return self.withdrawn + self.by_rule


def net_of_returns(listed: Decimal, paid: Decimal, back: Decimal) -> tuple[Spent, Decimal]:
    """What a purchase still counts for after ``back`` returned to the card, and what was returned beyond it.

    The price before discount shrinks in proportion, rounded half up.
    """
    kept = max(ZERO, paid - back)
    share = round_to(listed * kept / paid) if paid else ZERO
    return Spent(max(share, kept), kept), max(ZERO, back - paid)


def reckon(
    *,
    payments: Sequence[PaidIn],
    spent: Spent,
    cause: Cause,
    asked_on: date,
    days: int = 7,
    calendar: WorkCalendar | None = None,
) -> Reckoning:
    """What a card pays out that is closed on ``asked_on``.

    Payments of the last ``days`` days go back in full whatever the cause (art. 14), less what was spent
    of them at the price paid; the first day isn't counted, an end on a day off rolls. Of the others the
    value of what was bought is taken off (art. 15): for the customer's own wish at the price before
    discount (art. 19), else at the price paid times paid ÷ (paid + bonus) (art. 18). A value above the
    payment is never claimed (art. 20).
    """
    fresh = [one for one in payments if within_window(asked_on, one.on, days, calendar)]
    older = [one for one in payments if one not in fresh]
    new = sum((one.principal for one in fresh), ZERO)
    own = sum((one.principal for one in older), ZERO)
    bonus = sum((one.bonus for one in older), ZERO)
    of_older = min(spent.paid, own + bonus)
    of_fresh = min(spent.paid - of_older, new)
    by_rule, reasons = _by_rule(own, bonus, _share(spent, of_older), cause)
    withdrawn = new - of_fresh
    lines = [Line(_("Paid onto the card"), own + new, f"{COURT}第十五条")]
    if fresh:
        lines += [
            Line(_("of this within %(days)d days of payment") % {"days": days}, new, f"{COURT}第十四条"),
            Line(_("− spent of it, at the price paid"), of_fresh, f"{COURT}第十五条"),
            Line(_("= back in full"), withdrawn, f"{COURT}第十四条"),
        ]
    lines += reasons if older else []
    lines.append(Line(_("To be paid out"), withdrawn + by_rule, f"{COURT}第十四、十五条"))
    return Reckoning(own + new, withdrawn, by_rule, tuple(lines))


def _share(spent: Spent, paid: Decimal) -> Spent:
    """So much of what was spent as ``paid`` bought, the price before discount in proportion."""
    if not spent.paid or paid == spent.paid:
        return Spent(spent.listed if paid else ZERO, paid)
    return Spent(round_to(spent.listed * paid / spent.paid), paid)


def _by_rule(own: Decimal, bonus: Decimal, spent: Spent, cause: Cause) -> tuple[Decimal, list[Line]]:
    lines = [Line(_("paid earlier"), own, f"{COURT}第十五条")]
    if bonus:
        lines.append(Line(_("bonus given with it, not paid by the customer"), bonus, f"{COURT}第十八条"))
    if cause == Cause.CONSUMER:
        value = spent.listed
        what, rule = _("− bought with it, at the price before discount"), f"{COURT}第十九条"
    elif bonus:
        value = round_to(spent.paid * own / (own + bonus))
        what = _("− bought with it, at the price paid × %(own)s ÷ (%(own)s + %(bonus)s)") % {
            "own": format_money(own),
            "bonus": format_money(bonus),
        }
        rule = f"{COURT}第十八条第一款"
    else:
        value = spent.paid
        what, rule = _("− bought with it, at the price paid"), f"{COURT}第十八条第一款第一项"
    lines.append(Line(what, value, rule))
    left = own - value
    if left < ZERO:
        lines.append(Line(_("the value above the payment is not claimed"), -left, f"{COURT}第二十条"))
    due = max(ZERO, left)
    lines.append(Line(_("= back of what was paid earlier"), due, f"{COURT}第十五条"))
    return due, lines


def interest(*, amount: Decimal, rate: Decimal, since: date, until: date) -> Decimal:
    """Simple interest in yuan at ``rate`` per cent a year from the day the contract ended to the pay-out.

    The first day isn't counted, a year has 365 days, rounded half up to the fen (法释〔2025〕4号
    art. 16, 17).
    """
    days = max(0, (until - since).days)
    return round_to(amount * rate * days / (100 * YEAR))


def in_cash(*, amount: Decimal, limit: Decimal, source: str) -> None:
    """A balance up to the limit may be paid in cash. Raises Refused above it.

    单用途商业预付卡管理办法（试行）第二十一条.
    """
    if amount > limit:
        raise Refused(
            "closing_not_in_cash",
            _("Above %(limit)s yuan a closed card is paid to a bank account. Rule: %(rule)s.")
            % {"limit": format_money(limit), "rule": source},
            field="way",
            value=amount,
            remedy=_("Enter the holder's bank account."),
        )


def agreed(*, cause: Cause, by_supervisor: bool) -> None:
    """Another cause than the customer's own wish is the supervisor's word. Raises Refused."""
    if cause != Cause.CONSUMER and not by_supervisor:
        raise Refused(
            "cause_not_agreed",
            _("That it isn't the customer's own wish, the desk supervisor confirms."),
            field="number",
            remedy=_("Let the supervisor enter number and password, or choose the customer's own wish."),
        )
