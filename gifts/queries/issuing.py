"""What the page of issuing shows: receipts scanned, what each campaign gives for them or refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from deskops.core.money import ZERO
from deskops.org.models import Store
from deskops.receipts.models import Receipt
from members.models import Member, MemberCard

from ..models import (
    Campaign,
    CampaignItem,
    CampaignRule,
    GiftCount,
    GiftIssue,
    GiftIssueLine,
    GiftItem,
    GiftPurchase,
    GiftUse,
    Place,
    Stock,
)
from ..plugs import returned_of
from ..rules import days_apart, earned, last_day_to_claim, mark_of
from ..services.issuing import gives_of
from ..services.purchases import sketch
from .stock import campaigns_for

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

FOUND = 8
GRACE = 60
"""Days after its end that a campaign's gifts may still be claimed at most."""


@dataclass(frozen=True)
class Scanned:
    """One receipt that was scanned: ``key`` is r12 for the POS's, p5 for ours."""

    key: str
    purchase: GiftPurchase
    returned: Decimal

    @property
    def left(self) -> Decimal:
        """Yuan that are still bought."""
        return self.purchase.amount - self.returned


@dataclass(frozen=True)
class Offer:
    """What a campaign gives for the scanned receipts: pieces, by which rule; or why it gives nothing.

    ``stock`` is what lies at the desk by item; ``counted`` says that the desk is being counted now.
    """

    campaign: Campaign
    rule: CampaignRule | None
    pieces: int
    used: GiftIssue | None
    late: date | None
    items: Sequence[GiftItem]
    stock: dict[int, int]
    counted: bool

    @property
    def gives(self) -> bool:
        return bool(self.pieces and self.rule and not self.used and not self.late)


def scanned(store: Store, keys: Sequence[str]) -> list[Scanned]:
    """The receipts of these keys in this store, in the order scanned; unknown keys are left out."""
    receipts = _pks(keys, "r")
    typed = _pks(keys, "p")
    found = {
        f"r{one.pk}": sketch(one)
        for one in Receipt.objects.filter(store=store, pk__in=receipts).select_related("store")
    }
    found |= {f"p{one.pk}": one for one in GiftPurchase.objects.filter(store=store, pk__in=typed)}
    rows = [(key, found[key]) for key in dict.fromkeys(keys) if key in found]
    returned = returned_of(store, [(one.number, one.mark) for _key, one in rows])
    return [Scanned(key, one, returned[one.number, one.mark]) for key, one in rows]


def _pks(keys: Sequence[str], letter: str) -> list[int]:
    return [int(key[1:]) for key in keys if key[:1] == letter and key[1:].isdecimal() and len(key) < 19]


def find(store: Store, number: str) -> list[tuple[str, GiftPurchase]]:
    """Receipts of a number in this store: of the POS's file, and papers it hasn't told yet."""
    wanted = number.strip()
    if not 3 <= len(wanted) <= 40:
        return []
    receipts = list(
        Receipt.objects.filter(store=store, number=wanted)
        .select_related("store")
        .order_by("-bought_at")[:FOUND]
    )
    told = {(one.number, mark_of(one.pos)) for one in receipts}
    typed = GiftPurchase.objects.filter(store=store, number=wanted, receipt_id__isnull=True)
    return [(f"r{one.pk}", sketch(one)) for one in receipts] + [
        (f"p{one.pk}", one) for one in typed.order_by("-pk")[:FOUND] if (one.number, one.mark) not in told
    ]


def elsewhere(store: Store, number: str) -> list[Store]:
    """The other stores that sold under this number."""
    rows = Receipt.objects.filter(number=number.strip()).exclude(store=store).select_related("store")
    return [row.store for row in rows[:FOUND]]


def member_of(rows: Sequence[Scanned]) -> Member | None:
    """Whose card the receipts were bought with."""
    numbers = {row.purchase.card_number for row in rows if row.purchase.card_number}
    card = MemberCard.objects.filter(number__in=numbers).select_related("member").first() if numbers else None
    return card.member if card else None


def offers(store: Store, rows: Sequence[Scanned], today: date) -> list[Offer]:
    """The campaigns in which these receipts lie, those that give something first; four queries."""
    if not rows:
        return []
    days = [row.purchase.bought_on for row in rows]
    campaigns = list(
        campaigns_for(store)
        .filter(starts__lte=min(days), ends__gte=max(days))
        .prefetch_related(
            Prefetch("rules", CampaignRule.objects.order_by("-holds_from")),
            Prefetch("offers", _at_desk(store)),
        )
        .order_by("ends", "pk")
    )
    used = _used(campaigns, rows)
    found = [
        _offer(campaign, rows=rows, days=days, today=today, used=used.get(campaign.pk))
        for campaign in campaigns
    ]
    return sorted(found, key=lambda offer: not offer.gives)


class AtDesk(TypedDict):
    """What `_at_desk` adds to a campaign's gift."""

    held: int | None
    counted: bool


def _at_desk(store: Store) -> QuerySet[CampaignItem]:
    """The gifts of campaigns with what lies of them at the desk, and whether the desk is being counted."""
    desk = Place.objects.filter(store=store, kind=Place.Kind.DESK)
    stock = Stock.objects.filter(place__in=desk, item=OuterRef("item"))
    counts = GiftCount.objects.filter(place__in=desk, state=GiftCount.State.OPEN)
    rows = CampaignItem.objects.select_related("item").order_by("item__name")
    return rows.annotate(held=Subquery(stock.values("balance")), counted=Exists(counts))


def _used(campaigns: Sequence[Campaign], rows: Sequence[Scanned]) -> dict[int, GiftIssue]:
    numbers = {row.purchase.number for row in rows}
    keys = {(row.purchase.number, row.purchase.mark) for row in rows}
    uses = GiftUse.objects.filter(
        campaign__in=campaigns,
        purchase__store=rows[0].purchase.store_id,
        purchase__number__in=numbers,
        undone=False,
    ).select_related("issue__document", "purchase")
    return {use.campaign_id: use.issue for use in uses if (use.purchase.number, use.purchase.mark) in keys}


def _offer(
    campaign: Campaign,
    *,
    rows: Sequence[Scanned],
    days: Sequence[date],
    today: date,
    used: GiftIssue | None,
) -> Offer:
    rule = next((one for one in campaign.rules.all() if one.holds_from <= max(days)), None)
    pieces, late = 0, None
    if rule and len(rows) <= rule.most_receipts and days_apart(days) <= rule.days_between:
        pieces = earned(gives_of(rule), sum((row.left for row in rows), ZERO))
        last = last_day_to_claim(min(days), rule.claim_days)
        late = last if today > last else None
    gifts = cast("list[WithAnnotations[CampaignItem, AtDesk]]", list(campaign.offers.all()))
    return Offer(
        campaign,
        rule,
        pieces,
        used,
        late,
        items=[gift.item for gift in gifts],
        stock={gift.item_id: gift.held or 0 for gift in gifts},
        counted=any(gift.counted for gift in gifts),
    )


def issued_today(store: Store, today: date, shown: int = 8) -> list[GiftIssue]:
    """The latest issues of a business date at the desk."""
    rows = GiftIssue.objects.filter(document__store=store, document__business_date=today)
    return list(
        rows.select_related("document", "campaign")
        .prefetch_related(Prefetch("lines", GiftIssueLine.objects.select_related("item")))
        .order_by("-document_id")[:shown]
    )
