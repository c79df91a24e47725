"""What is done with group orders, one function per act."""

from .activating import activate
from .applying import Buying, Shown, apply, correct
from .cancelling import cancel, request_return
from .identity import reveal
from .paying import pay
from .paying_back import pay_back

__all__ = [
    "Buying",
    "Shown",
    "activate",
    "apply",
    "cancel",
    "correct",
    "pay",
    "pay_back",
    "request_return",
    "reveal",
]
