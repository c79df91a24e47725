"""Legacy members from files: every row checked as at the desk, stored together."""

from .service import import_members

__all__ = ["import_members"]
