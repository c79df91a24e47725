"""Telephones as people read them."""

from django import template

from members.rules.masks import mask_phone
from members.rules.phones import shown_phone

register = template.Library()


@register.filter
def phone(e164: str) -> str:
    """A stored number as it is dialled and read out."""
    return shown_phone(e164)


@register.filter
def masked_phone(e164: str) -> str:
    """A stored number with its middle hidden."""
    return mask_phone(e164) if e164 else ""
