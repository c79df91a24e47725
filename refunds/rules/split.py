"""How a refund divides over what paid for the purchase, and what an exchange leaves to settle."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from deskops.core.money import FEN, ZERO, format_money, round_to, yuan
from deskops.core.refusals import Refused


@dataclass(frozen=True)
class Paid:
    """What one tender paid for a purchase and hasn't given back yet; ``remaining`` yuan, at least zero."""

    tender: str
    remaining: Decimal
    is_cash: bool


@dataclass(frozen=True)
class Difference:
    """What an exchange leaves: yuan the customer pays, yuan the customer gets; one of them is zero."""

    to_pay: Decimal
    to_refund: Decimal


def split(amount: Decimal, paid: Sequence[Paid]) -> dict[str, Decimal]:
    """How much of a refund each tender gives back, by code, in proportion to what remains by it.

    Each share that isn't cash is rounded half up to the fen and cash takes the rest; without cash the
    tender of which most remains does (ties by code). Should the roundings of many tenders add up so
    that the rest is a fen or more off its own exact share, those that rounding moved farthest yield
    a fen each. So every share is less than a fen off its exact one, within what remains, and they
    sum to ``amount``; a refund of all that remains takes exactly that. The order of ``paid`` doesn't
    matter. In proportion to what remains, not to what was paid: both are the same while refunds follow
    this rule, and after an exception only the first stays possible. Source: spec 3, the rule that
    governs all of it; 客服部工作及对接流程 4, 一进一出相对应.

    Raises Refused ``more_than_paid``; ValueError for a negative amount, a fraction of a fen, or a
    tender that is named twice.
    """
    total = _total(amount, paid)
    if not amount:
        return {one.tender: ZERO for one in paid}
    *others, last = sorted(paid, key=lambda one: (one.is_cash, one.remaining, one.tender))
    shares = {one.tender: round_to(amount * one.remaining / total) for one in others}
    # How far each share lies above its exact one, in yuan × total, so that nothing is divided.
    above = {one.tender: shares[one.tender] * total - amount * one.remaining for one in others}
    _even_out(shares, above, by=FEN * total)
    return shares | {last.tender: amount - sum(shares.values(), ZERO)}


def _even_out(shares: dict[str, Decimal], above: dict[str, Decimal], *, by: Decimal) -> None:
    """Move single fen until what is left for the last tender is less than a fen off its exact share."""
    while abs(off := sum(above.values(), ZERO)) >= by:
        step = 1 if off > 0 else -1
        farthest = max(above, key=lambda tender: step * above[tender])
        shares[farthest] -= step * FEN
        above[farthest] -= step * by


def _total(amount: Decimal, paid: Sequence[Paid]) -> Decimal:
    if yuan(amount) < ZERO or any(yuan(one.remaining) < ZERO for one in paid):
        raise ValueError(f"a refund is counted positive: {amount} of {paid}")
    if len({one.tender for one in paid}) < len(paid):
        raise ValueError(f"a tender is named once: {paid}")
    total = sum((one.remaining for one in paid), ZERO)
    if amount > total:
        raise Refused(
            "more_than_paid",
            _("Only %(left)s yuan of what was paid can still be refunded.") % {"left": format_money(total)},
            field="amount",
            value=amount,
            remedy=_("Take a smaller amount, or look at the earlier refunds of this purchase."),
        )
    return total


def exchange(returned: Decimal, taken: Decimal) -> Difference:
    """The difference between goods that come back and goods taken instead, both in yuan at least zero.

    It is paid or refunded by the same rule as any purchase or refund (spec 3, afterwards). Raises
    ValueError for a negative amount.
    """
    back, instead = yuan(returned), yuan(taken)
    if min(back, instead) < ZERO:
        raise ValueError(f"goods are worth nothing or more: {returned}, {taken}")
    return Difference(to_pay=max(ZERO, instead - back), to_refund=max(ZERO, back - instead))


def over_slips(amount: Decimal, left: Sequence[Decimal]) -> list[Decimal]:
    """How much of ``amount`` yuan each slip of a bank card gives back, in the order of ``left``.

    A terminal undoes one slip at a time and never more than it paid. A slip of which exactly this is
    left is taken alone; else the newest gives first, since its way at the terminal is open the longest.
    Source: 客服部工作及对接流程 4c, reference number and trade date of the slip. Raises ValueError when the
    slips together have less left.
    """
    if amount in left:
        return [amount if at == left.index(amount) else ZERO for at in range(len(left))]
    parts: list[Decimal] = []
    for one in reversed(left):
        parts.append(min(max(one, ZERO), amount))
        amount -= parts[-1]
    if amount:
        raise ValueError(f"{amount} yuan more than the slips have left")
    return parts[::-1]
