"""Changes of details: who must be rung, in which order, and what may never change."""

import json
from uuid import uuid4

import pytest
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.refusals import Refused
from deskops.handoffs.models import HandoffLine
from deskops.papers.forms import Signed
from deskops.papers.models import Signature
from members import sealing
from members.batches import open_batch
from members.models import Change, Identity, Member, MemberCard, MemberName, VerificationCall
from members.papers import change_paper
from members.rules.changes import Verdict, verdict
from members.services.changing import (
    apply_change,
    record_call,
    refuse_change,
    request_change,
    request_pin_reset,
)
from tests.factories.members import address, card_number, card_of, make_application, make_member, mobile
from tests.factories.org import NOW
from tests.papers.samples import waves

Number, Outcome = VerificationCall.Number, VerificationCall.Outcome


@pytest.fixture
def member(store, clerk):
    return make_member(1, store=store, by=clerk)


@pytest.fixture
def desk(store, clerk):
    class Desk:
        def ask(self, member, papers_seen=False, strokes=None, **values) -> Change:
            return request_change(
                request_key=uuid4(),
                member_id=member.pk,
                values=values,
                papers_seen=papers_seen,
                signed=Signed(strokes),
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

        def apply(self, change, reason="") -> Change:
            return apply_change(request_key=uuid4(), change_id=change.pk, reason=reason, by=clerk, now=NOW)

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


@pytest.fixture
def neighbour(store, clerk):
    return make_member(2, store=store, by=clerk)


def moves(desk, member, **fields) -> Change:
    """A form that moves the member into the second member's household."""
    return desk.ask(member, papers_seen=True, address=address(2), **fields)


def decide_it(change, by, decision=Decision.APPROVED) -> None:
    waiting = Approval.objects.get(document=change.document, decision=Decision.PENDING)
    note = "" if decision == Decision.APPROVED else "理由不足"
    decide(request_key=uuid4(), approval_id=waiting.pk, by=by, decision=decision, now=NOW, note=note)


def test_an_address_of_a_household_with_a_card_needs_a_reason(desk, member, neighbour):
    change = moves(desk, member)
    with pytest.raises(Refused) as refused:
        desk.apply(change)
    assert (refused.value.code, refused.value.field) == ("household_has_card", "reason")
    assert refused.value.value == card_of(neighbour).number
    assert (Change.objects.get().state, Approval.objects.count()) == ("open", 0)


def test_with_a_reason_the_supervisor_decides_and_both_cards_stay(desk, member, neighbour, supervisor):
    change = desk.apply(moves(desk, member), reason="与子女同住")
    assert (change.state, change.first_card) == ("asked", card_of(neighbour))
    member.refresh_from_db()
    assert member.household_id != neighbour.household_id
    decide_it(change, supervisor)
    change.refresh_from_db()
    member.refresh_from_db()
    assert (change.state, change.decided_by) == ("applied", supervisor)
    assert member.household_id == neighbour.household_id
    cards = MemberCard.objects.filter(household=member.household_id).order_by("slot")
    assert list(cards.values_list("member", "slot", "exception")) == [
        (neighbour.pk, 0, None),
        (member.pk, 1, change.pk),
    ]
    assert sealing.address_of(Identity.objects.get(pk=member.pk)) == address(2)


def test_everything_else_on_the_form_waits_with_the_address(desk, member, neighbour, supervisor):
    change = desk.apply(moves(desk, member, name="李小婷"), reason="与子女同住")
    member.refresh_from_db()
    assert member.name != "李小婷"
    decide_it(change, supervisor)
    member.refresh_from_db()
    assert member.name == "李小婷"


def test_rejected_nothing_changes_and_the_form_can_be_put_again(desk, member, neighbour, supervisor):
    change = desk.apply(moves(desk, member), reason="与子女同住")
    decide_it(change, supervisor, Decision.REJECTED)
    change.refresh_from_db()
    assert (change.state, Member.objects.get(pk=member.pk).household_id) == ("open", member.household_id)
    again = desk.apply(change, reason="已分户，见户口本")
    assert (again.state, Approval.objects.filter(document=change.document).count()) == ("asked", 2)


def test_while_it_waits_the_form_can_only_be_ended(desk, member, neighbour, supervisor, clerk):
    change = desk.apply(moves(desk, member), reason="与子女同住")
    for again, code in (
        (lambda: desk.apply(change, reason="再次"), "change_asked"),
        (lambda: desk.ring(change, Number.OLD, Outcome.AGREED), "change_asked"),
        (lambda: desk.ask(member, mobile=mobile(3)), "change_open"),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == code
    refuse_change(request_key=uuid4(), change_id=change.pk, note="顾客撤回", by=clerk, now=NOW)
    assert Approval.objects.get().decision == Decision.VOID
    assert Member.objects.get(pk=member.pk).household_id == member.household_id


def test_who_asked_does_not_approve_it(desk, member, neighbour, store, supervisor):
    change = moves(desk, member)
    apply_change(request_key=uuid4(), change_id=change.pk, reason="同住", by=supervisor, now=NOW)
    with pytest.raises(Refused) as refused:
        decide_it(change, supervisor)
    assert refused.value.code == "own_request"


def test_when_the_first_card_has_gone_meanwhile_no_exception_is_made(desk, member, neighbour, supervisor):
    change = desk.apply(moves(desk, member), reason="与子女同住")
    MemberCard.objects.filter(member=neighbour).update(state="closed")
    decide_it(change, supervisor)
    assert MemberCard.objects.values_list("slot", "exception").get(member=member) == (0, None)


def test_a_second_card_moves_on_into_a_place_free_in_both_households(desk, store, clerk, supervisor):
    first, third = make_member(2, store=store, by=clerk), make_member(3, store=store, by=clerk)
    second = make_application(4, store=store, by=clerk, address=address(2), reason="分居两处")
    decide_it(second, supervisor)
    change = desk.ask(first, papers_seen=True, address=address(3))
    decide_it(desk.apply(change, reason="与子女同住"), supervisor)
    slots = MemberCard.objects.values_list("slot", flat=True)
    assert [slots.get(member=one) for one in (first, second.member, third)] == [2, 1, 0]


def test_the_same_address_written_otherwise_is_no_move(desk, store, clerk, supervisor):
    make_member(2, store=store, by=clerk)
    second = make_application(4, store=store, by=clerk, address=address(2), reason="分居两处")
    decide_it(second, supervisor)
    spelled = address(2).replace("山东省德州市", "")
    assert desk.apply(desk.ask(second.member, papers_seen=True, address=spelled)).state == "applied"


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


def test_the_member_signs_what_shall_change_with_secrets_masked(desk, member, clerk):
    change = desk.ask(member, strokes=waves(), papers_seen=True, mobile=mobile(2), address=address(9))
    signature = Signature.objects.get(document=change.document)
    assert (signature.role, signature.how, signature.witness) == ("customer", "screen", clerk)
    assert json.loads(signature.body)["changes"] == [
        ["mobile", "138****0001", "138****0002"],
        ["address", "山东省德州市德城区****", "山东省德州市德城区****"],
    ]
    drawn = change_paper(change.document).sign[0]
    assert (drawn.label, drawn.name, drawn.strokes) == ("会员", member.name, waves())


def test_signed_on_paper_is_recorded_as_such(desk, member):
    change = desk.ask(member, mobile=mobile(2))
    assert Signature.objects.get(document=change.document).how == "paper"


def test_the_same_form_sent_again_with_another_signature_is_another_request(member, store, clerk):
    asked = {"request_key": uuid4(), "member_id": member.pk, "values": {"mobile": mobile(2)}}
    again = {**asked, "papers_seen": False, "store": store, "by": clerk, "now": NOW}
    one, two = (request_change(**again, signed=Signed(None)) for _ in range(2))
    assert (one, Signature.objects.count()) == (two, 1)
    with pytest.raises(Refused) as refused:
        request_change(**again, signed=Signed(waves()))
    assert refused.value.code == "request_reused"


def test_nothing_new_is_refused_and_one_form_is_open_at_a_time(desk, member):
    with pytest.raises(Refused) as refused:
        desk.ask(member, mobile=mobile(1))
    assert refused.value.code == "nothing_changes"
    desk.ask(member, mobile=mobile(2))
    with pytest.raises(Refused) as refused:
        desk.ask(member, mobile=mobile(3))
    assert refused.value.code == "change_open"


@pytest.fixture
def pin(member, store, clerk):
    """A form for a new PIN of a member, or refused."""

    def asked(of=member, papers_seen=True) -> Change:
        return request_pin_reset(
            request_key=uuid4(),
            member_id=of.pk,
            papers_seen=papers_seen,
            signed=Signed(None),
            store=store,
            by=clerk,
            now=NOW,
        )

    return asked


def test_a_pin_is_reset_by_the_information_department_after_the_call(desk, pin, store, clerk):
    change = pin()
    assert json.loads(Signature.objects.get().body)["changes"] == [["pin", "", ""]]
    with pytest.raises(Refused) as refused:
        desk.apply(change)
    assert refused.value.code == "call_owed"
    desk.ring(change, Number.OLD, Outcome.AGREED)
    assert desk.apply(change).state == "applied"
    handoff = open_batch(request_key=uuid4(), store=store, by=clerk, now=NOW)
    line = HandoffLine.objects.get(handoff=handoff)
    words = {"detail": _("PIN"), "before": "", "after": _("to be reset")}
    assert line.values == {"card": card_number(1), **words}
    assert change_paper(change.document).title == _("PIN reset")


def test_while_the_number_on_record_does_not_answer_no_pin_is_reset(desk, pin):
    change = pin()
    desk.ring(change, Number.OLD, Outcome.NO_ANSWER)
    with pytest.raises(Refused) as refused:
        desk.apply(change)
    assert refused.value.code == "call_owed"
    with pytest.raises(Refused) as refused:
        desk.ring(change, Number.NEW, Outcome.IDENTIFIED)
    assert refused.value.code == "ring_old_first"
    desk.ring(change, Number.OLD, Outcome.AGREED)
    assert desk.apply(change).state == "applied"


def test_a_pin_refused_on_the_telephone_stays_refused(desk, pin):
    change = pin()
    desk.ring(change, Number.OLD, Outcome.REFUSED)
    desk.ring(change, Number.OLD, Outcome.AGREED)
    with pytest.raises(Refused) as refused:
        desk.apply(change)
    assert (refused.value.code, Change.objects.get().state) == ("call_refused", "open")


def test_who_asked_for_a_pin_is_told_before_the_form_ends(pin, clerk):
    change = pin()
    asked = {"change_id": change.pk, "note": "电话无人接听", "by": clerk, "now": NOW}
    with pytest.raises(Refused) as refused:
        refuse_change(request_key=uuid4(), **asked)
    assert (refused.value.code, refused.value.field) == ("asker_not_told", "asker_told")
    ended = refuse_change(request_key=uuid4(), asker_told=True, **asked)
    assert (ended.state, Change.objects.get().asker_told) == ("refused", True)


def test_a_pin_needs_the_paper_a_number_to_ring_and_a_form_of_its_own(desk, pin, member, store, clerk):
    silent = make_member(5, store=store, by=clerk)
    Member.objects.filter(pk=silent.pk).update(mobile="", missing=["phone"])
    for again, code in (
        (lambda: pin(papers_seen=False), "not_identified"),
        (lambda: pin(silent), "no_number_to_ring"),
        (lambda: desk.ask(member, papers_seen=True, pin="reset", mobile=mobile(2)), "pin_alone"),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == code
    assert Change.objects.count() == 0


CALLS = st.lists(
    st.tuples(st.sampled_from(["old", "new"]), st.sampled_from(list(Outcome.values))), max_size=5
)


@given(CALLS)
def test_no_calls_ever_change_a_number_without_somebody_agreeing(calls):
    found = verdict(calls, fields=["mobile"], has_old=True)
    outcomes = dict(calls)
    agreed = outcomes.get("old") == "agreed" or outcomes.get("new") == "identified"
    against = {"refused", "failed"} & {outcome for _number, outcome in calls}
    assert (found == Verdict.CHANGE) == (agreed and not against)


@given(CALLS)
def test_a_pin_needs_the_consent_of_the_number_on_record_alone(calls):
    found = verdict(calls, fields=["pin"], has_old=True)
    against = {"refused", "failed"} & {outcome for _number, outcome in calls}
    assert (found == Verdict.CHANGE) == (dict(calls).get("old") == "agreed" and not against)
