"""What gifts store: campaigns with their rules, stock and its movements, what was issued, counts, asks."""

from .asks import GiftPlan, GiftPlanLine, GiftRequest, GiftRequestLine
from .campaigns import Campaign, CampaignItem, CampaignRule, GiftItem
from .counts import CountLine, GiftCount, Tally
from .issues import GiftHolder, GiftIssue, GiftIssueLine, GiftPurchase, GiftUse, Reclaim
from .stock import GiftArrival, Movement, Place, Stock

__all__ = [
    "Campaign",
    "CampaignItem",
    "CampaignRule",
    "CountLine",
    "GiftArrival",
    "GiftCount",
    "GiftHolder",
    "GiftIssue",
    "GiftIssueLine",
    "GiftItem",
    "GiftPlan",
    "GiftPlanLine",
    "GiftPurchase",
    "GiftRequest",
    "GiftRequestLine",
    "GiftUse",
    "Movement",
    "Place",
    "Reclaim",
    "Stock",
    "Tally",
]
