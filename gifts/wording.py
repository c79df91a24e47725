"""What the customer signs, word for word: shown before, stored with its fingerprint, printed on the slip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from deskops.core.money import format_money
from members.rules.masks import mask_phone

from .models import Campaign, CampaignRule, GiftItem


@dataclass(frozen=True)
class Receiving:
    """What is about to be handed over: for which receipts (number, day, yuan), to whom, on which day."""

    campaign: Campaign
    rule: CampaignRule
    receipts: Sequence[tuple[str, date, Decimal]]
    gifts: Sequence[tuple[GiftItem, int]]
    name: str
    telephone: str
    day: date


def receiving_text(of: Receiving) -> str:
    """The text to be signed, in Chinese as the slip prints it."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [
            _("I have received the gifts named here for my purchases."),
            _("Campaign: %(campaign)s (%(starts)s to %(ends)s)")
            % {"campaign": of.campaign.name, "starts": of.campaign.starts, "ends": of.campaign.ends},
            _("Rule: %(rule)s") % {"rule": of.rule.text},
            *(
                _("Receipt %(number)s, bought on %(day)s, %(amount)s yuan")
                % {"number": number, "day": day, "amount": format_money(amount)}
                for number, day, amount in of.receipts
            ),
            *(
                _("Gift: %(gift)s × %(pieces)s %(unit)s, worth %(value)s yuan each")
                % {"gift": item, "pieces": pieces, "unit": item.unit, "value": format_money(item.value)}
                for item, pieces in of.gifts
            ),
            _back(of.rule),
            _("Received by: %(name)s, %(telephone)s, on %(day)s")
            % {"name": of.name, "telephone": mask_phone(of.telephone), "day": of.day},
        ]
    return "\n".join(lines)


def _back(rule: CampaignRule) -> str:
    if rule.on_refund == CampaignRule.OnRefund.ALL:
        return _(
            "When goods of these receipts are returned, the gifts are returned or their value is deducted."
        )
    return _(
        "When goods are returned and the rest no longer earns the gifts, they are returned or their value"
        " is deducted."
    )
