"""Receipts of the weeks, written as the POS writes its file and taken in by the import."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import chain

from deskops.org.models import Store
from deskops.receipts.imports import COLUMNS

from .goods import GOODS, SMALL, Goods
from .world import World

PER_DAY = 108  # receipts of the chain on one day
TENDERS = ("现金", "银行卡", "储值卡", "微信", "支付宝")
COLUMN = dict(zip(("cash", "bank_card", "stored_value", "wechat", "alipay"), TENDERS, strict=True))
"""The file's column of each tender, by its code."""
WEIGHTS = (18, 12, 10, 42, 18)
STORES = (40, 22, 16, 12, 10)  # of a hundred receipts

type Row = dict[str, str]


def file_of(world: World, days: list[date], more: Iterable[Row] = ()) -> bytes:
    """The POS's file of these business dates, with ``more`` receipts at its end."""
    rows = (row for day in days for number in range(PER_DAY) for row in _receipt(world, day, number))
    return file_with(chain(rows, more))


def file_with(rows: Iterable[Row]) -> bytes:
    """A file as the POS writes it."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _receipt(world: World, day: date, number: int) -> Iterator[Row]:
    rng = world.rng
    store = rng.choices(list(world.stores.values()), STORES)[0]
    moments = world.moments(world.at(day, 9, 5), world.at(day, 21, 50), 1)
    if not moments:
        return
    head = {
        "门店": store.code,
        "收银机": f"{rng.randint(1, 8):02d}",
        "小票号": f"7{day:%y%m%d}{number:05d}",
        "交易时间": f"{moments[0].astimezone(world.at(day, 9).tzinfo):%Y-%m-%d %H:%M:%S}",
        "会员卡号": _card(world, store),
    }
    lines = [_line(world, at) for at in range(1, rng.choices((1, 2, 3, 4, 6), (20, 28, 26, 16, 10))[0] + 1)]
    paid = _paid(world, sum((Decimal(line["金额"]) for line in lines), Decimal(0)))
    yield from ({**head, **line, **(paid if at == 0 else {})} for at, line in enumerate(lines))


def _card(world: World, store: Store) -> str:
    holders = world.holders[store.code]
    return world.rng.choice(holders).card if holders and world.rng.random() < 0.7 else ""


def _line(world: World, position: int) -> Row:
    rng = world.rng
    goods = rng.choice(SMALL if rng.random() < 0.72 else GOODS)
    loose = goods[1] == "生鲜"
    quantity = Decimal(rng.randint(300, 2400)) / 1000 if loose else Decimal(rng.choice((1, 1, 1, 2)))
    return line_of(goods, position, quantity)


def line_of(goods: Goods, position: int, quantity: Decimal) -> Row:
    """A line of a receipt."""
    floor, category, name, price = goods
    return {
        "行号": str(position),
        "商品条码": barcode_of(name),
        "品名": name,
        "类别": category,
        "楼层": floor,
        "数量": f"{quantity}",
        "单价": f"{price}",
        "金额": f"{(quantity * price).quantize(Decimal('0.01'))}",
    }


def barcode_of(name: str) -> str:
    """The barcode of the goods of that name."""
    return f"69{sum(map(ord, name)) * 7919 % 10**11:011d}"


def _paid(world: World, total: Decimal) -> Row:
    """By one tender, or by two in every eighth receipt."""
    one, other = world.rng.choices(TENDERS, WEIGHTS, k=2)
    if one == other or world.rng.random() > 0.12:
        return {one: f"{total}"}
    part = (total / 3).quantize(Decimal("0.1"))
    return {one: f"{total - part}", other: f"{part}"}
