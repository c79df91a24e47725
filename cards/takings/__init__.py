"""The takings of a business date (营业款) with the card section, handed by the desk to finance."""

from .kind import TAKINGS
from .services import open_drafts, prepare_takings

__all__ = ["TAKINGS", "open_drafts", "prepare_takings"]
