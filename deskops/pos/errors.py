"""The one shape of every error, and which HTTP status a refusal has."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from deskops.core.refusals import Refused

from .schema import Fields, Str

STATUS = {
    "invalid": 400,
    "key_unknown": 401,
    "not_found": 404,
    "card_unknown": 404,
    "refund_unknown": 404,
    "method_not_allowed": 405,
    "request_reused": 409,
    "operation_cancelled": 409,
    "too_large": 413,
    "not_json": 415,
    "too_many": 429,
    "fault": 500,
    "busy": 503,
}
REFUSED = 422
PASSING = frozenset({"busy", "too_many", "fault"})
"""Codes of what may go otherwise in a moment: not kept as the operation's answer."""

NAMES = {"card_number": "card"}
CARDS = frozenset({"card", "card_number", "cards"})

ERROR = Fields(
    {
        "error": Fields(
            {
                "code": Str(_("What was wrong, for programs"), most=60, example="card_short"),
                "message": Str(_("What was wrong, for the cashier"), most=600),
                "remedy": Str(_("What to do"), most=600),
                "field": Str(_("Which field of the request it is about; empty when none"), most=120),
                "value": Str(_("The value that it is about; of a card its last four"), most=200),
            }
        )
    }
)


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal; 422 for what the trade refuses."""
    return STATUS.get(refused.code, REFUSED)


def body_of(refused: Refused) -> Mapping[str, Any]:
    """A refusal in the documented shape; a card stands in it by its last four only."""
    field, value = refused.field or "", "" if refused.value is None else str(refused.value)
    return {
        "error": {
            "code": refused.code,
            "message": str(refused.message)[:600],
            "remedy": str(refused.remedy)[:600],
            "field": NAMES.get(field, field)[:120],
            "value": tail(value) if field.split(".")[-1] in CARDS else value[:200],
        }
    }


def tail(number: str) -> str:
    """A card's number as answers and logs may show it."""
    return f"…{number[-4:]}" if number else ""
