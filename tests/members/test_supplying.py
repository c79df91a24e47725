"""An ID number brought later: added, or put before the supervisor; never merged."""

from uuid import uuid4

import pytest

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.refusals import Refused
from members import sealing
from members.models import Identity, IdentitySupply, Member, MemberCard
from members.models.people import Missing
from members.services.supplying import Brought, supply_identity
from tests.factories.members import address, card_of, id_number, make_application, make_member
from tests.factories.org import NOW


def bring(member, store, clerk, **brought):
    return supply_identity(
        request_key=uuid4(), member_id=member.pk, brought=Brought(**brought), store=store, by=clerk, now=NOW
    )


def rule(supply, supervisor, decision) -> None:
    approval = Approval.objects.get(document=supply.document)
    decide(
        request_key=uuid4(), approval_id=approval.pk, by=supervisor, decision=decision, note="已核对", now=NOW
    )
    supply.refresh_from_db()


@pytest.fixture
def without_number(store, clerk):
    return make_application(1, store=store, by=clerk, id_number="").member


@pytest.fixture
def without_address(store, clerk):
    return make_member(1, store=store, by=clerk, address="")


def test_a_number_brought_later_is_sealed_and_no_longer_missing(without_number, store, clerk):
    assert bring(without_number, store, clerk, id_number=id_number(1), paper_seen=True) is None
    member = Member.objects.get(pk=without_number.pk)
    identity = Identity.objects.get(pk=member.pk)
    assert (member.missing, member.masked_number[-4:], member.sex) == ([], id_number(1)[-4:], "male")
    assert (sealing.number_of(identity), identity.seen_by) == (id_number(1), clerk)


def test_a_number_never_changes(without_number, store, clerk):
    bring(without_number, store, clerk, id_number=id_number(1))
    with pytest.raises(Refused) as refused:
        bring(without_number, store, clerk, id_number=id_number(2))
    assert refused.value.code == "number_never_changes"


def test_a_number_of_another_member_is_a_task_for_the_supervisor(without_number, store, clerk, supervisor):
    other = make_member(2, store=store, by=clerk)
    with pytest.raises(Refused) as refused:
        bring(without_number, store, clerk, id_number=id_number(2))
    assert (refused.value.code, refused.value.value) == ("collision", other.name)
    supply = bring(without_number, store, clerk, id_number=id_number(2), reason="说是同一人")
    assert (supply.state, supply.other, supply.collision) == ("asked", other, "member")
    assert Member.objects.get(pk=without_number.pk).missing == [Missing.NUMBER]

    rule(supply, supervisor, Decision.APPROVED)
    ended = Member.objects.get(pk=without_number.pk)
    assert (supply.state, ended.state, ended.continued_as) == ("agreed", Member.State.CLOSED, other)
    assert not MemberCard.objects.filter(member=ended, state__in=MemberCard.LIVE).exists()
    assert card_of(other).state == MemberCard.State.ISSUED


def test_rejected_nothing_changes_and_it_may_be_brought_again(without_number, store, clerk, supervisor):
    make_member(2, store=store, by=clerk)
    supply = bring(without_number, store, clerk, id_number=id_number(2), reason="?")
    rule(supply, supervisor, Decision.REJECTED)
    member = Member.objects.get(pk=without_number.pk)
    assert (supply.state, member.state, member.missing) == ("rejected", "active", [Missing.NUMBER])
    assert bring(without_number, store, clerk, id_number=id_number(1)) is None


def test_an_address_joins_its_household_when_that_has_no_card(without_address, store, clerk):
    assert bring(without_address, store, clerk, address=address(7)) is None
    member = Member.objects.get(pk=without_address.pk)
    assert (member.missing, card_of(member).household_id) == ([], member.household_id)


def test_an_address_of_a_household_with_a_card_needs_the_supervisor(
    without_address, store, clerk, supervisor
):
    first = make_member(2, store=store, by=clerk)
    supply = bring(without_address, store, clerk, address=address(2), reason="儿子分户")
    assert (supply.collision, supply.other) == ("household", first)
    rule(supply, supervisor, Decision.APPROVED)
    member = Member.objects.get(pk=without_address.pk)
    card = card_of(member)
    assert (member.household_id, member.missing) == (first.household_id, [])
    assert (card.slot, card.exception_id, card.household_id) == (1, supply.pk, first.household_id)


def test_one_thing_brought_waits_at_a_time(without_number, store, clerk):
    make_member(2, store=store, by=clerk)
    bring(without_number, store, clerk, id_number=id_number(2), reason="?")
    with pytest.raises(Refused) as refused:
        bring(without_number, store, clerk, id_number=id_number(2), reason="??")
    assert (refused.value.code, IdentitySupply.objects.count()) == ("supply_open", 1)
