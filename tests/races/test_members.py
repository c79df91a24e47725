"""One household given two cards, one ID number given to two members: never, with the control beside it."""

from dataclasses import replace
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from deskops.org.models import Role
from deskops.papers.forms import Signed
from members.models import Change, Identity, Member, MemberCard
from members.services.applying import apply
from members.services.cards import issue_card, live_card_of
from members.services.changing import apply_change, refuse_change, request_change
from tests.factories.members import address, card_number, details, id_number, make_member, make_members
from tests.factories.org import NOW, make_staff, make_store

from .crowd import HANDS, ROUNDS, crowd

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def store(transactional_db):
    return make_store("S1")


@pytest.fixture
def clerks(store):
    return [make_staff(f"9{n:03}", Role.CLERK, store=store) for n in range(HANDS)]


def enter(store, clerks, number: int, hand: int, **fields):
    """One hand's application of a round, of another person each."""
    written = replace(details(number * HANDS + hand), **fields)
    return apply(request_key=uuid4(), details=written, store=store, by=clerks[hand], now=NOW)


def test_one_household_is_given_one_card(store, clerks):
    with crowd() as together:
        for number in range(1, ROUNDS + 1):
            codes = together.codes(partial(enter, store, clerks, number, address=address(number)))
            assert codes == [""] + ["household_has_card"] * (HANDS - 1)
            assert MemberCard.objects.filter(slot=0).count() == number
    assert MemberCard.objects.exclude(slot=0).count() == 0


def test_one_id_number_belongs_to_one_member(store, clerks):
    with crowd() as together:
        for number in range(1, ROUNDS // 4 + 2):
            codes = together.codes(
                partial(enter, store, clerks, number, id_number=id_number(number), card_number="")
            )
            assert codes == [""] + ["id_taken"] * (HANDS - 1)
            assert Identity.objects.count() == Member.objects.count() == number


def test_the_same_form_sent_by_sixteen_presses_is_one_member(store, clerks):
    with crowd() as together:
        for number in range(1, ROUNDS // 4 + 2):
            key = uuid4()

            def press(_hand: int, number: int = number, key: UUID = key) -> object:
                form = details(number)
                return apply(request_key=key, details=form, store=store, by=clerks[0], now=NOW).pk

            done = together(press)
            assert (len(set(done)), Member.objects.count()) == (1, number)


def test_sixteen_who_move_into_one_household_bring_one_card(store, clerks):
    people = make_members(range(1, HANDS + 1), store=store, by=clerks[0])
    with crowd() as together:
        for number in range(1, ROUNDS // 8 + 2):
            forms = [moves(member, store, clerks[0], address(500 + number)) for member in people]
            codes = together.codes(partial(carry_out, forms, clerks))
            assert codes == [""] + ["household_has_card"] * (HANDS - 1)
            [moved] = Change.objects.filter(pk__in=[form.pk for form in forms], state="applied")
            home = Member.objects.get(pk=moved.member_id).household_id
            assert MemberCard.objects.filter(household=home).count() == 1
            for form in Change.objects.filter(state="open"):
                refuse_change(request_key=uuid4(), change_id=form.pk, note="撤回", by=clerks[0], now=NOW)


def moves(member: Member, store, clerk, new_address: str) -> Change:
    return request_change(
        request_key=uuid4(),
        member_id=member.pk,
        values={"address": new_address},
        papers_seen=True,
        signed=Signed(None),
        store=store,
        by=clerk,
        now=NOW,
    )


def carry_out(forms: list[Change], clerks, hand: int) -> Change:
    return apply_change(request_key=uuid4(), change_id=forms[hand].pk, by=clerks[hand], now=NOW)


def naive(member: Member, store, clerk, looked: Barrier, number: str) -> bool:
    """A card as code would issue it that looks first and then writes, without lock and index."""
    free = live_card_of(member.household_id) is None
    looked.wait(timeout=60)
    if free:
        with transaction.atomic():
            issue_card(member=member, number=number, store=store, by=clerk, now=NOW)
    return free


def test_the_control_without_lock_and_index_gives_sixteen_cards(store, clerks):
    people = make_members(range(1, HANDS + 1), store=store, by=clerks[0])
    MemberCard.objects.update(state=MemberCard.State.CLOSED)
    home = people[0].household
    Member.objects.update(household=home)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX members_card_one_per_household")
    looked = Barrier(HANDS)
    people = list(Member.objects.order_by("pk"))
    with crowd() as together:
        gave = together(
            lambda hand: naive(people[hand], store, clerks[hand], looked, card_number(900 + hand))
        )
    assert (sum(gave), MemberCard.objects.filter(household=home, state="issued").count()) == (HANDS, HANDS)


def test_the_database_alone_refuses_a_second_live_card(store, clerks):
    first, second = make_member(1, store=store, by=clerks[0]), make_member(2, store=store, by=clerks[0])
    with pytest.raises(Exception, match="members_card_one_per_household"):
        Member.objects.filter(pk=second.pk).update(household=first.household_id)
