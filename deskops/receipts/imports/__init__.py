"""Receipts from the POS's files: staged by COPY, checked and added by sets."""

from .service import COLUMNS, REQUIRED, import_receipts

__all__ = ["COLUMNS", "REQUIRED", "import_receipts"]
