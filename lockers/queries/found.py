"""Found items and reports of loss: lists, and which fit each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from deskops.org.access import Access
from deskops.org.models import Store

from ..models import Category, CustodyStep, FoundItem, HandingOver, LossReport
from ..rules.matching import LEAST, Described, Match, score
from ..services.items import items
from ..services.losses import losses

PAGE = 30
CANDIDATES = 400
SHOWN = 6
EARLIER = 1
"""A thing may have been found so many days before its owner says it was there last: people err by a day."""


@dataclass(frozen=True)
class Fits[T]:
    """Something that may be meant, with score and reasons."""

    what: T
    match: Match


def of_item(item: FoundItem) -> Described:
    """What is known of a found item."""
    words = f"{item.description} {item.marks}"
    floor = item.floor.code if item.floor else ""
    return Described(item.category, words, item.found_on, item.found_on, item.colour, item.where, floor)


def of_loss(report: LossReport) -> Described:
    """What is known of a thing that is missed."""
    words = f"{report.description} {report.marks}"
    floor = report.floor.code if report.floor else ""
    days = (report.lost_from, report.lost_to)
    return Described(report.category, words, *days, report.colour, report.where, floor)


def losses_like(item: FoundItem) -> list[Fits[LossReport]]:
    """Open reports of loss that may mean the item, best first; one query."""
    rows = losses().filter(
        _kinds(item.category),
        store=item.store_id,
        state=LossReport.State.OPEN,
        lost_from__lte=item.found_on + timedelta(days=EARLIER),
    )
    found = of_item(item)
    return _best((row, score(found, of_loss(row))) for row in rows.order_by("-pk")[:CANDIDATES])


def items_like(report: LossReport) -> list[Fits[FoundItem]]:
    """Found items still here that the report may mean, best first; one query."""
    rows = items().filter(
        _kinds(report.category),
        store=report.store_id,
        state=FoundItem.State.KEPT,
        found_on__gte=report.lost_from - timedelta(days=EARLIER),
    )
    lost = of_loss(report)
    return _best((row, score(lost, of_item(row))) for row in rows.order_by("-pk")[:CANDIDATES])


def _kinds(category: str) -> Q:
    return Q() if category == Category.OTHER else Q(category__in=[category, Category.OTHER])


def _best[T](scored: Iterable[tuple[T, Match]]) -> list[Fits[T]]:
    fit = [Fits(what, match) for what, match in scored if match.score >= LEAST]
    return sorted(fit, key=lambda one: -one.match.score)[:SHOWN]


def chain(item: FoundItem) -> list[CustodyStep]:
    """Who had it, from the first to the last."""
    return list(
        CustodyStep.objects.filter(item=item)
        .select_related("giver", "taker", "vouched_by")
        .order_by("position")
    )


def listed(store: Store, *, box: str, typed: str, before: int | None, today: date) -> list[FoundItem]:
    """A page of found items and one more: kept ones, those whose time is over, or all."""
    rows = items().filter(store=store)
    if typed:
        tag = typed.upper()
        rows = rows.filter(
            Q(document__number=tag) | Q(seal=typed) | Q(seal=tag) | Q(description__icontains=typed)
        )
    elif box == "over":
        rows = rows.filter(state=FoundItem.State.KEPT, keep_until__lt=today)
    elif box != "all":
        rows = rows.filter(state=FoundItem.State.KEPT)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def kept(access: Access, _now: datetime) -> QuerySet[FoundItem]:
    """What is in the store's keeping."""
    return FoundItem.objects.filter(store=access.store, state=FoundItem.State.KEPT)


def over(access: Access, now: datetime) -> QuerySet[FoundItem]:
    """What has been kept for as long as it is, and is on no list."""
    today = access.store.business_date(now)
    return kept(access, now).filter(keep_until__lt=today, handing__isnull=True)


def holders(store: Store) -> list[Any]:
    """Who has how many found items."""
    rows = FoundItem.objects.filter(store=store, state=FoundItem.State.KEPT, holder__isnull=False)
    counted = rows.order_by().values("holder", "holder__name", "holder__number").annotate(number=Count("pk"))
    return list(counted.order_by("holder__number"))


def losses_open(access: Access, _now: datetime) -> QuerySet[LossReport]:
    """What is looked for."""
    return LossReport.objects.filter(store=access.store, state=LossReport.State.OPEN)


def losses_listed(store: Store, *, box: str, typed: str, before: int | None) -> list[LossReport]:
    """A page of reports of loss and one more."""
    rows = losses().filter(store=store)
    if typed:
        rows = rows.filter(
            Q(document__number=typed.upper())
            | Q(description__icontains=typed)
            | Q(owner__name=typed)
            | Q(owner__phone__endswith=typed)
        )
    elif box != "all":
        rows = rows.filter(state=LossReport.State.OPEN)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def handings_waiting(access: Access, _now: datetime) -> QuerySet[HandingOver]:
    """Lists that were approved and not handed over yet."""
    return HandingOver.objects.filter(document__store=access.store, state=HandingOver.State.APPROVED)
