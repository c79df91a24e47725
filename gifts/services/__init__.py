"""One function per act; ``reclaiming`` is what refunds call."""

from .reclaiming import IssuedGift, Settled, issued_against

__all__ = ["IssuedGift", "Settled", "issued_against"]
