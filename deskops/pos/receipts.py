"""Receipts as a till pushes them, brought to the rows that the import stages."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskops.org.clock import SHANGHAI
from deskops.receipts.imports import TENDERS, push_receipts

from .calling import Call, Done
from .schema import Fields, Listed, Moment, Money, OneOf, Str, Whole, invalid

SIGNED = r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$"
QUANTITY = r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$"
LINE = Fields(
    {
        "position": Whole(gettext_lazy("Line number"), 1, 9999),
        "name": Str(gettext_lazy("Goods"), least=1, most=200, example="东北大米"),
        "quantity": Str(gettext_lazy("Quantity"), QUANTITY, 1, 14, "2"),
        "price": Str(gettext_lazy("Price of one"), SIGNED, 4, 13, "20.83"),
        "amount": Str(gettext_lazy("Amount of the line"), SIGNED, 4, 13, "41.66"),
    },
    {
        "barcode": Str(gettext_lazy("Barcode"), r"^[0-9A-Za-z-]{0,40}$", example="6901234567892"),
        "category": Str(gettext_lazy("Category"), most=60, example="百货"),
        "floor": Str(gettext_lazy("Floor's code"), r"^[0-9A-Z]{0,10}$", 0, 10, "1F"),
    },
)
RECEIPT = Fields(
    {
        "number": Str(gettext_lazy("Receipt number"), r"^[0-9A-Za-z-]{1,40}$", 1, 40, "40186554202"),
        "at": Moment(gettext_lazy("Time of purchase")),
        "lines": Listed(gettext_lazy("Goods"), LINE, 1, 200),
        "tenders": Listed(
            gettext_lazy("How it was paid; together what the lines add up to"),
            Fields(
                {
                    "tender": OneOf(gettext_lazy("Tender"), TENDERS),
                    "amount": Money(gettext_lazy("Amount"), "41.66"),
                }
            ),
            0,
            6,
        ),
    },
    {"member_card": Str(gettext_lazy("Member card"), r"^[0-9A-Z]{0,32}$", 0, 32, "8810000004")},
)


def push(call: Call) -> Done:
    """Take in the receipts of a request; raises Refused when one stands in it twice."""
    receipts = call.asked["receipts"]
    _require_each_once(receipts)
    till = call.caller.till
    outcomes = push_receipts(
        [row for receipt in receipts for row in _rows(receipt)],
        store=till.store,
        pos=till.code,
        name=f"POS {till.code} · {call.key}",
        by=till.staff,
        now=call.caller.now,
        request_key=call.request_key,
    )
    counts = Counter(one.result for one in outcomes)
    return Done(
        {
            **{result: counts[result] for result in ("added", "unchanged", "refused")},
            "receipts": [
                {
                    "number": one.number,
                    "result": one.result,
                    "code": one.code,
                    "message": one.message[:300],
                    "value": one.value,
                }
                for one in outcomes
            ],
        }
    )


def _require_each_once(receipts: list[Mapping[str, Any]]) -> None:
    seen: set[str] = set()
    for place, receipt in enumerate(receipts):
        if receipt["number"] in seen:
            raise invalid(
                f"receipts[{place}].number", _("This receipt stands in the batch twice."), receipt["number"]
            )
        seen.add(receipt["number"])
        tenders = [one["tender"] for one in receipt["tenders"]]
        if len(set(tenders)) != len(tenders):
            raise invalid(f"receipts[{place}].tenders", _("A tender stands in the receipt twice."))


def _rows(receipt: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """One row per line of goods; the payments stand on the first."""
    bought_at: datetime = receipt["at"]
    head = {
        "number": receipt["number"],
        "moment": f"{bought_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "card": receipt.get("member_card", ""),
    }
    paid = {one["tender"]: f"{one['amount']:.2f}" for one in receipt["tenders"]}
    for place, line in enumerate(receipt["lines"]):
        yield {**head, **{name: str(value) for name, value in line.items()}, **({} if place else paid)}
