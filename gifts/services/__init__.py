"""One function per act; ``reclaiming`` is what refunds call."""

from .reclaiming import IssuedGift, Settled, brought_pieces, issued_against

__all__ = ["IssuedGift", "Settled", "brought_pieces", "issued_against"]
