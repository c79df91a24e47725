"""What the date of purchase allows: refund, exchange or repair, and by which rule.

Windows are calendar days from the calendar date of purchase in Shanghai, which isn't counted; an end
on a day off rolls to the next working day (民法典 201, 203). Months end on the same day of the month, or
on its last (民法典 202). Hours run from the moment of purchase and don't roll.
"""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from deskops.core.calendar import SHANGHAI, WorkCalendar, end_of, local_date, window_end

from .terms import Condition, GuaranteeTerms, LawTerms, Reason, ReturnTerms, Until, Verdict, Why

__all__ = [
    "Condition",
    "GuaranteeTerms",
    "LawTerms",
    "Reason",
    "ReturnTerms",
    "Until",
    "Verdict",
    "Why",
    "verdict",
]

_NOTHING = Verdict(
    refund=False,
    exchange=False,
    repair=False,
    refund_until=None,
    exchange_until=None,
    repair_until=None,
    why=Why.NO_PROMISE,
)
_AT_ANY_TIME = replace(_NOTHING, refund=True, exchange=True)
_OURS = {
    Reason.WRONG_PRICE: replace(
        _AT_ANY_TIME, why=Why.OVERCHARGED, source="价格法第四十一条", starts=date(1998, 5, 1)
    ),
    Reason.SERVICE: replace(
        _AT_ANY_TIME, why=Why.SERVICE_FAULT, source="消费者权益保护法第五十二条", starts=date(2014, 3, 15)
    ),
}


def verdict(
    *,
    reason: Reason,
    condition: Condition,
    terms: ReturnTerms | None,
    guarantee: GuaranteeTerms | None,
    bought_at: datetime,
    now: datetime,
    calendar: WorkCalendar,
    repairs_failed: int = 0,
    law: LawTerms | None = None,
) -> Verdict:
    """What a customer may have for goods of one line, by the rules that held when they were bought.

    - Wrong price and service are the store's fault and not bound to the goods' window: what was
      overpaid is given back (价格法 13, 41), and harm done by bad service is made good, by a refund too
      (消费者权益保护法 52). No law or rule of the house sets days for either.
    - Faulty goods, by reason or condition: of the company's rule, the three guarantees and the law the
      most favourable end holds for each of refund, exchange and repair. A notice can't take away what
      the law grants (消费者权益保护法 26), so the seven days of its article 24 stand under every rule that
      counts days, and under "not returnable". A rule in hours, for goods that spoil, is the agreement
      that article 24 lets go first.
    - Unwanted goods: only as the company promised. Seven days without a reason are the law for distance
      sales alone (消费者权益保护法 25). Used goods aren't taken where the rule asks for a condition;
      whether opened goods meet its words, the clerk and the floor supervisor see.

    Who may have the money back may take other goods instead. A later ``now`` never allows more.
    """
    if reason in _OURS:
        return _OURS[reason]
    bought = _Bought(bought_at, calendar)
    if reason == Reason.QUALITY or condition == Condition.DEFECTIVE:
        return _judged(_for_faulty(terms, guarantee, law or LawTerms(), bought, repairs_failed), now)
    if terms is None:
        return _NOTHING
    if against := _against(terms, condition):
        return replace(_NOTHING, why=against, source=terms.source, starts=terms.starts)
    return _judged([_by_company(terms, bought)], now)


@dataclass(frozen=True)
class _Bought:
    """The moment of purchase and what may be counted from it."""

    at: datetime
    calendar: WorkCalendar

    def days(self, count: int | None) -> date | None:
        return None if count is None else window_end(local_date(self.at), count, self.calendar)

    def hours(self, count: int | None) -> datetime | None:
        return None if count is None else self.at.astimezone(SHANGHAI) + timedelta(hours=count)

    def months(self, count: int) -> date:
        """The same day of a later month or its last day, rolled off a day off."""
        day = local_date(self.at)
        years, month = divmod(day.month - 1 + count, 12)
        last = months.monthrange(day.year + years, month + 1)[1]
        return window_end(date(day.year + years, month + 1, min(day.day, last)), 0, self.calendar)


@dataclass(frozen=True)
class _Grant:
    """What one rule gives: the ends of refund, exchange and repair; None is not at all."""

    why: Why
    source: str
    starts: date
    ends: tuple[Until | None, Until | None, Until | None]


def _against(terms: ReturnTerms, condition: Condition) -> Why | None:
    if not terms.returnable:
        return Why.NOT_RETURNABLE
    return Why.CONDITION if terms.condition and condition == Condition.USED else None


def _for_faulty(
    terms: ReturnTerms | None,
    guarantee: GuaranteeTerms | None,
    law: LawTerms,
    bought: _Bought,
    repairs_failed: int,
) -> list[_Grant]:
    grants = []
    if terms and {terms.refund_days, terms.refund_hours, terms.exchange_days} != {None}:
        grants.append(_by_company(terms, bought))
    if guarantee:
        grants.append(_by_guarantee(guarantee, bought, repairs_failed))
    if terms and terms.refund_hours is not None:
        return grants
    return [*grants, _by_law(law, bought, ruled=bool(grants), guaranteed=guarantee is not None)]


def _by_company(terms: ReturnTerms, bought: _Bought) -> _Grant:
    refund = bought.hours(terms.refund_hours) or bought.days(terms.refund_days)
    exchange = _latest([refund, bought.days(terms.exchange_days)])
    return _Grant(Why.COMPANY, terms.source, terms.starts, (refund, exchange, None))


def _by_guarantee(terms: GuaranteeTerms, bought: _Bought, repairs_failed: int) -> _Grant:
    last = bought.months(terms.months)
    if repairs_failed >= terms.failed_repairs:
        return _Grant(Why.REPAIRS_FAILED, terms.source, terms.starts, (last, last, last))
    refund, exchange = bought.days(terms.refund_days), bought.days(terms.exchange_days)
    return _Grant(Why.GUARANTEE, terms.source, terms.starts, (refund, exchange, last))


def _by_law(terms: LawTerms, bought: _Bought, *, ruled: bool, guaranteed: bool) -> _Grant:
    """Where another rule names days the law adds its seven; where a guarantee does, no longer repair."""
    refund, last = bought.days(terms.refund_days), bought.months(terms.months)
    ends = (refund, refund if ruled else last, None if guaranteed else last)
    return _Grant(Why.LAW, terms.source, terms.starts, ends)


def _judged(grants: list[_Grant], now: datetime) -> Verdict:
    """The latest end of each kind, by the rule that grants the most of what is still open.

    Of two rules that grant the same the first is named: the company's own, then the guarantee.
    """
    refund, exchange, repair = (_latest(ends) for ends in zip(*(one.ends for one in grants), strict=True))
    may = [_is_open(end, now) for end in (refund, exchange, repair)]
    most = may.index(True) if any(may) else 0
    rule = max(grants, key=lambda one: _closing(one.ends[most]))
    return Verdict(
        refund=may[0],
        exchange=may[1],
        repair=may[2],
        refund_until=refund,
        exchange_until=exchange,
        repair_until=repair,
        why=rule.why if any(may) else Why.WINDOW_OVER,
        source=rule.source,
        starts=rule.starts,
    )


def _is_open(end: Until | None, now: datetime) -> bool:
    if end is None or isinstance(end, datetime):
        return end is not None and now <= end
    return local_date(now) <= end


def _latest(ends: Iterable[Until | None]) -> Until | None:
    return max(ends, key=_closing)


def _closing(end: Until | None) -> datetime:
    """Ends in their order: none at all, then by the moment they close."""
    if end is None:
        return datetime.min.replace(tzinfo=UTC)
    return end if isinstance(end, datetime) else end_of(end)
