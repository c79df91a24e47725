"""The order in which the demo is made."""

from datetime import datetime

from .chain import make_chain


def load(now: datetime) -> None:
    """Fill an empty database with what a desk has after some weeks, ending at ``now``."""
    make_chain()
