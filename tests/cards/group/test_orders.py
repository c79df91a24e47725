"""A group order from the application to the bonus: what is asked, refused, paid, active, granted."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from cards.group.queries import held_for, money_of
from cards.group.services import Shown, activate, apply, cancel, correct, pay, reveal
from cards.models import BulkLine, CardAct, GroupIdentity, IdentityLook, StoredValue, StoredValueCard
from cards.queries import moved_on
from cards.services import redeem
from cards.stock.rules import read
from deskops.approvals.models import Approval, Decision
from deskops.core.refusals import Refused
from deskops.handoffs.models import Handoff
from deskops.ledger.proofs import prove_books
from tests.factories.cards import TRANSFER, bearer, tender
from tests.factories.group import (
    AGENT,
    LICENCE,
    buying,
    decide_all,
    grant,
    make_active,
    make_order,
    pay_for,
    ranges_for,
    signed,
    span,
)
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db

D = Decimal


def wrong() -> list[str]:
    return [line.code for line in prove_books() if line.wrong]


def code(attempt) -> str:
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.code


def test_an_order_is_asked_of_the_three_at_once_with_its_figures(counter):
    order = make_order(("500.00", 40), ("100.00", 5), **counter.here)
    assert (order.total, order.cards, order.percent, order.bonus) == (D(20500), 45, D(2), D(410))
    rows = Approval.objects.filter(document=order.document)
    assert {row.role for row in rows} == {"finance", "procurement", "mall_operations"}
    assert {(row.step, row.decision) for row in rows} == {(1, Decision.PENDING)}
    terms = rows[0].terms
    assert terms.amount == D(20500)
    assert "45" in terms.what
    assert "410.00" in terms.what
    assert "2 %" in terms.rule


@pytest.mark.parametrize(
    ("lines", "fields", "expected"),
    [
        ([("1000.01", 1)], {}, "bearer_limit"),
        ([("500.00", 40)], {"agent": ""}, "agent_missing"),
        ([("500.00", 40)], {"buyer": " "}, "buyer_missing"),
        ([("500.00", 40)], {"phone": "12"}, "phone_short"),
        ([("500.00", 1), ("500.00", 2)], {}, "face_twice"),
        ([("1000.00", 20)], {"bonus_as": "value"}, "bearer_limit"),
        ([("500.00", 40)], {"bonus_face": D(2000)}, "bearer_limit"),
        ([("500.00", 40)], {"bonus_face": None}, "bonus_face"),
        ([("0.01", 100_001)], {}, "too_many_cards"),
    ],
)
def test_what_an_application_may_not_be(counter, lines, fields, expected):
    assert code(lambda: make_order(*lines, **counter.here, **fields)) == expected


def test_papers_are_needed_from_ten_thousand_by_the_orders_total(counter):
    here = counter.here
    assert make_order(("999.99", 10), **here, licence=None, agent_paper=None).total == D("9999.90")
    assert code(lambda: make_order(("1000.00", 10), **here, licence=None)) == "identity_missing"
    assert code(lambda: make_order(("1000.00", 10), **here, agent_paper=None)) == "identity_missing"
    assert code(lambda: make_order(**here, licence=AGENT)) == "paper_of_another"
    assert code(lambda: make_order(**here, licence=Shown("licence", "91350100M000100Y44"))) == "credit_code"
    made = apply(
        request_key=uuid4(),
        **here,
        buying=buying(buyer_kind="person", buyer="王𠅤", agent=""),
        buyer_paper=AGENT,
    )
    assert [(one.whose, one.masked) for one in made.identities.all()] == [("buyer", "110***********002X")]


def test_numbers_are_sealed_and_a_look_is_recorded(counter):
    order = make_order(**counter.here)
    row = order.identities.get(whose="agent")
    assert b"110105" not in bytes(row.sealed)
    assert row.masked == "110***********002X"
    asked = {"identity_id": row.pk, "store": counter.store, "by": counter.clerk, "now": NOW}
    assert code(lambda: reveal(request_key=uuid4(), reason=" ", **asked)) == "reason_missing"
    assert reveal(request_key=uuid4(), reason="公安查询", **asked) == "11010519491231002X"
    assert [(look.reason, look.by) for look in IdentityLook.objects.all()] == [("公安查询", counter.clerk)]


def test_nothing_is_paid_or_active_before_all_three_have_signed(counter, acts):
    order = make_order(**counter.here)
    decide_all(order.document, now=NOW, but=frozenset({"procurement"}))
    assert code(lambda: pay_for(order, **acts)) == "order_state"
    assert code(lambda: make_active(order, **acts)) == "order_state"
    decide_all(order.document, now=NOW)
    order.refresh_from_db()
    assert order.state == "signed"
    assert code(lambda: make_active(order, **acts)) == "order_state"
    assert not StoredValueCard.objects.filter(value__kind="bearer").exists()


def test_a_rejection_goes_back_to_the_desk_which_corrects_and_asks_again(counter, acts):
    order = make_order(**counter.here)
    decide_all(
        order.document,
        now=NOW,
        decision=Decision.REJECTED,
        note="面值太大",
        but=frozenset({"procurement", "mall_operations"}),
    )
    order.refresh_from_db()
    assert (order.state, order.reason) == ("rejected", "面值太大")
    made = correct(
        request_key=uuid4(), **acts, order_id=order.pk, buying=buying(("200.00", 100), ("100.00", 1))
    )
    assert (made.state, made.total, made.cards, made.reason) == ("asked", D(20100), 101, "")
    assert {line.face: line.count for line in made.lines.all()} == {D(500): 0, D(200): 100, D(100): 1}
    assert made.identities.count() == 2
    decide_all(made.document, now=NOW)
    made.refresh_from_db()
    assert made.state == "signed"
    assert Approval.objects.filter(document=made.document).values("round").distinct().count() == 2


@pytest.mark.parametrize(
    ("kind", "lines", "refused"),
    [
        ("unit", [("100.00", 49)], False),
        ("unit", [("100.00", 50)], True),
        ("person", [("1000.00", 49), ("900.00", 1)], False),
        ("person", [("1000.00", 50)], True),
    ],
)
def test_cash_goes_by_the_orders_total_also_in_pieces(counter, acts, kind, lines, refused):
    agent = "单雄信" if kind == "unit" else ""
    order = signed(
        *lines,
        **counter.here,
        buyer_kind=kind,
        agent=agent,
        licence=LICENCE if kind == "unit" else AGENT,
        agent_paper=AGENT if agent else None,
    )
    attempt = lambda: pay_for(order, **acts, amount="10.00", how="cash")  # noqa: E731
    if refused:
        assert code(attempt) == "transfer_required"
    else:
        attempt()
        assert money_of(order).paid == D(10)


@pytest.mark.parametrize("how", ["cash", "wechat", "bank_card"])
def test_what_is_not_bought_face_to_face_is_paid_by_transfer_whatever_its_amount(counter, acts, how):
    order = signed(("100.00", 3), **counter.here, licence=None, agent_paper=None, at_distance=True)
    details = replace(TRANSFER, slip="123456", reference="4200001")
    assert code(lambda: pay_for(order, **acts, how=how, details=details)) == "transfer_at_distance"
    assert held_for(order) == D(0)
    pay_for(order, **acts)
    assert (order.state, held_for(order)) == ("paid", D(300))
    near = signed(("100.00", 3), **counter.here, licence=None, agent_paper=None)
    pay_for(near, **acts, how="cash")


def test_it_is_paid_in_pieces_and_never_too_much(counter, acts):
    order = signed(**counter.here)
    assert order.total == D(20000)
    assert (
        code(lambda: pay_for(order, **acts, details=replace(TRANSFER, from_name=""))) == "tender_incomplete"
    )
    pay_for(order, **acts, amount="12000.00")
    assert order.state == "signed"
    assert code(lambda: pay_for(order, **acts, amount="8000.01")) == "more_than_owed"
    assert code(lambda: pay_for(order, **acts, amount="1.00", how="stored_value")) == "tender_for_card"
    pay_for(order, **acts, amount="8000.00")
    assert (order.state, held_for(order)) == ("paid", D(20000))
    assert wrong() == []


def test_the_same_press_twice_pays_once(counter, acts):
    order = signed(**counter.here)
    asked = {
        "request_key": uuid4(),
        "order_id": order.pk,
        "amount": D(20000),
        "tender": tender("bank_transfer"),
        "details": TRANSFER,
        **acts,
    }
    assert pay(**asked).pk == pay(**asked).pk
    assert held_for(order) == D(20000)


def test_activation_makes_every_card_a_bearers_with_principal_only(counter, acts):
    order = signed(("500.00", 2), ("100.00", 190), **counter.here)
    pay_for(order, **acts)
    made = make_active(order, **acts)
    assert (made.kind, made.principal, made.bonus) == ("card_group", D(20000), D(0))
    values = StoredValue.objects.filter(kind="bearer").select_related("principal", "bonus")
    assert sorted(value.principal.amount for value in values) == [D(100)] * 190 + [D(500)] * 2
    assert {value.bonus.amount for value in values} == {D(0)}
    assert {str(value.valid_until) for value in values} == {f"{DAY.year + 3}-{DAY:%m-%d}"}
    assert (order.state, held_for(order)) == ("active", D(0))
    assert wrong() == []


def test_the_bonus_is_on_further_cards_once_finance_has_received_it(counter, acts):
    order = signed(("500.00", 41), **counter.here)
    pay_for(order, **acts)
    make_active(order, **acts)
    assert order.bonus == D(410)
    assert StoredValueCard.objects.filter(value__kind="bearer").count() == 41
    paper = Handoff.objects.get(kind="group_bonus")
    assert (paper.total_amount, paper.total_quantity, paper.state) == (D(410), 5, "draft")
    grant(order, **acts, finance=counter.desk.finance)
    further = StoredValueCard.objects.filter(value__kind="bearer", number__gt="889900000041").order_by(
        "number"
    )
    assert [(one.value.principal.amount, one.value.bonus.amount) for one in further] == [
        (D(0), D(100)),
        (D(0), D(100)),
        (D(0), D(100)),
        (D(0), D(100)),
        (D(0), D(10)),
    ]
    assert order.state == "done"
    assert CardAct.objects.get(kind="card_bonus").bonus == D(410)
    assert wrong() == []


def test_the_bonus_as_value_is_spread_over_the_cards_exactly(counter, acts):
    order = signed(("700.00", 3), ("333.00", 33), **counter.here, bonus_as="value")
    assert (order.total, order.bonus) == (D("13089.00"), D(261))
    pay_for(order, **acts)
    make_active(order, **acts)
    first = StoredValueCard.objects.get(number="889900000001")
    redeem(request_key=uuid4(), **counter.here, number=first.number, amount=D(50))
    grant(order, **acts, finance=counter.desk.finance)
    lines = BulkLine.objects.filter(document__kind="card_bonus")
    assert sum(line.bonus for line in lines) == D(261)
    assert lines.count() == 36
    value = StoredValue.objects.select_related("principal", "bonus").get(pk=first.value_id)
    assert (value.principal.amount, value.bonus.amount) == (D(650), D("13.96"))
    assert [(line.kind, line.balance_after) for line in moved_on(value)] == [
        ("card_bonus", D("663.96")),
        ("card_redeem", D(650)),
        ("card_group", D(700)),
    ]
    assert wrong() == []


def test_an_order_below_the_first_tier_is_done_without_a_bonus(counter, acts):
    order = signed(("100.00", 30), **counter.here, licence=None, agent_paper=None)
    assert (order.bonus, "1" in order.rule) == (D(0), True)
    pay_for(order, **acts, how="cash")
    make_active(order, **acts)
    assert order.state == "done"
    assert not Handoff.objects.filter(kind="group_bonus").exists()
    assert wrong() == []


def test_activation_is_all_or_nothing(counter, acts):
    bearer(**counter.here, n=1)
    taken = StoredValueCard.objects.get().number
    order = signed(("500.00", 20), ("100.00", 1), **counter.here)
    pay_for(order, **acts)
    ranges, bonus = ranges_for(order)

    def attempt(ranges=ranges, bonus=bonus):
        return activate(request_key=uuid4(), **acts, order_id=order.pk, ranges=ranges, bonus_ranges=bonus)

    assert code(lambda: attempt({**ranges, D(500): span(1, 19)})) == "count_differs"
    assert code(lambda: attempt(bonus=())) == "count_differs"
    assert code(lambda: attempt({**ranges, D(100): span(1, 1)})) == "range_twice"
    assert code(lambda: attempt({**ranges, D(100): read(taken)})) == "card_number_taken"
    assert StoredValueCard.objects.count() == 1
    assert (held_for(order), order.state) == (D(10100), "paid")
    attempt()
    assert code(attempt) == "order_state"
    assert wrong() == []


def test_an_unpaid_order_is_cancelled_with_a_reason(counter, acts):
    order = signed(**counter.here)
    assert (
        code(lambda: cancel(request_key=uuid4(), **acts, order_id=order.pk, reason=" ")) == "reason_missing"
    )
    made = cancel(request_key=uuid4(), **acts, order_id=order.pk, reason="单位取消采购")
    assert (made.state, made.reason) == ("cancelled", "单位取消采购")
    assert set(Approval.objects.values_list("decision", flat=True)) == {"void"}
    assert code(lambda: pay_for(made, **acts)) == "order_state"


def test_a_paid_order_is_not_cancelled_but_given_back(counter, acts):
    order = signed(**counter.here)
    pay_for(order, **acts, amount="100.00")
    assert code(lambda: cancel(request_key=uuid4(), **acts, order_id=order.pk, reason="取消")) == "order_paid"
    assert (
        code(lambda: correct(request_key=uuid4(), **acts, order_id=order.pk, buying=buying())) == "order_paid"
    )


def test_keys_of_identities_are_wrapped_anew_with_the_members(counter, settings):
    from deskops.secret_files import new_master_key
    from members.services.erasing import rewrap_keys, versions_in_use

    order = make_order(**counter.here)
    before = GroupIdentity.objects.values_list("key_version", flat=True)[0]
    settings.MASTER_KEYS = [new_master_key(), *settings.MASTER_KEYS]
    rewrap_keys(by=counter.clerk)
    assert before not in versions_in_use()
    row = order.identities.get(whose="buyer")
    asked = {"identity_id": row.pk, "store": counter.store, "by": counter.clerk, "now": NOW}
    assert reveal(request_key=uuid4(), reason="核对", **asked) == LICENCE.number
