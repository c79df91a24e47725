"""What the page of issuing shows: receipts scanned, what each campaign gives for them or refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from deskops.core.money import ZERO
from deskops.org.models import Store
from deskops.receipts.models import Receipt
from members.models import Member, MemberCard

from ..models import (
    Campaign,
    CampaignItem,
    CampaignRule,
    GiftIssue,
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
    """What a campaign gives for the scanned receipts: pieces, by which rule; or why it gives nothing."""

    campaign: Campaign
    rule: CampaignRule | None
    pieces: int
    used: GiftIssue | None
    late: date | None
    items: Sequence[GiftItem]
    stock: dict[int, int]

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
    """The campaigns in which these receipts lie, those that give something first; six queries."""
    if not rows:
        return []
    days = [row.purchase.bought_on for row in rows]
    campaigns = list(
        campaigns_for(store)
        .filter(starts__lte=min(days), ends__gte=max(days))
        .prefetch_related(
            Prefetch("rules", CampaignRule.objects.order_by("-holds_from")),
            Prefetch("offers", CampaignItem.objects.select_related("item").order_by("item__name")),
        )
        .order_by("ends", "pk")
    )
    used = _used(campaigns, rows)
    held = dict(
        Stock.objects.filter(place__store=store, place__kind=Place.Kind.DESK).values_list(
            "item_id", "balance"
        )
    )
    found = [
        _offer(campaign, rows=rows, days=days, today=today, used=used.get(campaign.pk), held=held)
        for campaign in campaigns
    ]
    return sorted(found, key=lambda offer: not offer.gives)


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
    held: dict[int, int],
) -> Offer:
    rule = next((one for one in campaign.rules.all() if one.holds_from <= max(days)), None)
    pieces, late = 0, None
    if rule and len(rows) <= rule.most_receipts and days_apart(days) <= rule.days_between:
        pieces = earned(gives_of(rule), sum((row.left for row in rows), ZERO))
        last = last_day_to_claim(min(days), rule.claim_days)
        late = last if today > last else None
    items = [offer.item for offer in campaign.offers.all()]
    return Offer(campaign, rule, pieces, used, late, items, {item.pk: held.get(item.pk, 0) for item in items})


def issued_today(store: Store, today: date, shown: int = 8) -> list[GiftIssue]:
    """The latest issues of a business date at the desk."""
    rows = GiftIssue.objects.filter(document__store=store, document__business_date=today)
    return list(
        rows.select_related("document", "campaign")
        .prefetch_related("lines__item")
        .order_by("-document_id")[:shown]
    )
