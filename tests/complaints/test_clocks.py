"""How others' clocks go wrong (facts: peers' service desks), each a test: ours can't be fooled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Complaint
from complaints.models.words import Channel, Outcome, Way
from complaints.promises import AGREED, ANSWER, FOLLOW_UP, LAW, PLAN, PROMISE, SOLUTION
from complaints.rules.contacts import Contact, answers, out_of_reach, tries_that_count
from complaints.services import enquiries, handing, judging, pausing
from complaints.services.base import fresh
from complaints.services.contacting import Talk, contact
from complaints.services.settling import follow_up
from deskops.clocks import queries as clock_queries
from deskops.clocks import services as clocks
from deskops.clocks.misses import mark_missed, watch
from deskops.clocks.models import Allowance, Notice, Pause, Target
from deskops.clocks.policies import add_version
from deskops.clocks.rules import told_of_misses
from deskops.clocks.seeing import see
from deskops.core.calendar import Pause as Stretch
from deskops.core.calendar import WorkCalendar, due
from deskops.core.refusals import Refused
from deskops.org.access import access_of
from deskops.org.models import Role
from tests.factories.complaints import (
    MISSED,
    REACHED,
    TEXTED,
    agree,
    bring_to,
    carry,
    make_case,
    make_enquiry,
    make_office,
    reopen,
)
from tests.factories.tills import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office(db):
    return make_office()


def targets(case, policy) -> list[Target]:
    return list(Target.objects.filter(document=case.document_id, policy__code=policy).order_by("pk"))


def refused(act, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(**kwargs)
    return caught.value.code


def test_closing_does_not_erase_lateness(office):
    case = bring_to(office, "closed", now=NOW)
    late = make_case(office, now=NOW - 2 * DAY)
    mark_missed(NOW)
    late = bring_to(office, "closed", late, now=NOW)
    assert late.state == "closed"
    assert targets(late, ANSWER)[0].missed_at == NOW - DAY
    assert targets(case, ANSWER)[0].missed_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(document=late.document_id).update(missed_at=None)


def test_reopening_does_not_restart_the_first_clock(office):
    case = bring_to(office, "closed")
    first = targets(case, ANSWER)[0]
    reopen(office, case, NOW + 9 * DAY)
    again, second = targets(case, ANSWER)
    assert (again.started_at, again.due_at, again.met_at) == (first.started_at, first.due_at, first.met_at)
    assert (second.started_at, second.due_at) == (NOW + 9 * DAY, NOW + 10 * DAY)
    assert bring_to(office, "agreed", fresh(case.pk), now=NOW + 9 * DAY).reopened == 1


@pytest.mark.parametrize("state", ["investigating", "planning", "asked", "approved"])
def test_moving_a_case_on_is_not_an_answer(office, state):
    case = bring_to(office, state)
    assert [one.met_at for one in targets(case, ANSWER)] == [None]


def test_waiting_is_not_an_answer(office):
    """Neither a call that nobody took, nor a note, nor a text beside it, nor a hand-over answers anybody."""
    case = make_case(office)
    for hours, talk in ((1, MISSED), (2, TEXTED), (3, MISSED)):
        contact(**office.act(now=NOW + hours * HOUR), complaint_id=case.pk, talk=talk)
    handing.hand_over(**office.act(), complaint_id=case.pk, handler=office.second, why="换班")
    assert targets(case, ANSWER)[0].met_at is None
    for policy in (ANSWER, PLAN):
        asked = {"document": case.document, "policy": policy, "by": office.clerk, "now": NOW}
        assert refused(clocks.pause, **asked, reason="等顾客") == "not_pausable"
    contact(**office.act(office.second, NOW + 4 * HOUR), complaint_id=case.pk, talk=REACHED)
    answered = targets(case, ANSWER)[0]
    assert (answered.met_at, answered.met_by) == (NOW + 4 * HOUR, office.second)


def test_three_tries_at_different_hours_and_a_message_are_an_answer_with_a_note(office):
    case = make_case(office)
    for hours, talk in ((1, MISSED), (3, MISSED), (3, TEXTED), (20, MISSED)):
        contact(**office.act(now=NOW + hours * HOUR), complaint_id=case.pk, talk=talk)
    assert "3" in targets(case, ANSWER)[0].met_how
    assert targets(case, PLAN)[0].met_at is None


def test_tries_within_an_hour_count_once():
    made = [Contact(Way.CALL, Outcome.NO_ANSWER, NOW + timedelta(minutes=n)) for n in (0, 5, 59, 60, 90, 121)]
    assert tries_that_count(made) == 3
    assert not out_of_reach(made)
    assert out_of_reach([*made, Contact(Way.SMS, Outcome.SENT, NOW)])


def test_a_written_reply_answers_who_wrote():
    sent = [Contact(Way.EMAIL, Outcome.SENT, NOW)]
    assert answers(Channel.EMAIL, sent)
    assert not answers(Channel.COUNTER, sent)


def test_a_call_has_no_copy_to_send(office):
    case = make_case(office)
    talk = Talk(Way.CALL, Outcome.SENT, "x")
    assert refused(contact, **office.act(), complaint_id=case.pk, talk=talk) == "outcome_of_way"


def test_a_new_policy_keeps_pauses(office):
    case = bring_to(office, "agreed")
    at = NOW + HOUR
    before = targets(case, SOLUTION)[0].due_at
    pausing.pause(**office.act(now=at + HOUR), complaint_id=case.pk, why="送厂检测")
    add_version(SOLUTION, hours=1, source="新规定", pause_hours=1)
    pausing.resume(**office.act(now=at + 11 * HOUR), complaint_id=case.pk)
    moved = targets(case, SOLUTION)[0]
    assert (moved.due_at, moved.policy.version) == (before + 10 * HOUR, 1)
    assert fresh(case.pk).due_at is not None


def test_a_pause_has_reason_person_and_end_and_a_cap(office):
    case = bring_to(office, "agreed")
    at, before = NOW + HOUR, targets(case, SOLUTION)[0].due_at
    asked = {"complaint_id": case.pk}
    assert refused(pausing.pause, **office.act(now=at), **asked, why=" ") == "words_missing"
    pausing.pause(**office.act(now=at), **asked, why="送厂检测")
    more = {**asked, "hours": 24, "why": "厂家停工"}
    assert refused(pausing.allow_more, **office.act(office.supervisor, at), **more) == "not_a_manager"
    pausing.allow_more(**office.act(office.manager, at), **more)
    end = at + 90 * HOUR
    pausing.resume(**office.act(now=end), **asked)
    row = Pause.objects.get()
    assert (row.reason, row.by, row.ends_at) == ("送厂检测", office.clerk, end)
    assert targets(case, SOLUTION)[0].due_at == before + 90 * HOUR
    assert Allowance.objects.get().by == office.manager


def test_a_pause_never_unmisses(office):
    case = bring_to(office, "agreed")
    due_at = targets(case, SOLUTION)[0].due_at
    late = due_at + HOUR
    assert refused(pausing.pause, **office.act(now=late), complaint_id=case.pk, why="补") == "missed_already"
    mark_missed(late)
    assert targets(case, SOLUTION)[0].missed_at == due_at


def test_a_clock_stops_when_its_work_is_done(office):
    """Nothing runs on after a case was closed, whichever way it went."""
    closed = bring_to(office, "closed")
    unfounded = make_case(office)
    judging.judge(**office.act(), complaint_id=unfounded.pk, grounds=False, reasonable=False, words="x")
    judging.answer_kindly(**office.act(), complaint_id=unfounded.pk, talk=REACHED)
    for case in (closed, unfounded):
        assert not Target.objects.filter(document=case.document_id, met_at=None, dropped_at=None).exists()


def test_a_shorter_clock_does_not_hide_a_longer_one(office):
    case = make_case(office)
    assert targets(case, LAW)[0].due_at > targets(case, PLAN)[0].due_at > targets(case, ANSWER)[0].due_at
    access = access_of(office.clerk, today=NOW.date())
    listed = [one.policy.code for one in clock_queries.open_for(access)]
    assert listed == [ANSWER, PLAN, LAW]
    assert fresh(case.pk).due_at == NOW + DAY
    contact(**office.act(now=NOW + HOUR), complaint_id=case.pk, talk=REACHED)
    assert fresh(case.pk).due_at == NOW + 2 * DAY
    watch(NOW + 3 * DAY)
    assert [one.missed_at for one in targets(case, PLAN)] == [NOW + 2 * DAY]
    assert targets(case, LAW)[0].missed_at is None


def test_the_fifteen_days_of_the_law_end_with_their_day(office):
    case = make_case(office)
    assert targets(case, LAW)[0].due_at == datetime(2026, 12, 5, 16, 0, tzinfo=UTC)
    assert targets(make_case(office, kind=Complaint.Kind.SERVICE), LAW) == []


def test_the_day_promised_is_the_due_day_and_the_follow_up_a_week_from_there(office):
    case = agree(office, bring_to(office, "approved"), NOW + HOUR, days=0)
    assert targets(case, SOLUTION)[0].due_at == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    carry(office, case, NOW + 2 * HOUR)
    assert targets(case, SOLUTION)[0].missed_at is None
    assert targets(case, FOLLOW_UP)[0].due_at == NOW + 2 * HOUR + 7 * DAY


def test_carried_out_late_it_is_missed_although_carried_out(office):
    case = bring_to(office, "agreed")
    due_at = targets(case, SOLUTION)[0].due_at
    case = carry(office, case, due_at + 5 * HOUR)
    done = targets(case, SOLUTION)[0]
    assert (done.met_at, done.missed_at) == (due_at + 5 * HOUR, due_at)
    assert Notice.objects.get(target=done).role == Role.SERVICE_MANAGER


def test_only_the_manager_keeps_the_time_that_was_agreed(office):
    case = make_case(office)
    at = NOW + 5 * HOUR
    asked = {"complaint_id": case.pk, "words": "要求十倍赔偿"}
    assert refused(handing.escalate, **office.act(), **asked, manager=office.second, at=at) == "not_a_manager"
    assert refused(handing.escalate, **office.act(), **asked, manager=office.manager, at=NOW) == "time_past"
    case = handing.escalate(**office.act(), **asked, manager=office.manager, at=at)
    assert (case.handler, targets(case, AGREED)[0].due_at) == (office.manager, at)
    contact(**office.act(now=NOW + HOUR), complaint_id=case.pk, talk=REACHED)
    assert targets(case, AGREED)[0].met_at is None
    contact(**office.act(office.manager, NOW + 2 * HOUR), complaint_id=case.pk, talk=REACHED)
    assert targets(case, AGREED)[0].met_by == office.manager


def test_who_cannot_be_reached_afterwards_is_noted_so(office):
    case = bring_to(office, "accepted")
    for hours, talk in ((2, MISSED), (4, MISSED), (5, TEXTED), (6, MISSED)):
        case = follow_up(**office.act(office.second, NOW + hours * HOUR), complaint_id=case.pk, talk=talk)
    assert (case.state, case.satisfaction) == ("followed", "unreached")


def test_an_enquiry_promised_twice_keeps_both(office):
    enquiry = make_enquiry(office)
    for hours, until in ((20, 30), (29, 50)):
        enquiries.promise(
            **office.act(now=NOW + hours * HOUR),
            enquiry_id=enquiry.pk,
            talk=REACHED,
            until=NOW + until * HOUR,
        )
    first, second = targets(enquiry, PROMISE)
    assert (first.until, first.met_at, first.missed_at) == (NOW + 30 * HOUR, None, None)
    assert first.dropped_at == NOW + 29 * HOUR
    enquiry = enquiries.answer(**office.act(now=NOW + 51 * HOUR), enquiry_id=enquiry.pk, talk=REACHED)
    second.refresh_from_db()
    assert (second.missed_at, second.met_at, enquiry.state) == (NOW + 50 * HOUR, NOW + 51 * HOUR, "answered")


def test_promising_anew_too_late_does_not_unmiss_the_earlier_promise(office):
    enquiry = make_enquiry(office)
    promise = {"enquiry_id": enquiry.pk, "talk": REACHED}
    enquiries.promise(**office.act(now=NOW + HOUR), **promise, until=NOW + 2 * HOUR)
    enquiries.promise(**office.act(now=NOW + 3 * HOUR), **promise, until=NOW + 9 * HOUR)
    assert [one.missed_at for one in targets(enquiry, PROMISE)] == [NOW + 2 * HOUR, None]


def test_who_was_not_reached_was_promised_nothing(office):
    enquiry = make_enquiry(office)
    promise = {"enquiry_id": enquiry.pk, "talk": MISSED, "until": NOW + DAY}
    assert refused(enquiries.promise, **office.act(), **promise) == "not_reached"
    enquiries.answer(**office.act(), enquiry_id=enquiry.pk, talk=MISSED)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.answer) == ("open", "")


def test_what_is_answered_at_once_is_promised_nothing(office):
    enquiry = make_enquiry(office, answer="二十二点关门", telephone="")
    assert (enquiry.state, Target.objects.count()) == ("answered", 0)


def test_the_handler_is_warned_before_and_the_manager_told_after(office):
    case = make_case(office)
    clerk, second, manager = (
        access_of(one, today=NOW.date()) for one in (office.clerk, office.second, office.manager)
    )

    def told(access) -> list[tuple[str, str]]:
        rows = clock_queries.inbox(access, NOW).select_related("target__policy")
        return [(one.kind, one.target.policy.code) for one in rows]

    watch(NOW + 19 * HOUR)
    assert (told(clerk), told(manager)) == ([], [])
    for _twice in range(2):
        watch(NOW + 20 * HOUR)
    assert (told(clerk), told(second), told(manager)) == ([("due", ANSWER)], [], [])
    handing.hand_over(**office.act(), complaint_id=case.pk, handler=office.second, why="换班")
    assert (told(clerk), told(second)) == ([], [("due", ANSWER)])
    for _twice in range(2):
        watch(NOW + 25 * HOUR)
    assert told(manager) == [("missed", ANSWER)]
    notice = Notice.objects.get(kind="missed")
    see(notice_id=notice.pk, by=office.manager, now=NOW + 26 * HOUR)
    assert told(manager) == []
    assert targets(case, ANSWER)[0].missed_at == NOW + DAY
    contact(**office.act(office.second, NOW + 26 * HOUR), complaint_id=case.pk, talk=REACHED)
    assert told(second) == []


def test_who_was_told_of_what_stays(office):
    make_case(office)
    watch(NOW + 25 * HOUR)
    for change in ({"at": NOW}, {"due_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.all().delete()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GENERAL_MANAGER}))
def test_a_miss_is_told_to_somebody_above(role):
    above = {Role.SERVICE_MANAGER, Role.STORE_MANAGER, Role.AREA_MANAGER, Role.GENERAL_MANAGER}
    assert told_of_misses(role) in above - {role}


# The due moment itself is a pure function.

FRIDAY = datetime(2026, 9, 25, 3, 0, tzinfo=UTC)
NATIONAL_DAYS = frozenset(datetime(2026, 10, day).date() for day in range(1, 8))
MAKE_UP = frozenset({datetime(2026, 10, 10).date(), datetime(2026, 9, 20).date()})
starts = st.integers(0, 24 * 40).map(lambda hours: FRIDAY - 20 * DAY + hours * HOUR)
lengths = st.integers(1, 24 * 15)
days = st.sets(st.integers(0, 60), max_size=20).map(
    lambda found: frozenset((FRIDAY - 20 * DAY + n * DAY).date() for n in found)
)
pauses = st.lists(
    st.tuples(st.integers(0, 24 * 60), st.integers(0, 96)).map(
        lambda one: Stretch(FRIDAY - 20 * DAY + one[0] * HOUR, FRIDAY - 20 * DAY + sum(one) * HOUR)
    ),
    max_size=5,
)


@given(starts, lengths, days, days)
def test_holidays_never_make_it_due_sooner(start, hours, fewer, more):
    some = WorkCalendar(days_off=fewer)
    all_of = WorkCalendar(days_off=fewer | more)
    assert due(start, hours) <= due(start, hours, some) <= due(start, hours, all_of)


@given(starts, lengths)
def test_make_up_days_count(start, hours):
    plain = WorkCalendar(days_off=NATIONAL_DAYS)
    made_up = WorkCalendar(days_off=NATIONAL_DAYS, make_up_days=MAKE_UP)
    assert due(start, hours, made_up) <= due(start, hours, plain)


def test_a_make_up_saturday_is_a_day_of_the_clock():
    before = datetime(2026, 10, 9, 3, 0, tzinfo=UTC)  # a Friday; the Saturday after is worked
    assert due(before, 24, WorkCalendar(make_up_days=MAKE_UP)) == before + DAY
    assert due(before, 24, WorkCalendar()) == before + 3 * DAY


@given(starts, st.integers(0, 24 * 10), lengths, days, pauses)
def test_due_is_monotone_in_start(start, later, hours, off, stretches):
    calendar = WorkCalendar(days_off=off, make_up_days=MAKE_UP)
    assert due(start, hours, calendar, stretches) <= due(start + later * HOUR, hours, calendar, stretches)


@given(starts, lengths, days, pauses, pauses)
def test_due_is_monotone_in_pauses(start, hours, off, some, more):
    calendar = WorkCalendar(days_off=off, make_up_days=MAKE_UP)
    assert due(start, hours, calendar, some) <= due(start, hours, calendar, [*some, *more])


@given(starts, lengths, days)
def test_a_pause_over_days_off_adds_no_night_twice(start, hours, off):
    """A pause within hours in which the clock stands still anyway changes nothing."""
    calendar = WorkCalendar(days_off=off)
    still = [
        Stretch(begin, begin + DAY)
        for n in range(60)
        if not calendar.is_working_day((start + n * DAY).date())
        for begin in [datetime.combine((start + n * DAY).date(), datetime.min.time(), UTC) - 8 * HOUR]
    ]
    assert due(start, hours, calendar, still) == due(start, hours, calendar)
