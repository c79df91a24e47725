"""The trade of group purchase: tiers, how a bonus is given, what a card may hold. Pure functions.

Every figure is a dated setting and comes in as a parameter; docs/group.md works examples, tests read them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from deskops.core.calendar import WorkCalendar, add_working_days, end_of
from deskops.core.dated import Dated
from deskops.core.money import FEN, ZERO, format_money, round_to, yuan
from deskops.core.refusals import Refused

from ..seeds import RULE

MOST_CARDS = 100_000
LEAST_YEARS = 3
"""单用途商业预付卡管理办法（试行）第十九条: no setting may promise less."""

_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True)
class Tier:
    """From ``start`` yuan of an order's total on, ``percent`` of it is granted."""

    start: Decimal
    percent: Decimal


@dataclass(frozen=True)
class Policy:
    """The tiers that hold on a day, and to which step a bonus is rounded down (yuan)."""

    tiers: tuple[Tier, ...]
    step: Decimal
    source: str

    @classmethod
    def read(cls, setting: Dated) -> "Policy":
        """The policy that a setting holds; raises ValueError for one that is malformed."""
        value: Mapping[str, Any] = setting.value
        tiers = tuple(sorted((Tier(yuan(a), Decimal(b)) for a, b in value["tiers"]), key=lambda t: t.start))
        if any(tier.start <= ZERO or tier.percent < ZERO for tier in tiers):
            raise ValueError("a tier begins above nothing and grants nothing less")
        return cls(tiers, yuan(value["step"]), setting.source)

    def tier(self, total: Decimal) -> Tier | None:
        """The highest tier that a total reaches, None below the first."""
        return next((tier for tier in reversed(self.tiers) if total >= tier.start), None)


def bonus(total: Decimal, policy: Policy) -> Decimal:
    """What an order of that total earns: the percentage of the highest tier it reaches, of all of it.

    Rounded down to the policy's step. Source: 客服部工作及对接流程第三条（奖金政策解释）, the tiers are the
    house's, dated.
    """
    tier = policy.tier(total)
    return yuan(total * tier.percent / 100 // policy.step * policy.step) if tier else ZERO


def within_bearer_limit(face: Decimal, limit: Dated) -> None:
    """A bearer card holds no more than the limit, bonus on it included.

    单用途商业预付卡管理办法（试行）第十八条. Raises Refused.
    """
    if face > limit.yuan:
        raise Refused(
            "bearer_limit",
            _("A bearer card may hold %(limit)s yuan at most. Rule: %(rule)s.")
            % {"limit": format_money(limit.yuan), "rule": limit.source},
            field="lines",
            value=face,
            remedy=_("Take smaller faces, or the bonus as further cards."),
        )


def total_of(lines: Sequence[tuple[Decimal, int]]) -> tuple[Decimal, int]:
    """Yuan and cards of lines of (face, count). Raises Refused for none, a face twice, or too many cards."""
    if not lines:
        raise Refused("lines_missing", _("Say which faces and how many cards."), field="lines")
    if len({face for face, _count in lines}) < len(lines):
        raise Refused("face_twice", _("A face is named twice."), field="lines")
    if any(face <= ZERO or count < 1 for face, count in lines):
        raise Refused("line_empty", _("Face and number of cards are more than nothing."), field="lines")
    cards = sum(count for _face, count in lines)
    if cards > MOST_CARDS:
        raise Refused(
            "too_many_cards",
            _("An order has at most %(most)s cards.") % {"most": MOST_CARDS},
            field="lines",
            value=cards,
        )
    return sum((face * count for face, count in lines), ZERO), cards


def bonus_cards(amount: Decimal, face: Decimal) -> list[tuple[Decimal, int]]:
    """A bonus as further cards: as many of the face as fit, and one with the rest; (face, count) each."""
    whole = int(amount // face)
    rest = amount - face * whole
    return [(value, count) for value, count in ((face, whole), (rest, 1 if rest else 0)) if count]


def shares(amount: Decimal, faces: Sequence[Decimal]) -> list[Decimal]:
    """A bonus spread over cards in proportion to their faces, to the fen; together exactly the bonus.

    The fen that rounding down leaves go to the first cards, one each, so that no two cards of one face
    differ by more.
    """
    total = sum(faces, ZERO)
    parts = [round_to(amount * face / total, FEN, ROUND_DOWN) for face in faces]
    left = int((amount - sum(parts, ZERO)) / FEN)
    return [part + FEN if at < left else part for at, part in enumerate(parts)]


def valid_until(day: date, years: Dated) -> date:
    """The last day of a bearer card activated on ``day``: the same day so many years later.

    The day after where there is none (29 February): at least three whole years
    (单用途商业预付卡管理办法（试行）第十九条). Raises ValueError for a setting below that.
    """
    if years.number < LEAST_YEARS:
        raise ValueError(f"a bearer card is valid for {LEAST_YEARS} years at least")
    try:
        return day.replace(year=day.year + years.number)
    except ValueError:
        return date(day.year + years.number, 3, 1)


def by_transfer(*, at_distance: bool, names_accounts: bool) -> None:
    """What is not bought face to face is paid by a transfer that names both accounts, whatever its amount.

    单用途商业预付卡管理办法（试行）第十六条; 国办发〔2011〕25号. Raises Refused.
    """
    if at_distance and not names_accounts:
        raise Refused(
            "transfer_at_distance",
            _("What is not bought face to face is paid by bank transfer only. Rule: %(rule)s.")
            % {"rule": f"{RULE}第十六条"},
            field="tender",
            remedy=_("Take a transfer and enter both accounts."),
        )


def next_step_due(state: str, since: date, calendar: WorkCalendar) -> datetime | None:
    """By when the next step of an order is made: the end of the first working day after the last one.

    The customer is walked round the same day (客服部工作及对接流程第三条), and what goes to finance is due
    its next working day (spec 1). None for an order that waits for the buyer's money only.
    """
    return None if state == "signed" else end_of(add_working_days(since, 1, calendar))


def needs_identity(total: Decimal, limit: Dated) -> bool:
    """Whether buyer and agent are identified: from the limit of the order's total on.

    单用途商业预付卡管理办法（试行）第十五条: by order, not by card or payment.
    """
    return total >= limit.yuan


@dataclass(frozen=True)
class Back:
    """What comes of giving cards back, in yuan; see ``given_back``."""

    principal: Decimal
    bonus_off: Decimal
    deducted: Decimal

    @property
    def pays(self) -> Decimal:
        """What the buyer gets."""
        return self.principal - self.deducted


def given_back(
    *, principal: Decimal, on_cards: Decimal, kept: Decimal, granted: Decimal, policy: Policy
) -> Back:
    """What is paid for unused cards that come back.

    ``principal`` was paid for them, ``on_cards`` is the bonus still on them; ``kept`` is the principal
    that stays with the buyer and ``granted`` the bonus granted in all and not taken off yet. The bonus
    that the kept part no longer earns goes back: first from the cards that are brought, whose bonus is
    taken off whole, the rest is deducted from the money. Never more than was paid, never below nothing
    (法释〔2025〕4号第二十条, 第二十一条).
    """
    lost = max(ZERO, granted - bonus(kept, policy))
    deducted = min(principal, max(ZERO, lost - on_cards))
    return Back(principal, on_cards, deducted)


def credit_code(raw: str) -> str:
    """A unified social credit code (统一社会信用代码) as stored. Source: GB 32100-2015, check digit MOD 31.

    Raises Refused for what can't be one.
    """
    code = raw.strip().replace(" ", "").upper()
    known = len(code) == 18 and all(sign in _CREDIT_SIGNS for sign in code)
    if not known or code[-1] != _check_sign(code):
        raise Refused(
            "credit_code",
            _("This is no unified social credit code."),
            value=code[:18],
            remedy=_("Copy its 18 signs from the business licence; it has no I, O, S, V and Z."),
        )
    return code


def _check_sign(code: str) -> str:
    weighed = zip(code, _CREDIT_WEIGHTS, strict=False)
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in weighed)
    return _CREDIT_SIGNS[(31 - total % 31) % 31]
