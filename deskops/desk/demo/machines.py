"""What comes from machines: a till of the POS that speaks to the desk, and the bank's settlement file."""

import csv
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from cards.models import StoredValue, StoredValueCard
from deskops.pos.calling import Call, Caller, once
from deskops.pos.operations import OPERATIONS
from deskops.pos.services import connect_till, make_key
from refunds.bank_rows import COLUMNS
from refunds.models import BankLine, RefundTender
from refunds.services.banking import settle_line

from . import files
from .world import World

ADMINISTRATOR, FINANCE = "9999", "3001"
SPECS = {spec.name: spec for spec in OPERATIONS}


def pos(world: World) -> None:
    """A connected till, and what it asked for this morning: one payment was taken back, one was too much."""
    by = world.staff[ADMINISTRATOR]
    till = connect_till(
        request_key=world.key(), by=by, store=world.first, now=world.now, code="03", name="一楼03号收银机"
    )
    key = make_key(request_key=world.key(), by=by, now=world.now, till_id=till.pk).key
    live = StoredValueCard.objects.filter(state="issued", value__state=StoredValue.State.ACTIVE)
    card = live.filter(value__principal__balance__lt=-200).order_by("pk").values_list("number", flat=True)[0]

    def ask(number: int, name: str, body: dict[str, Any]) -> None:
        caller = Caller(till, key.pk, None, world.now)
        spec = SPECS[name]
        call = Call(caller, f"03-{world.today:%Y%m%d}-{number:06d}", spec.asks.read(body))
        once(call, spec.name, body, spec.keeps(body), spec.run)

    pay = {
        "card": card,
        "amount": "58.00",
        "listed": "65.00",
        "receipt": f"7{world.today:%y%m%d}0310",
        "cashier": "2088",
    }
    ask(101, "top_up", {"card": card, "amount": "50.00", "tender": "wechat", "reference": "4200001987202611"})
    ask(102, "redeem", pay)
    ask(103, "redeem", pay | {"amount": "39.90", "listed": "39.90", "receipt": f"7{world.today:%y%m%d}0311"})
    ask(104, "reverse", {"operation": f"03-{world.today:%Y%m%d}-000103", "reason": "顾客改用微信支付"})
    ask(105, "redeem", pay | {"amount": "4999.00", "listed": "4999.00"})


def bank(world: World) -> None:
    """UnionPay's settlement: a late refund isn't in it, one has a wrong digit, one is another mall's.

    What customers ask the bank about is left to their inquiries.
    """
    rows = RefundTender.objects.filter(
        state=RefundTender.State.DONE,
        way=RefundTender.Way.REFUND,
        trade_date__isnull=False,
        refund__document__store=world.first,
        inquiries__isnull=True,
    )
    money = list(rows.order_by("done_at"))
    late = next((one for one in money if one.confirmed_at is None), None)
    there = [one for one in money[:-1] if one != late]
    lines = [_line(world, place, one, one.reference) for place, one in enumerate(there)]
    if money:
        wrong = f"{(int(money[-1].reference) + 1) % 10**12:012d}"
        lines.append(_line(world, len(money), money[-1], wrong))
    day = world.today - timedelta(days=2)
    stranger = [
        "090000991",
        "退货",
        "302711845520",
        f"{day - timedelta(days=3)}",
        "268.00",
        "622588******7731",
    ]
    lines.append([world.first.code, *stranger, f"{day}"])
    files.bring(
        world,
        kind="bank",
        name=f"银联清算_{world.today:%m%d}.csv",
        words="银联退货清算",
        content=_csv(lines),
        by=world.staff[FINANCE],
        dry=False,
    )
    line = BankLine.objects.filter(serial="090000991").first()
    if line:
        settle_line(
            request_key=world.key(),
            by=world.staff[FINANCE],
            now=world.now,
            line_id=line.pk,
            money_id=None,
            reason="商户号串户，银联已确认是邻近商场的退货",
        )


def _line(world: World, place: int, money: RefundTender, reference: str) -> list[str]:
    done = world.first.business_date(money.done_at or world.now)
    settled = min(done + timedelta(days=1), world.today)
    amount: Decimal = money.amount
    return [
        world.first.code,
        f"0900{place:05d}",
        "退货",
        reference,
        f"{money.trade_date}",
        f"{amount:.2f}",
        f"622848******{money.card}",
        f"{settled}",
    ]


def _csv(rows: Iterable[list[str]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode("gb18030")
