"""Which rule holds for which goods on a day: the company's and the catalogue of the three guarantees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from deskops.core.calendar import WorkCalendar, local_date
from deskops.core.holidays import calendar_for
from deskops.org.models import Store

from ..models import GuaranteeRule, Purchase, PurchaseLine, Refund, ReturnRule
from ..rules.windows import Condition, GuaranteeTerms, Reason, ReturnTerms, Verdict, verdict


@dataclass(frozen=True)
class Rules:
    """The rules of one purchase by category, as they held on its day, and the calendar they count by."""

    company: dict[str, ReturnTerms]
    guarantee: dict[str, GuaranteeTerms]
    calendar: WorkCalendar

    def terms_for(self, category: str) -> ReturnTerms | None:
        """The company's rule for a category, the general one where it has none."""
        return self.company.get(category) or self.company.get("")

    def judge(self, line: PurchaseLine, refund: Refund, bought_at: datetime, now: datetime) -> Verdict:
        """What may be done with a line for the reason and in the condition that the clerk noted."""
        return self.judge_as(
            line,
            Reason(refund.reason),
            Condition(refund.condition),
            bought_at,
            now,
            repairs_failed=refund.repairs_failed,
        )

    def judge_as(
        self,
        line: PurchaseLine,
        reason: Reason,
        condition: Condition,
        bought_at: datetime,
        now: datetime,
        *,
        repairs_failed: int = 0,
    ) -> Verdict:
        """What may be done with a line for a reason and in a condition.

        Of goods given in exchange a fault is told from the day the customer received them
        (消费者权益保护法 24; the three guarantees begin anew); the company's promise to take back what
        isn't wanted runs from the purchase, or each exchange would prolong it.
        """
        faulty = reason == Reason.QUALITY or condition == Condition.DEFECTIVE
        given_at = line.given_by.paid_at if line.given_by and faulty else None
        return verdict(
            reason=reason,
            condition=condition,
            terms=self.terms_for(line.category),
            guarantee=self.guarantee.get(line.category),
            bought_at=given_at or bought_at,
            now=now,
            calendar=self.calendar,
            repairs_failed=repairs_failed,
        )


def rules_of(purchase: Purchase, categories: Iterable[str]) -> Rules:
    """All rules that the goods of a purchase need, in three queries."""
    wanted, on = set(categories), local_date(purchase.bought_at)
    return Rules(
        company_terms(purchase.store, wanted, on),
        guarantee_terms(wanted, on),
        calendar_for({on.year, on.year + 1, on.year + 2}),
    )


def company_terms(store: Store, categories: set[str], on: date) -> dict[str, ReturnTerms]:
    """The company's rule of each category on a day; a store's own goes before the chain's."""
    rows = ReturnRule.objects.filter(
        Q(store=store) | Q(store__isnull=True), category__in=categories | {""}, starts__lte=on
    ).order_by("category", F("store").asc(nulls_last=True), "-starts")
    return {
        row.category: ReturnTerms(
            category=row.category,
            returnable=row.returnable,
            refund_days=row.refund_days,
            refund_hours=row.refund_hours,
            exchange_days=row.exchange_days,
            condition=row.condition,
            source=row.source,
            starts=row.starts,
        )
        for row in reversed(list(rows))
    }


def guarantee_terms(categories: set[str], on: date) -> dict[str, GuaranteeTerms]:
    """The entries of the catalogue for these categories on a day."""
    rows = GuaranteeRule.objects.filter(category__in=categories, starts__lte=on).order_by("starts")
    return {
        row.category: GuaranteeTerms(
            category=row.category,
            refund_days=row.refund_days,
            exchange_days=row.exchange_days,
            months=row.months,
            source=row.source,
            starts=row.starts,
        )
        for row in rows
    }
