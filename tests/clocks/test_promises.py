"""Promises of time: due by policy and calendar, kept by a recorded act, missed once and for good."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from deskops.clocks import misses, services
from deskops.clocks.models import Allowance, Policy, Target
from deskops.clocks.policies import PolicyKind, add_version, policy_kinds, seed_policies
from deskops.clocks.queries import late, open_for
from deskops.clocks.rules import capped
from deskops.core.calendar import Pause as Stretch
from deskops.core.refusals import Refused
from deskops.documents.kinds import DocumentKind, document_kinds
from deskops.documents.services import begin_document, file_document
from deskops.org.access import access_of
from deskops.org.models import Role
from tests.factories.org import NOW, TODAY, make_staff, make_store

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 15:00 in Shanghai


def plug() -> None:
    """Promises and a paper for these tests, plugged once."""
    if "t_answer" not in policy_kinds:
        policy_kinds.add(PolicyKind("t_answer", "首次答复", 24, "规格 5", warn_hours=4))
        policy_kinds.add(PolicyKind("t_plan", "方案", 48, "规格 5", working_days=True, pause_hours=24))
        document_kinds.add(DocumentKind("t_case", "TK", "客诉", lambda _d: "/", Role.everyone()))
    seed_policies()


class World:
    """A store, its people, one paper about which something is promised."""

    def __init__(self) -> None:
        plug()
        self.store = make_store()
        self.clerk = make_staff("1001", Role.CLERK, store=self.store)
        self.finance = make_staff("3001", Role.FINANCE, store=self.store)
        self.document = begin_document(kind="t_case", store=self.store, by=self.clerk, now=NOW)
        file_document(self.document)

    def start(self, policy="t_answer", at=NOW, role=Role.CLERK, **more) -> Target:
        job = services.Job(role, self.store)
        return services.start(document=self.document, policy=policy, job=job, at=at, **more)

    def meet(self, now, policy="t_answer"):
        return services.meet(document=self.document, policy=policy, by=self.clerk, now=now, how="去电已接通")


@pytest.fixture
def world(db) -> World:
    return World()


def test_hours_run_day_and_night_or_on_working_days(world):
    assert world.start(at=FRIDAY).due_at == FRIDAY + timedelta(hours=24)
    assert world.start("t_plan", at=FRIDAY).due_at == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def test_a_day_that_was_promised_is_the_due_day(world):
    until = NOW + timedelta(days=9)
    target = world.start(until=until)
    assert (target.due_at, target.warn_at) == (until, until - timedelta(hours=4))


def test_kept_in_time_by_a_recorded_act(world):
    world.start()
    done = world.meet(NOW + timedelta(hours=3))
    assert (done.met_by, done.met_how, done.missed_at) == (world.clerk, "去电已接通", None)
    assert world.meet(NOW + timedelta(hours=4)) is None


def test_kept_too_late_it_is_missed_as_of_when_it_was_due(world):
    target = world.start()
    done = world.meet(NOW + timedelta(hours=30))
    assert (done.missed_at, done.met_at) == (target.due_at, NOW + timedelta(hours=30))


def test_a_miss_is_written_once_and_by_itself(world):
    target = world.start()
    assert misses.mark_missed(target.due_at) == 0
    assert misses.mark_missed(target.due_at + timedelta(minutes=5)) == 1
    assert misses.mark_missed(target.due_at + timedelta(hours=9)) == 0
    target.refresh_from_db()
    assert target.missed_at == target.due_at


def test_the_same_thing_is_promised_once_at_a_time(world):
    world.start()
    with pytest.raises(IntegrityError, match="clocks_one_open_promise"), transaction.atomic():
        world.start()
    world.meet(NOW)
    assert world.start(at=NOW + timedelta(hours=1)).met_at is None


def test_a_new_version_leaves_promises_given_as_they_are(world):
    old = world.start()
    add_version("t_answer", hours=2, source="新规定")
    world.meet(NOW)
    new = world.start()
    old.refresh_from_db()
    assert (old.policy.version, new.policy.version) == (1, 2)
    assert new.due_at - new.started_at == timedelta(hours=2)
    seed_policies()
    assert Policy.objects.filter(code="t_answer").count() == 2


def pause(world, now, policy="t_plan"):
    return services.pause(document=world.document, policy=policy, by=world.clerk, now=now, reason="等厂家")


def test_a_pause_moves_the_promise_by_as_long_as_it_lasted(world):
    monday = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    before = world.start("t_plan", at=monday).due_at
    pause(world, monday + timedelta(hours=1))
    moved = services.resume(document=world.document, policy="t_plan", now=monday + timedelta(hours=6))
    assert moved.due_at == before + timedelta(hours=5)


def test_a_pause_beyond_its_cap_moves_it_no_further(world):
    monday = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    before = world.start("t_plan", at=monday).due_at
    pause(world, monday + timedelta(hours=1))
    moved = services.resume(document=world.document, policy="t_plan", now=monday + timedelta(hours=40))
    assert moved.due_at == before + timedelta(hours=24)


MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_while_paused_it_is_not_missed(world):
    target = world.start("t_plan", at=MONDAY)
    pause(world, MONDAY + timedelta(hours=30))
    assert misses.mark_missed(target.due_at + timedelta(hours=5)) == 0


def test_a_pause_that_goes_beyond_its_cap_does_not_hide_the_miss(world):
    target = world.start("t_plan", at=MONDAY)
    pause(world, MONDAY + timedelta(hours=30))
    moved = target.due_at + timedelta(hours=24)
    assert misses.mark_missed(moved) == 0
    assert misses.mark_missed(moved + timedelta(minutes=5)) == 1
    assert misses.mark_missed(moved + timedelta(minutes=10)) == 0
    target.refresh_from_db()
    assert (target.due_at, target.missed_at) == (moved, moved)
    later = services.resume(document=world.document, policy="t_plan", now=moved + timedelta(hours=3))
    assert (later.due_at, later.missed_at) == (moved, moved)


def test_kept_while_paused_beyond_the_cap_it_is_missed_as_well(world):
    due = world.start("t_plan", at=MONDAY).due_at + timedelta(hours=24)
    pause(world, MONDAY + timedelta(hours=1))
    done = world.meet(due + timedelta(hours=1), "t_plan")
    assert (done.missed_at, done.met_at) == (due, due + timedelta(hours=1))


def test_what_was_paused_for_as_long_as_it_may_is_not_paused_again(world):
    world.start("t_plan", at=MONDAY)
    pause(world, MONDAY + timedelta(hours=1))
    services.resume(document=world.document, policy="t_plan", now=MONDAY + timedelta(hours=25))
    with pytest.raises(Refused) as caught:
        pause(world, MONDAY + timedelta(hours=26))
    assert caught.value.code == "pause_used_up"


def allow(world, by, hours=48, reason="厂家停工检修") -> Allowance:
    return services.allow_more(
        document=world.document, policy="t_plan", hours=hours, by=by, now=MONDAY, reason=reason
    )


@pytest.mark.parametrize("role", [Role.SERVICE_MANAGER, Role.STORE_MANAGER])
def test_beyond_the_cap_a_manager_lets_it_be_paused(world, role):
    before = world.start("t_plan", at=MONDAY).due_at
    allowed = allow(world, make_staff("1", role, store=world.store))
    assert (allowed.by.number, allowed.hours, allowed.reason) == ("1", 48, "厂家停工检修")
    pause(world, MONDAY + timedelta(hours=1))
    moved = services.resume(document=world.document, policy="t_plan", now=MONDAY + timedelta(hours=41))
    assert moved.due_at == before + timedelta(hours=40)


def test_who_may_not_let_it_be_paused_for_longer(world):
    world.start("t_plan", at=MONDAY)
    supervisor = make_staff("1101", Role.DESK_SUPERVISOR, store=world.store)
    elsewhere = make_staff("8002", Role.STORE_MANAGER, store=make_store("S2"))
    manager = make_staff("1201", Role.SERVICE_MANAGER, store=world.store)
    for by, more, code in (
        (world.clerk, {}, "not_a_manager"),
        (supervisor, {}, "not_a_manager"),
        (elsewhere, {}, "not_a_manager"),
        (manager, {"hours": 0}, "no_hours"),
        (manager, {"reason": " "}, "reason_missing"),
    ):
        with pytest.raises(Refused) as caught:
            allow(world, by, **more)
        assert caught.value.code == code
    assert Allowance.objects.count() == 0


def test_what_is_missed_or_never_paused_is_not_given_more(world):
    manager = make_staff("1201", Role.SERVICE_MANAGER, store=world.store)
    for policy, at, code in (
        ("t_answer", NOW, "not_pausable"),
        ("t_plan", NOW - timedelta(days=9), "missed_already"),
    ):
        world.start(policy, at=at)
        with pytest.raises(Refused) as caught:
            services.allow_more(
                document=world.document, policy=policy, hours=1, by=manager, now=NOW, reason="等厂家"
            )
        assert caught.value.code == code


def test_what_a_manager_allowed_stands(world):
    world.start("t_plan", at=MONDAY)
    allow(world, make_staff("1201", Role.SERVICE_MANAGER, store=world.store))
    for change in ("UPDATE clocks_allowance SET hours = 1", "DELETE FROM clocks_allowance"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.mark.parametrize(
    ("policy", "hours", "code"), [("t_answer", 1, "not_pausable"), ("t_plan", 500, "missed_already")]
)
def test_what_cannot_be_paused(world, policy, hours, code):
    world.start(policy)
    with pytest.raises(Refused) as caught:
        pause(world, NOW + timedelta(hours=hours), policy)
    assert caught.value.code == code


def test_a_promise_without_its_object_is_dropped_but_a_miss_stays(world):
    world.start()
    services.drop(document=world.document, policy="t_answer", now=NOW + timedelta(hours=1))
    target = world.start(at=NOW)
    services.drop(document=world.document, policy="t_answer", now=NOW + timedelta(hours=30))
    misses = Target.objects.order_by("pk").values_list("missed_at", flat=True)
    assert list(misses) == [None, target.due_at]


def database_refuses(sql, *params) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return caught.value.__cause__.diag.constraint_name


CHANGE = "UPDATE clocks_target SET {} WHERE id = %s"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("missed_at = NULL", "clocks_miss_stands"),
        ("missed_at = now()", "clocks_miss_stands"),
        ("due_at = due_at + interval '1 day'", "clocks_due_stands"),
        ("started_at = started_at - interval '1 day'", "clocks_promise_frozen"),
        ("met_at = now()", "clocks_met_by_an_act"),
    ],
)
def test_nothing_clears_a_miss(world, change, constraint):
    target = world.start()
    misses.mark_missed(target.due_at + timedelta(hours=1))
    assert database_refuses(CHANGE.format(change), target.pk) == constraint
    assert database_refuses("DELETE FROM clocks_target WHERE id = %s", target.pk) == "clocks_never_deleted"


def test_a_policy_is_never_changed(world):
    sql = "UPDATE clocks_policy SET hours = %s WHERE code = 't_answer'"
    assert database_refuses(sql, 999) == "clocks_policy_frozen"


def test_each_sees_what_is_theirs_due_next_first(world):
    mine = world.start()
    services.start(
        document=world.document,
        policy="t_plan",
        job=services.Job(Role.FINANCE, world.store),
        at=FRIDAY,
    )
    clerk = access_of(world.clerk, today=TODAY)
    finance = access_of(world.finance, today=TODAY)
    elsewhere = access_of(make_staff("1002", Role.CLERK, store=make_store("S2")), today=TODAY)
    assert [t.pk for t in open_for(clerk)] == [mine.pk]
    assert [t.policy.code for t in open_for(finance)] == ["t_plan"]
    assert list(open_for(elsewhere)) == []
    assert list(late(clerk, mine.due_at - timedelta(hours=1))) == []
    assert [t.pk for t in late(clerk, mine.due_at + timedelta(hours=1))] == [mine.pk]


hours = st.integers(min_value=0, max_value=100)


@given(st.lists(st.tuples(hours, hours), max_size=6), hours)
def test_pauses_together_never_last_longer_than_the_cap(stretches, cap):
    pauses = [
        Stretch(NOW + timedelta(hours=start), NOW + timedelta(hours=start + length))
        for start, length in stretches
    ]
    kept = capped(pauses, timedelta(hours=cap))
    total = sum((p.end - p.start for p in kept), timedelta())
    assert total <= timedelta(hours=cap)
    assert [p.start for p in kept] == [p.start for p in pauses]
