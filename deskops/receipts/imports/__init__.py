"""Receipts from the POS's files: staged by COPY, checked and added by sets; and pushed by its tills."""

from .pushing import TENDERS, Outcome, push_receipts
from .service import COLUMNS, REQUIRED, import_receipts

__all__ = ["COLUMNS", "REQUIRED", "TENDERS", "Outcome", "import_receipts", "push_receipts"]
