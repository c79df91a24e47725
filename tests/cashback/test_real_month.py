"""A month of purchases as the POS wrote them: three stores' files, from the import to the close."""

import csv
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cashback.models import Carry, Cycle, Line, Payout
from cashback.rules import work_out
from tests.cashback.real_month import run

D = Decimal
DATA = Path(__file__).with_name("data")
"""Eleven silver members and a plain one, with what they bought in October and two of them in November."""

pytestmark = pytest.mark.django_db


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8-sig").splitlines()))


def by_hand() -> dict[str, Decimal]:
    """The silver members' cashback by card, added up from the file line by line."""
    silver = {row["会员卡号"] for row in rows("members.csv") if row["等级"] == "银卡"}
    bought: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows("receipts.csv"):
        day = datetime.fromisoformat(row["交易时间"]) - timedelta(hours=6)  # the business day's cut-off
        if (day.year, day.month) == (2026, 10) and row["会员卡号"] in silver:
            bought[row["会员卡号"]] += D(row["金额"])
    return {
        card: work_out(purchases=sum_, returned=D(0), rate=D("0.01")).amount for card, sum_ in bought.items()
    }


def test_a_month_of_real_receipts_is_listed_paid_and_closed_in_every_store():
    assert run(DATA / "members.csv", DATA / "receipts.csv") == {"S00292": 0, "S00367": 0, "S00381": 0}
    assert dict(Line.objects.values_list("card_number", "amount")) == by_hand()
    states = dict(Cycle.objects.values_list("store__code", "state"))
    assert (states["S00292"], states["S00381"]) == (Cycle.State.CLOSED, Cycle.State.CLOSED)
    paid = set(Payout.objects.values_list("line", flat=True))
    carried = set(Carry.objects.filter(owed=True).values_list("source", flat=True))
    assert len(paid) == 8
    assert paid | carried == set(Line.objects.values_list("pk", flat=True))
    assert not paid & carried
