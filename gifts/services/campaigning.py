"""Campaigns, their rules from a day on, and the gifts they give."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.org.models import Staff, Store

from ..models import Campaign, CampaignItem, CampaignRule, GiftItem


@dataclass(frozen=True)
class RuleTerms:
    """A rule as it is announced; the fields are those of ``CampaignRule``."""

    text: str
    threshold: Decimal
    every: bool = False
    pieces: int = 1
    per_receipt: int | None = None
    per_member: int | None = None
    most_receipts: int = 1
    days_between: int = 0
    claim_days: int = 7
    members_only: bool = False
    on_refund: str = CampaignRule.OnRefund.UNEARNED


def add_campaign(
    *,
    request_key: UUID,
    name: str,
    store: Store | None,
    starts: date,
    ends: date,
    items: Sequence[GiftItem],
    rule: RuleTerms,
    by: Staff,
    now: datetime,
) -> Campaign:
    """A campaign with its gifts and its first rule. Raises Refused: no gift, ends before it starts."""
    asked = {
        "name": name,
        "store": store and store.pk,
        "days": [starts, ends],
        "items": [item.pk for item in items],
        "rule": asdict(rule),
    }
    with act(request_key=request_key, by=by, name="gifts.add_campaign", asked=asked) as running:
        if not running.replayed:
            if not items:
                raise Refused("no_gift", _("A campaign gives at least one gift."), field="items")
            if ends < starts:
                raise Refused(
                    "ends_first", _("A campaign ends after it has started."), field="ends", value=ends
                )
            campaign = Campaign.objects.create(
                name=name.strip(), store=store, starts=starts, ends=ends, made_by=by, made_at=now
            )
            CampaignItem.objects.bulk_create(CampaignItem(campaign=campaign, item=item) for item in items)
            _add_rule(campaign, starts, rule, by, now)
            running.result = {"campaign": campaign.pk}
        return Campaign.objects.get(pk=running.result["campaign"])


def add_rule(
    *, request_key: UUID, campaign: Campaign, holds_from: date, rule: RuleTerms, by: Staff, now: datetime
) -> CampaignRule:
    """Another rule from a day on; purchases before keep theirs. Raises Refused for a day gone by."""
    asked = {"campaign": campaign.pk, "from": holds_from, "rule": asdict(rule)}
    with act(request_key=request_key, by=by, name="gifts.add_rule", asked=asked) as running:
        if not running.replayed:
            last = campaign.rules.order_by("-holds_from").first()
            if last and holds_from <= last.holds_from:
                raise Refused(
                    "rule_in_past",
                    _("A rule holds from %(day)s already; another one begins later.")
                    % {"day": last.holds_from},
                    field="holds_from",
                    value=holds_from,
                )
            running.result = {"rule": _add_rule(campaign, holds_from, rule, by, now).pk}
        return CampaignRule.objects.get(pk=running.result["rule"])


def _add_rule(campaign: Campaign, day: date, rule: RuleTerms, by: Staff, now: datetime) -> CampaignRule:
    return CampaignRule.objects.create(
        campaign=campaign, holds_from=day, made_by=by, made_at=now, **asdict(rule)
    )


def add_item(*, request_key: UUID, item: GiftItem, by: Staff, now: datetime) -> GiftItem:
    """A gift of the chain's catalogue; its number is used once."""
    asked = {"code": item.code, "name": item.name, "value": str(item.value), "model": item.model}
    with act(request_key=request_key, by=by, name="gifts.add_item", asked=asked) as running:
        if not running.replayed:
            if GiftItem.objects.filter(code=item.code).exists():
                raise Refused(
                    "item_known", _("This item number is used already."), field="code", value=item.code
                )
            item.save(force_insert=True)
            running.result = {"item": item.pk}
        return GiftItem.objects.get(pk=running.result["item"])
