"""Legacy members from files: every row checked as at the desk, stored together."""

from .service import import_members
from .tiers import import_tiers

__all__ = ["import_members", "import_tiers"]
