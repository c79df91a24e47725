"""Changes of details: who must be rung, in which order, and what may never change."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskops.core.refusals import Refused
from members import sealing
from members.models import Change, Identity, Member, MemberName, VerificationCall
from members.rules.changes import Verdict, verdict
from members.services.changing import apply_change, record_call, refuse_change, request_change
from tests.factories.members import address, card_of, make_application, make_member, mobile
from tests.factories.org import NOW

Number, Outcome = VerificationCall.Number, VerificationCall.Outcome


@pytest.fixture
def member(store, clerk):
    return make_member(1, store=store, by=clerk)


@pytest.fixture
def desk(store, clerk):
    class Desk:
        def ask(self, member, papers_seen=False, **values) -> Change:
            return request_change(
                request_key=uuid4(),
                member_id=member.pk,
                values=values,
                papers_seen=papers_seen,
                store=store,
                by=clerk,
                now=NOW,
            )

        def ring(self, change, number, outcome) -> Change:
            return record_call(
                request_key=uuid4(),
                change_id=change.pk,
                number=number,
                outcome=outcome,
                note="",
                by=clerk,
                now=NOW,
            )

        def apply(self, change) -> Change:
            return apply_change(request_key=uuid4(), change_id=change.pk, by=clerk, now=NOW)

    return Desk()


def test_a_new_mobile_needs_the_old_numbers_consent(desk, member):
    change = desk.ask(member, mobile=mobile(2))
    with pytest.raises(Refused) as refused:
        desk.apply(change)
    assert refused.value.code == "call_owed"
    desk.ring(change, Number.OLD, Outcome.AGREED)
    desk.apply(change)
    member.refresh_from_db()
    assert (member.mobile, Change.objects.get().state) == ("+86" + mobile(2), "applied")


def test_when_the_old_number_does_not_answer_the_new_one_is_asked_who_it_is(desk, member):
    change = desk.ask(member, mobile=mobile(2))
    with pytest.raises(Refused) as refused:
        desk.ring(change, Number.NEW, Outcome.IDENTIFIED)
    assert refused.value.code == "ring_old_first"
    desk.ring(change, Number.OLD, Outcome.NO_ANSWER)
    desk.ring(change, Number.NEW, Outcome.IDENTIFIED)
    assert desk.apply(change).state == "applied"


@pytest.mark.parametrize(
    "calls",
    [[(Number.OLD, Outcome.REFUSED)], [(Number.OLD, Outcome.NO_ANSWER), (Number.NEW, Outcome.FAILED)]],
)
def test_refused_or_not_identified_means_no_change(desk, member, clerk, calls):
    change = desk.ask(member, mobile=mobile(2))
    for number, outcome in calls:
        desk.ring(change, number, outcome)
    with pytest.raises(Refused) as refused:
        desk.apply(change)
    assert refused.value.code == "call_refused"
    refuse_change(request_key=uuid4(), change_id=change.pk, note="本人不同意", by=clerk, now=NOW)
    member.refresh_from_db()
    assert (member.mobile, Change.objects.get().state) == ("+86" + mobile(1), "refused")


def test_a_name_needs_its_paper_and_is_found_by_the_new_one(desk, member):
    with pytest.raises(Refused) as refused:
        desk.ask(member, name="李小婷")
    assert refused.value.field == "papers_seen"
    desk.apply(desk.ask(member, papers_seen=True, name="李小婷"))
    keys = set(MemberName.objects.filter(member=member).values_list("key", flat=True))
    assert keys == {"李小婷", "lixiaoting", "lxt"}


def test_an_address_moves_the_card_into_the_new_household(desk, member):
    desk.apply(desk.ask(member, papers_seen=True, address=address(9)))
    moved = Member.objects.get(pk=member.pk)
    assert moved.household_id != member.household_id
    assert card_of(moved).household_id == moved.household_id
    assert sealing.address_of(Identity.objects.get(pk=member.pk)) == address(9)


def test_an_address_of_a_household_with_a_card_is_refused(desk, member, store, clerk):
    make_member(2, store=store, by=clerk)
    change = desk.ask(member, papers_seen=True, address=address(2))
    with pytest.raises(Refused) as refused:
        desk.apply(change)
    assert (refused.value.code, refused.value.field) == ("household_has_card", "address")
    assert Change.objects.get().state == "open"


def test_without_an_id_number_nothing_changes(desk, store, clerk):
    member = make_application(1, store=store, by=clerk, id_number="").member
    with pytest.raises(Refused) as refused:
        desk.ask(member, mobile=mobile(2))
    assert refused.value.code == "number_missing"


def test_the_paper_shows_masked_values_and_stores_the_rest_sealed(desk, member):
    change = desk.ask(member, papers_seen=True, mobile=mobile(2), address=address(9))
    lines = {line.field: (line.before, line.after) for line in change.lines.all()}
    assert lines["mobile"] == ("138****0001", "138****0002")
    assert lines["address"] == ("山东省德州市德城区****", "山东省德州市德城区****")


def test_nothing_new_is_refused_and_one_form_is_open_at_a_time(desk, member):
    with pytest.raises(Refused) as refused:
        desk.ask(member, mobile=mobile(1))
    assert refused.value.code == "nothing_changes"
    desk.ask(member, mobile=mobile(2))
    with pytest.raises(Refused) as refused:
        desk.ask(member, mobile=mobile(3))
    assert refused.value.code == "change_open"


CALLS = st.lists(
    st.tuples(st.sampled_from(["old", "new"]), st.sampled_from(list(Outcome.values))), max_size=5
)


@given(CALLS)
def test_no_calls_ever_change_a_number_without_somebody_agreeing(calls):
    found = verdict(calls, fields=["mobile"], has_old=True)
    outcomes = dict(calls)
    agreed = outcomes.get("old") == "agreed" or outcomes.get("new") == "identified"
    against = {"refused", "failed"} & set(outcomes.values())
    assert (found == Verdict.CHANGE) == (agreed and not against)
