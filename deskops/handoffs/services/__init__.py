"""One function per act: draft, refresh, send, find, receive, dispute, settle, withdraw.

Each has a twin ending in ``_within`` for use inside an upper room's own act.
"""

from .drafting import draft, draft_within, refresh, withdraw
from .receiving import Found, dispute, find, find_rest_same, receive, receive_within
from .sending import send, send_within
from .settling import Agreed, settle

__all__ = [
    "Agreed",
    "Found",
    "dispute",
    "draft",
    "draft_within",
    "find",
    "find_rest_same",
    "receive",
    "receive_within",
    "refresh",
    "send",
    "send_within",
    "settle",
    "withdraw",
]
