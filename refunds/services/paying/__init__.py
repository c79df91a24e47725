"""Carrying out an approved refund: step by step at the machines, each tender in the books at once."""

from .at_pos import Credited, credit_at_pos
from .differences import pay_difference
from .recovering import abandon, resume
from .steps import fail_step, record_step
from .transfers import record_transfer, refuse_transfer

__all__ = [
    "Credited",
    "abandon",
    "credit_at_pos",
    "fail_step",
    "pay_difference",
    "record_step",
    "record_transfer",
    "refuse_transfer",
    "resume",
]
