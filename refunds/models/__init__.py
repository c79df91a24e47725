"""What refunds store, by theme."""

from .bank import BankFile, BankLine
from .exchanges import ExchangeLine
from .inquiries import BankInquiry
from .pickups import Pickup
from .purchases import Purchase, PurchaseLine, PurchaseTender
from .recipes import RecipeStep, StepEntry
from .refunds import Holding, Refund, RefundLine, RefundTender
from .terms import GuaranteeRule, ReturnRule

__all__ = [
    "BankFile",
    "BankInquiry",
    "BankLine",
    "ExchangeLine",
    "GuaranteeRule",
    "Holding",
    "Pickup",
    "Purchase",
    "PurchaseLine",
    "PurchaseTender",
    "RecipeStep",
    "Refund",
    "RefundLine",
    "RefundTender",
    "ReturnRule",
    "StepEntry",
]
