"""One approval decided, one handoff received by many hands at once: once; with the control beside it."""

from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Q

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import Asked, decide
from deskops.handoffs.models import Handoff, State
from deskops.handoffs.services import receive
from deskops.org.models import Role, Staff
from tests.approvals.conftest import HEARD as heard
from tests.approvals.conftest import NOW, mall
from tests.factories.handoffs import HEARD as handed
from tests.factories.handoffs import LINES, make_counter
from tests.factories.org import make_staff

from .crowd import HANDS, ROUNDS, crowd

__all__ = ["mall"]

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

FEWER = ROUNDS // 4 + 1  # rounds where the first race has shown the lock already


@pytest.fixture(autouse=True)
def _plugged():
    from tests.approvals.conftest import plug_slip

    plug_slip()
    heard.clear()
    handed.clear()


def supervisors(mall) -> list[Staff]:
    return [mall.hire(f"s{n}", f"20{n:02d}", Role.DESK_SUPERVISOR, store=mall.store) for n in range(50, 66)]


def judge(people: list[Staff], approval: Approval, hand: int, key: UUID | None = None) -> Approval:
    decision = Decision.APPROVED if hand % 2 else Decision.REJECTED
    return decide(
        request_key=key or uuid4(),
        approval_id=approval.pk,
        by=people[hand],
        decision=decision,
        note="不符",
        now=NOW,
    )


def test_one_approval_is_decided_once(mall):
    people = supervisors(mall)
    with crowd() as together:
        for number in range(1, ROUNDS + 1):
            approval = mall.paper([Asked(Role.DESK_SUPERVISOR)])[1][0]
            codes = together.codes(partial(judge, people, approval))
            assert codes == [""] + ["decided_already"] * (HANDS - 1)
            assert len(heard) == number


def test_the_same_press_is_one_decision(mall):
    person = mall.desk
    with crowd() as together:
        for number in range(1, FEWER + 1):
            approval, key = mall.paper([Asked(Role.DESK_SUPERVISOR)])[1][0], uuid4()
            done = together(
                lambda _hand, approval=approval, key=key: (
                    decide(
                        request_key=key,
                        approval_id=approval.pk,
                        by=person,
                        decision=Decision.APPROVED,
                        now=NOW,
                    ).decided_at
                )
            )
            assert (set(done), len(heard)) == ({NOW}, number)


def test_two_rows_of_a_round_are_decided_together_without_a_deadlock(mall):
    people = supervisors(mall)
    finance = [mall.hire(f"f{n}", f"30{n:02d}", Role.FINANCE, store=mall.store) for n in range(50, 58)]
    with crowd() as together:
        for number in range(1, FEWER + 1):
            rows = mall.paper([Asked(Role.DESK_SUPERVISOR), Asked(Role.FINANCE)])[1]

            def approve(hand: int, rows=rows) -> None:
                side = hand % 2
                by = finance[hand // 2] if side else people[hand]
                decide(
                    request_key=uuid4(),
                    approval_id=rows[side].pk,
                    by=by,
                    decision=Decision.APPROVED,
                    now=NOW,
                )

            assert together.codes(approve) == ["", ""] + ["decided_already"] * (HANDS - 2)
            assert len(heard) == number


def naive(approval: Approval, people: list[Staff], looked: Barrier, hand: int) -> bool:
    waits = Approval.objects.filter(pk=approval.pk, decision=Decision.PENDING).exists()
    looked.wait(timeout=60)
    if waits:
        row = Approval.objects.filter(Q(pk=approval.pk))
        row.update(decision=Decision.APPROVED, decided_by=people[hand], decided_at=NOW)
    return waits


def test_the_control_without_lock_and_trigger_decides_sixteen_times(mall):
    people, approval = supervisors(mall), mall.paper([Asked(Role.DESK_SUPERVISOR)])[1][0]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE approvals_approval DISABLE TRIGGER approvals_keep")
    with crowd() as together:
        assert sum(together(partial(naive, approval, people, Barrier(HANDS)))) == HANDS


def test_one_handoff_is_received_once():
    counter = make_counter()
    finance = [make_staff(f"31{n:02d}", Role.FINANCE, store=counter.store) for n in range(HANDS)]
    with crowd() as together:
        for number in range(1, FEWER + 1):
            sent = counter.sent("t_goods_to_finance", LINES[:1])

            def sign(hand: int, sent=sent) -> Handoff:
                return receive(request_key=uuid4(), handoff_id=sent.pk, by=finance[hand], now=NOW)

            assert together.codes(sign) == [""] + ["wrong_state"] * (HANDS - 1)
            assert [what for what, _state, _final in handed].count("received") == number
    assert Handoff.objects.exclude(state=State.RECEIVED).count() == 0
