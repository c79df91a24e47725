"""The list: what counts, what doesn't, what comes back; computed or brought as a file."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from cards.models import CardAct
from cards.services import redeem, replace_member_card, report_member_card_lost
from cashback.following import follow_import
from cashback.models import CardSale, Carry, Cycle, Line, ListFile, ListRow, TierRate
from cashback.rules import taken_back, work_out
from cashback.services import (
    close_cycle,
    close_turn,
    correct_next,
    count_turn,
    earned_by,
    read_list,
    take_list,
)
from cashback.tasks import open_cycles
from deskops.core.files import store_file
from deskops.core.models import Job
from deskops.core.refusals import Refused
from deskops.org.models import Staff
from deskops.receipts.models import Batch, ReceiptLine
from deskops.tills.models import Tender
from members.models import Tier, TierPeriod
from tests.factories.cards import sell
from tests.factories.cashback import AFTER, BOUGHT, MADE, buy
from tests.factories.members import card_of, make_member
from tests.factories.org import make_store
from tests.factories.refunds import paper
from tests.factories.tills import open_till

D = Decimal


def amounts(month) -> dict[int, tuple[Decimal, ...]]:
    """By member: purchases, returned, earned, amount."""
    month.computed()
    rows = month.cycle.lines.values_list("member", "purchases", "returned", "earned", "amount")
    return {row[0]: row[1:] for row in rows}


def test_purchases_of_the_whole_month_in_all_stores_with_any_card(month):
    (member,) = month.silver("100.00")
    other = make_store("S2")
    buy(member, "200.00", store=other)
    buy(member, "5.00", at=datetime(2026, 9, 30, 22, 30, tzinfo=UTC))  # 06:30 on 1 October
    buy(member, "7.00", at=datetime(2026, 10, 31, 21, 0, tzinfo=UTC))  # 05:00 on 1 November: still 31 October
    buy(member, "1000.00", at=datetime(2026, 10, 31, 22, 30, tzinfo=UTC))
    buy(member, "1000.00", at=datetime(2026, 9, 30, 21, 0, tzinfo=UTC))
    card = card_of(member)
    open_till(month.store, month.clerk, now=MADE)
    who = {"by": month.clerk, "store": month.store, "now": MADE, "identified_by": "身份证原件已核"}
    report_member_card_lost(request_key=uuid4(), number=card.number, **who)
    replace_member_card(
        request_key=uuid4(),
        number=card.number,
        new_number="8800009001",
        tender=Tender.objects.get(code="cash"),
        **who,
    )
    buy(member, "30.00")
    month.opened()
    assert amounts(month) == {member.pk: (D("342.00"), D(0), D("3.42"), D("3.40"))}
    assert month.line(member).card_number == "8800009001"


def test_only_the_home_store_and_only_tiers_that_earn(month):
    month.silver("100.00")
    plain = make_member(7, store=month.store, by=month.clerk)
    buy(plain, "5000.00")
    elsewhere = make_member(8, store=make_store("S2"), by=month.clerk, tier="silver")
    buy(elsewhere, "5000.00", store=month.store)
    month.opened()
    assert set(amounts(month)) == {month.members[0].pk}


def test_the_tier_and_the_rate_of_the_months_last_day(month):
    first, second = month.silver("1000.00", "1000.00")
    normal, silver = Tier.objects.get(code="normal"), Tier.objects.get(code="silver")
    rows = ((first, normal, date(2026, 10, 31)), (second, normal, date(2026, 11, 1)))
    for member, tier, starts in rows:
        TierPeriod.objects.create(member=member, tier=tier, starts=starts, source="名单", set_by=month.clerk)
        member.tier = tier
        member.save()
    for starts, rate in ((date(2026, 10, 31), "0.02"), (date(2026, 11, 1), "0.05")):
        TierRate.objects.create(tier=silver, starts=starts, rate=D(rate), source="通知", set_by=month.finance)
    month.opened()
    assert amounts(month) == {second.pk: (D("1000.00"), D(0), D("20.00"), D("20.00"))}


def test_bonus_money_and_cards_sold_by_the_pos_earn_nothing(month):
    (member,) = month.silver("1000.00")
    open_till(month.store, month.clerk, now=BOUGHT)
    card = sell(member, by=month.clerk, store=month.store, now=BOUGHT, amount="100.00")
    receipt = buy(member, "500.00", number="B1")
    sold = buy(member, "300.00", number="B2")
    redeem(
        request_key=uuid4(),
        by=month.clerk,
        store=month.store,
        now=BOUGHT,
        number=card.card.number,
        amount=D("50.00"),
        receipt=receipt.number,
    )
    spent = CardAct.objects.get(kind="card_redeem")
    assert spent.bonus == 0
    batch = Batch.objects.create(
        name="x",
        sha256="x",
        staff=month.clerk,
        at=MADE,
        receipts_added=2,
        lines_added=1,
        unchanged=0,
        refused=0,
    )
    sold.batch_id = batch.pk
    sold.save()
    ReceiptLine.objects.create(
        store=month.store,
        receipt=sold,
        position=1,
        name="购物卡",
        category="购物卡",
        quantity=1,
        price=200,
        amount=200,
    )
    follow_import(batch)
    follow_import(batch)
    assert CardSale.objects.get().amount == D("200.00")
    month.opened()
    assert amounts(month) == {member.pk: (D("1600.00"), D(0), D("16.00"), D("16.00"))}


def returned(month, member, amount, *, bought_on=date(2026, 10, 12), on=date(2026, 11, 3)):
    """Goods came back for money, on a refund's paper."""
    correct_next(
        document=paper("refund", store=month.store, by=month.clerk),
        card_number=card_of(member).number,
        bought_on=bought_on,
        returned_on=on,
        amount=D(amount),
    )


def closed(month, now=AFTER) -> None:
    """The cycle to its end, nobody having come."""
    month.booked()
    if month.cycle.booked:
        month.drawn()
    month.receive(month.handed_back(now), month.finance, now)
    close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=now)


def test_what_came_back_before_the_list_comes_off_and_later_corrects_the_next(month):
    (member,) = month.silver("1000.00")
    month.opened()
    number, bought = card_of(member).number, date(2026, 10, 12)
    assert earned_by(card_number=number, bought_on=bought, amount=D("400.00")) == 0
    returned(month, member, "400.00")
    assert amounts(month) == {member.pk: (D("1000.00"), D("400.00"), D("6.00"), D("6.00"))}
    assert amounts(month) == {member.pk: (D("1000.00"), D("400.00"), D("6.00"), D("6.00"))}
    month.booked()
    assert earned_by(card_number=number, bought_on=bought, amount=D("250.55")) == D("2.50")
    returned(month, member, "250.55")
    month.drawn()
    month.pay(month.line(member), month.turn())
    buy(member, "1000.00", at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    month.opened(date(2026, 12, 1), AFTER)
    month.computed(AFTER)
    line = month.line(member)
    assert (line.earned, line.correction, line.amount) == (D("10.00"), D("-2.50"), D("7.50"))


def test_a_negative_line_is_carried_and_never_collected(month):
    (member,) = month.silver("1000.00")
    month.opened()
    month.computed()
    month.booked()
    month.drawn()
    turn = month.turn()
    month.pay(month.line(member), turn)
    returned(month, member, "1000.00")
    count_turn(request_key=uuid4(), turn_id=turn.pk, pieces={}, by=month.clerk, now=MADE)
    close_turn(request_key=uuid4(), turn_id=turn.pk, by=month.clerk, now=MADE)
    month.receive(month.handed_back(), month.finance, AFTER)
    close_cycle(request_key=uuid4(), cycle_id=month.cycle.pk, by=month.finance, now=AFTER)
    assert not Carry.objects.exists()
    buy(member, "300.00", at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    month.opened(date(2026, 12, 1), AFTER)
    month.computed(AFTER)
    line = month.line(member)
    assert (line.amount, line.left, line.state) == (D(0), D("-7.00"), "nothing")
    closed(month, AFTER + timedelta(days=40))
    assert Carry.objects.get(taken=None).amount == D("-7.00")
    buy(member, "900.00", at=datetime(2026, 12, 20, 2, 0, tzinfo=UTC))
    month.opened(date(2027, 1, 1), AFTER + timedelta(days=41))
    month.computed(AFTER + timedelta(days=41))
    line = month.line(member)
    assert (line.earned, line.correction, line.amount) == (D("9.00"), D("-7.00"), D("2.00"))


def test_a_return_is_counted_once_even_when_its_paper_is_told_twice(month):
    (member,) = month.silver("1000.00")
    told_by = paper("refund", store=month.store, by=month.clerk)
    told = {"document": told_by, "card_number": card_of(member).number, "bought_on": BOUGHT.date()}
    for _time in range(2):
        correct_next(returned_on=MADE.date(), amount=D("100.00"), **told)
    correct_next(
        returned_on=MADE.date(), amount=D("100.00"), document=told_by, card_number="", bought_on=BOUGHT.date()
    )
    month.opened()
    assert amounts(month)[member.pk][1] == D("100.00")


def file_of(month, text: str, *, encoding: str = "utf-8", name: str = "返现.csv") -> ListFile:
    """A list as information brings it, looked at."""
    stored = store_file(text.encode(encoding), name=name, content_type="text/csv", by=month.information)
    job = Job.objects.create(
        kind="cashback.read",
        title="x",
        store=month.store,
        asked_by=month.information,
        params={"cycle": month.cycle.pk, "key": str(uuid4())},
        source=stored,
    )
    return read_list(job=job, cycle_id=month.cycle.pk, now=MADE, progress=lambda _done, _all: None)


def take(month, file: ListFile, **more) -> None:
    take_list(
        **{"request_key": uuid4(), "file_id": file.pk, "partial": False, "by": month.information, "now": MADE}
        | more
    )


HEAD = "会员卡号,姓名,返现金额\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_row_of_a_file_says_what_it_would_do(month, encoding):
    first, second, third, fourth = month.silver("100.00", "200.00", "300.00", "400.00")
    elsewhere = make_member(9, store=make_store("S2"), by=month.clerk, tier="silver", name="䶮㛃𠅤")
    month.opened()
    month.computed()
    rows = [
        (card_of(first).number, first.name, "5.50"),
        (card_of(second).number, "", "2.00"),
        (card_of(third).number, "别人", "3.00"),
        ("9999999999", "某某", "1.00"),
        (card_of(fourth).number, fourth.name, "0.01"),
        (card_of(elsewhere).number, "䶮㛃𠅤", "1.00"),
        (card_of(first).number, first.name, "=1+1"),
        (card_of(second).number, second.name, "4.00"),
    ]
    file = file_of(month, HEAD + "".join(",".join(row) + "\n" for row in rows), encoding=encoding)
    seen = list(file.rows.order_by("row").values_list("outcome", "why"))
    assert seen == [
        ("changed", ""),
        ("changed", ""),
        ("refused", "name"),
        ("refused", "card"),
        ("refused", "amount"),
        ("refused", "store"),
        ("refused", "amount"),
        ("refused", "twice"),
    ]
    assert (file.added, file.changed, file.same, file.refused, file.total) == (0, 2, 0, 6, D("7.50"))
    with pytest.raises(Refused) as refused:
        take(month, file)
    assert refused.value.code == "rows_refused"
    take(month, file, partial=True)
    lines = dict(month.cycle.lines.values_list("member", "amount"))
    assert lines == {first.pk: D("5.50"), second.pk: D("2.00"), third.pk: D("3.00"), fourth.pk: D("4.00")}
    again = file_of(month, HEAD + f"{card_of(first).number},,5.50\n")
    assert (again.added, again.changed, again.same) == (0, 0, 1)


def test_a_list_that_changed_since_it_was_looked_at_is_looked_at_again(month):
    (member,) = month.silver("100.00")
    month.opened()
    file = file_of(month, HEAD + f"{card_of(member).number},{member.name},9.90\n")
    month.computed()
    with pytest.raises(Refused) as refused:
        take(month, file)
    assert refused.value.code == "list_changed"
    fresh = file_of(month, HEAD + f"{card_of(member).number},{member.name},9.90\n")
    take(month, fresh)
    with pytest.raises(Refused) as refused:
        take(month, fresh)
    assert refused.value.code == "file_taken"
    assert month.line(member).source == Line.Source.IMPORTED


def test_what_was_left_comes_on_top_of_a_brought_list(month):
    (member,) = month.silver("1000.00")
    month.opened()
    month.computed()
    closed(month)
    returned(month, member, "100.00")
    month.opened(date(2026, 12, 1), AFTER)
    file = file_of(month, HEAD + f"{card_of(member).number},{member.name},3.00\n")
    assert file.rows.get().outcome == ListRow.Outcome.ADDED
    take(month, file)
    line = month.line(member)
    assert (line.earned, line.brought, line.correction, line.amount) == (D(3), D(10), D("-1.00"), D("12.00"))


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "file_empty"), ("卡号,金额\n1,2\n", "wrong_columns"), ("\x00\x01", "file_unreadable")],
)
def test_a_file_that_is_none_is_refused_whole(month, text, code):
    month.silver("100.00")
    month.opened()
    with pytest.raises(Refused) as refused:
        file_of(month, text)
    assert refused.value.code == code


def test_a_month_that_has_not_begun_and_one_that_is_there(month):
    month.opened()
    for when, code in ((date(2026, 11, 20), "cycle_there"), (date(2026, 12, 1), "month_not_begun")):
        with pytest.raises(Refused) as refused:
            month.opened(when)
        assert refused.value.code == code
    assert Cycle.objects.count() == 1


def test_what_the_database_computes_is_what_the_rule_says(month):
    cases = ("1234.56", "99.99", "9.99", "0.01", "10.00", "12345.67")
    members = month.silver(*cases)
    returned(month, members[0], "234.57")
    returned(month, members[5], "0.01")
    month.opened()
    found = amounts(month)
    for member, text in zip(members, cases, strict=True):
        back = {members[0].pk: D("234.57"), members[5].pk: D("0.01")}.get(member.pk, D(0))
        worked = work_out(purchases=D(text), returned=back, rate=D("0.01"))
        if worked.earned:
            assert found[member.pk][2:] == (worked.earned, worked.amount)
        else:
            assert member.pk not in found
    assert taken_back(D("0.99"), D("0.01")) == 0


def test_the_system_opens_the_month(month):
    month.silver("10.00")
    timestamp = int(datetime(2026, 10, 31, 23, 15, tzinfo=UTC).timestamp())
    open_cycles.func(timestamp=timestamp)
    open_cycles.func(timestamp=timestamp)
    found = Cycle.objects.get()
    assert (found.month, found.document.maker) == (date(2026, 11, 1), Staff.objects.system())
