"""Money in templates: `{% load money %}`, `{{ amount|money }}`, `{{ amount|capitals }}`."""

from decimal import Decimal

from django import template

from deskops.core import money as core_money

register = template.Library()


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Figures with separated thousands and two places; nothing where there is no amount."""
    return "" if amount is None else core_money.format_money(amount)


@register.filter
def capitals(amount: Decimal | int | None) -> str:
    """The amount in Chinese capitals, without 人民币; nothing where there is no amount."""
    return "" if amount is None else core_money.capitals(amount)
