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
            *_gift_lines(of.gifts),
            _back(of.rule),
            _received_by(of.name, of.telephone, of.day),
        ]
    return "\n".join(lines)


@dataclass(frozen=True)
class Goodwill:
    """What is about to be given without a purchase: because of which paper, to whom, on which day."""

    because: str
    gifts: Sequence[tuple[GiftItem, int]]
    name: str
    telephone: str
    day: date


def goodwill_text(of: Goodwill) -> str:
    """The text to be signed for a gift without a purchase, in Chinese as the slip prints it."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [
            _("I have received the gifts named here, to settle %(number)s.") % {"number": of.because},
            *_gift_lines(of.gifts),
            _received_by(of.name, of.telephone, of.day),
        ]
    return "\n".join(lines)


def _gift_lines(gifts: Sequence[tuple[GiftItem, int]]) -> list[str]:
    return [
        _("Gift: %(gift)s × %(pieces)s %(unit)s, worth %(value)s yuan each")
        % {"gift": item, "pieces": pieces, "unit": item.unit, "value": format_money(item.value)}
        for item, pieces in gifts
    ]


def _received_by(name: str, telephone: str, day: date) -> str:
    return _("Received by: %(name)s, %(telephone)s, on %(day)s") % {
        "name": name,
        "telephone": mask_phone(telephone),
        "day": day,
    }


def _back(rule: CampaignRule) -> str:
    if rule.on_refund == CampaignRule.OnRefund.ALL:
        return _(
            "When goods of these receipts are returned, the gifts are returned or their value is deducted."
        )
    return _(
        "When goods are returned and the rest no longer earns the gifts, they are returned or their value"
        " is deducted."
    )
