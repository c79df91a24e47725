"""Every row of every table in docs/refunds.md, and that no table is without its test."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cards.rules import split_refund
from deskops.core.calendar import SHANGHAI
from deskops.core.money import ZERO, round_cash
from deskops.core.refusals import Refused
from refunds.rules.banking import Key, pairs
from refunds.rules.goods import line_amount, price_amount
from refunds.rules.slips import card_tail, reference_number, slip_number, trace_number, trade_date
from refunds.rules.split import Paid, exchange, over_slips, split
from refunds.rules.tenders import Tendered, credit_due, invoiceable, terminal_way
from refunds.rules.windows import Condition, GuaranteeTerms, Reason, ReturnTerms, verdict
from tests.support.documents import tables

from .years import CALENDAR

PAGE = Path(__file__).parents[3] / "docs" / "refunds.md"
TABLES = tables(PAGE)
RULES = ("Goods", "Without a fault", "Refund", "Exchange", "Asks for", "Guarantee")
REFUSED, NONE, DAY = "refused", "–", date(2026, 1, 1)


def or_refused(compute: Callable[..., object], *given: object, **more: object) -> str:
    try:
        return str(compute(*given, **more))
    except Refused:
        return REFUSED


def moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def number(text):
    return None if text == NONE else int(text.split()[0])


# Money


def payments(text):
    return [
        Paid(tender, Decimal(amount), tender == "cash")
        for tender, amount in (part.split() for part in text.split(", "))
    ]


def shares(remains, amount):
    back = split(Decimal(amount), payments(remains))
    return ", ".join(f"{tender} {share}" for tender, share in sorted(back.items()))


def one_after_another(paid, amounts):
    left, back = payments(paid), []
    for amount in amounts.split(", "):
        each = split(Decimal(amount), left)
        back.append(" + ".join(str(each[one.tender]) for one in left))
        left = [Paid(one.tender, one.remaining - each[one.tender], one.is_cash) for one in left]
    return ", ".join(back)


def paid_out(amount):
    return tuple(str(part) for part in round_cash(Decimal(amount), "nearest", pays=True))


def to_card(gave, amounts):
    principal, bonus = map(Decimal, gave.split(" + "))
    back, back_bonus, each = ZERO, ZERO, []
    for amount in map(Decimal, amounts.split(", ")):
        own, extra = split_refund(
            amount=amount, from_principal=principal, from_bonus=bonus, back=back, back_bonus=back_bonus
        )
        back, back_bonus = back + amount, back_bonus + extra
        each.append(f"{own} + {extra}")
    return ", ".join(each)


def parts(paid, bought, quantities):
    worths, back, gone = [], ZERO, Decimal(0)
    for quantity in map(Decimal, quantities.split(", ")):
        worth = or_refused(
            line_amount,
            paid=Decimal(paid),
            bought=Decimal(bought),
            refunded=back,
            returned=gone,
            quantity=quantity,
        )
        worths.append(worth)
        if worth != REFUSED:
            back, gone = back + Decimal(worth), gone + quantity
    return ", ".join(worths)


def priced(paid, bought, acts):
    """Goods by quantity, or yuan of the price without goods, one after another until one is refused."""
    back, gone, overcharged, each = ZERO, ZERO, ZERO, []
    for one in acts.split(", "):
        amount = Decimal(one.removeprefix("¥"))
        so_far = {"paid": Decimal(paid), "refunded": back}
        if one.startswith("¥"):
            worth = or_refused(price_amount, amount, **so_far)
        else:
            goods = {"bought": Decimal(bought), "returned": gone, "quantity": amount}
            worth = or_refused(line_amount, **so_far, **goods, overcharged=overcharged)
        each.append(worth)
        if worth == REFUSED:
            break
        back += Decimal(worth)
        overcharged, gone = (
            (overcharged + amount, gone) if one.startswith("¥") else (overcharged, gone + amount)
        )
    return ", ".join(each)


def difference(returned, taken):
    found = exchange(Decimal(returned), Decimal(taken))
    return str(found.to_pay), str(found.to_refund)


def invoice(paid):
    return str(
        invoiceable(
            Tendered(one.tender, one.remaining, is_prepaid=one.tender == "stored_value")
            for one in payments(paid)
        )
    )


# Windows


def terms(goods):
    row = dict(zip(RULES, next(row for row in TABLES[RULES] if row[0] == goods), strict=True))
    if row["Without a fault"] == NONE:
        return None
    refund, hours = number(row["Refund"]), row["Refund"].endswith("hours")
    return ReturnTerms(
        category=goods,
        returnable=row["Without a fault"] == "taken back",
        refund_days=None if hours else refund,
        refund_hours=refund if hours else None,
        exchange_days=number(row["Exchange"]),
        condition="" if row["Asks for"] == NONE else row["Asks for"],
        source="退换货商品规定",
        starts=DAY,
    )


def guarantee(goods):
    text = next(row for row in TABLES[RULES] if row[0] == goods)[-1]
    if text == NONE:
        return None
    refund, replace, months = map(number, text.split(", "))
    return GuaranteeTerms(
        category=goods,
        refund_days=refund,
        exchange_days=replace,
        months=months,
        source="国经贸质〔1995〕458号",
        starts=DAY,
    )


def judged(goods, bought, asked, *, reason, condition="unopened", failed="0"):
    return verdict(
        reason=Reason(reason),
        condition=Condition(condition),
        terms=terms(goods),
        guarantee=guarantee(goods),
        bought_at=moment(bought),
        now=moment(asked),
        calendar=CALENDAR,
        repairs_failed=int(failed),
    )


def may(result):
    kinds = ("refund", "exchange", "repair")
    return ", ".join(kind for kind in kinds if getattr(result, kind)) or "nothing"


def end(until):
    if until is None:
        return NONE
    return f"{until:%Y-%m-%d %H:%M}" if isinstance(until, datetime) else str(until)


def unwanted(goods, condition, bought, asked):
    result = judged(goods, bought, asked, reason="unwanted", condition=condition)
    return may(result), end(result.refund_until), end(result.exchange_until), str(result.why)


def faulty(goods, bought, asked, failed):
    result = judged(goods, bought, asked, reason="quality", failed=failed)
    ends = (end(result.refund_until), end(result.exchange_until), end(result.repair_until))
    return (may(result), *ends, str(result.why))


def own_fault(reason, goods, bought, asked):
    result = judged(goods, bought, asked, reason=reason)
    return may(result), str(result.why)


def rules(goods):
    """The table of rules is read by the tables of examples; here only that each rule can be one."""
    row = next(row for row in TABLES[RULES] if row[0] == goods)
    assert (terms(goods) is None, guarantee(goods) is None) == (row[1] == NONE, row[-1] == NONE)
    return row[1:]


# Bank and slips


def terminal(bought, asked, days):
    found = terminal_way(
        bought_on=date.fromisoformat(bought), today=date.fromisoformat(asked), days=int(days)
    )
    return str(found.way), str(found.until)


def credited(day, days):
    return str(credit_due(date.fromisoformat(day), int(days), CALENDAR))


def slip(kind, typed):
    read = {"slip": slip_number, "reference": reference_number, "trace": trace_number, "card": card_tail}
    return or_refused(read[kind], typed)


def traded(*days):
    typed, bought, today = map(date.fromisoformat, days)
    return REFUSED if or_refused(trade_date, typed, bought_on=bought, today=today) == REFUSED else "taken"


def slips(left, amount):
    parts = over_slips(Decimal(amount), [Decimal(one) for one in left.split(", ")])
    return ", ".join(f"{part:.2f}" for part in parts)


def banked(*cells):
    line, ours = (
        Key(1, number, date.fromisoformat(day), Decimal(amount))
        for number, day, amount in (cells[:3], cells[3:])
    )
    return "matched" if pairs([(1, line)], [(7, ours)]) == [(1, 7)] else "open"


# By the table's headings: how many cells are given, and what computes the cells after them.
COMPUTED: dict[tuple[str, ...], tuple[int, Callable[..., str | tuple[str, ...]]]] = {
    ("Remains", "Refund", "Goes back"): (2, lambda *given: or_refused(shares, *given)),
    ("Paid", "Refunds, one after another", "Goes back each time"): (2, one_after_another),
    ("Part in cash", "Paid out", "To rounding"): (1, paid_out),
    ("Card gave", "Refunds to it, one after another", "Principal + bonus each time"): (2, to_card),
    ("Line cost", "Bought", "Comes back, one after another", "Worth"): (3, parts),
    ("Line cost", "Bought", "One after another: goods, or yuan without", "Worth"): (3, priced),
    ("Comes back", "Taken instead", "Customer pays", "Customer gets"): (2, difference),
    RULES: (1, rules),
    (
        "Goods",
        "Condition",
        "Bought",
        "Asked",
        "May be had",
        "Refund until",
        "Exchange until",
        "Rests on",
    ): (4, unwanted),
    (
        "Goods",
        "Bought",
        "Asked",
        "Failed repairs",
        "May be had",
        "Refund until",
        "Exchange until",
        "Repair until",
        "Rests on",
    ): (4, faulty),
    ("Reason", "Goods", "Bought", "Asked", "May be had", "Rests on"): (4, own_fault),
    ("Bought", "Asked", "Days", "Way", "Until", "Why"): (3, terminal),
    ("Refunded", "Working days", "Credited by"): (2, credited),
    (
        "Bank's reference",
        "Bank's trade date",
        "Bank's amount",
        "Refund's reference",
        "Refund's trade date",
        "Refund's amount",
        "The line",
    ): (6, banked),
    ("Paid", "May be invoiced"): (1, invoice),
    ("Number", "Typed", "Stored as"): (2, slip),
    ("Left on the slips, oldest first", "Refund", "By each"): (2, slips),
    ("Trade date", "Bought", "Today", "Is"): (3, traded),
}


@pytest.mark.parametrize(
    ("columns", "row"), [(columns, row) for columns, rows in TABLES.items() for row in rows], ids=str
)
def test_a_row_of_the_page_is_true(columns, row):
    given, compute = COMPUTED[columns]
    computed = compute(*row[:given])
    expected = row[given:-1] if columns[-1] == "Why" else row[given:]
    assert ((computed,) if isinstance(computed, str) else computed) == expected


def test_every_table_has_rows_and_a_test():
    assert {columns: bool(rows) for columns, rows in TABLES.items()} == dict.fromkeys(COMPUTED, True)
