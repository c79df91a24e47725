"""Reports for finance: one list of columns each, on a page, as CSV and as XLSX, beside the accounts."""

from .kinds import Asked, Choice, Report, StillOpen, reports, still_open

__all__ = ["Asked", "Choice", "Report", "StillOpen", "reports", "still_open"]
