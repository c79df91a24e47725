"""The plastic of a tier: a silver card for a member card and back, and what becomes of the old one."""

from .services import Original, change_tier_card, change_tier_card_within, destroy_collected

__all__ = ["Original", "change_tier_card", "change_tier_card_within", "destroy_collected"]
