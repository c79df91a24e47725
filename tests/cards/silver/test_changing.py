"""A silver card for a member card and back: the original collected, or the fee in the till."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError

from cards.models import CardAct, CollectedCard, Destruction
from cards.services import report_member_card_lost
from cards.silver import Original, change_tier_card, change_tier_card_within, destroy_collected
from cards.silver.queries import card_to_change
from deskops.core.acts import act
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.proofs import prove_books
from deskops.ledger.services import account_for
from deskops.tills.models import Payment
from members.models import Member, MemberCard, Tier
from members.services.tiers import set_tiers
from tests.factories.cards import tender
from tests.factories.members import card_of, make_member
from tests.factories.tills import DAY

pytestmark = pytest.mark.django_db
SEEN = "居民身份证原件已核"
NEW = "9900000001"


def of_tier(member, code, by):
    set_tiers({member.pk: Tier.objects.get(code=code)}, starts=DAY, source="信息部十一月名单", by=by)
    return Member.objects.get(pk=member.pk)


@pytest.fixture
def silver(counter):
    return of_tier(counter.member, "silver", counter.clerk)


def change(counter, *, new=NEW, original=Original.COLLECTED, key=None, **fields):
    return change_tier_card(
        request_key=key or uuid4(),
        number=card_of(counter.member).number,
        new_number=new,
        original=original,
        identified_by=SEEN,
        **counter.here,
        **fields,
    )


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_the_original_is_collected_and_the_silver_card_keeps_its_place(counter, silver):
    before = card_of(silver)
    made = change(counter)
    now = card_of(silver)
    assert (made.kind, made.fee, made.member_card) == (CardAct.Kind.MEMBER_SILVER, 0, now)
    assert (now.silver, now.slot, now.replaces, now.expires_on) == (True, before.slot, before, None)
    before.refresh_from_db()
    assert before.state == MemberCard.State.REPLACED
    lies = CollectedCard.objects.get()
    assert (lies.card, lies.act, lies.store, lies.destruction) == (before, made, counter.store, None)
    assert not Payment.objects.exists()
    assert card_to_change(silver) is None


def test_a_lost_original_costs_fifty_yuan_into_the_till_and_nothing_is_collected(counter, silver):
    number = card_of(silver).number
    report_member_card_lost(request_key=uuid4(), number=number, identified_by=SEEN, **counter.here)
    assert refusal_of(lambda: change(counter, original=Original.LOST)) == "fee_unpaid"
    made = change(counter, original=Original.LOST, tender=tender())
    fees = account_for(AccountKind.FEES, counter.store)
    assert (made.fee, fees.amount) == (Decimal("50.00"), Decimal("50.00"))
    assert Payment.objects.get(document=made.document).amount == Decimal("50.00")
    assert not CollectedCard.objects.exists()
    assert [line.code for line in prove_books() if line.wrong] == []


def test_back_to_normal_the_silver_plastic_is_collected(counter, silver):
    change(counter)
    of_tier(silver, "normal", counter.clerk)
    assert change(counter, new="9900000002").kind == CardAct.Kind.MEMBER_NORMAL
    assert list(CollectedCard.objects.order_by("pk").values_list("card__silver", flat=True)) == [False, True]


def test_the_desk_changes_plastic_never_who_is_silver(counter):
    assert refusal_of(lambda: change(counter)) == "tier_fits"


def test_a_card_is_not_changed_without_its_holder_nor_for_a_number_in_use(counter, silver):
    other = make_member(2, store=counter.store, by=counter.clerk)
    assert refusal_of(lambda: change(counter, new=card_of(other).number)) == "card_number_used"
    blank = lambda: change_tier_card(  # noqa: E731
        request_key=uuid4(),
        number=card_of(silver).number,
        new_number=NEW,
        original=Original.COLLECTED,
        identified_by=" ",
        **counter.here,
    )
    assert refusal_of(blank) == "not_identified"
    assert not CollectedCard.objects.exists()


def test_the_same_press_twice_changes_it_once(counter, silver):
    key, number = uuid4(), card_of(silver).number
    made = [
        change_tier_card(
            request_key=key,
            number=number,
            new_number=NEW,
            original=Original.COLLECTED,
            identified_by=SEEN,
            **counter.here,
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert MemberCard.objects.filter(member=silver).count() == 2


def test_another_workflow_changes_it_within_its_own_act(counter, silver):
    with act(request_key=uuid4(), by=counter.clerk, name="test.payout", asked={}):
        made = change_tier_card_within(
            number=card_of(silver).number,
            new_number=NEW,
            original=Original.COLLECTED,
            identified_by=SEEN,
            **counter.here,
        )
    assert made.document.number.startswith("YS-")


def test_two_persons_count_all_that_lies_there(counter, silver):
    change(counter)
    destroy = lambda counted, second=counter.desk.supervisor: destroy_collected(  # noqa: E731
        request_key=uuid4(), second=second, counted=counted, **counter.here
    )
    assert refusal_of(lambda: destroy(2)) == "count_differs"
    assert refusal_of(lambda: destroy(1, counter.clerk)) == "two_people"
    made = destroy(1)
    assert CollectedCard.objects.get().destruction == made
    assert [one.name for one in made.document.signatures.order_by("pk")] == ["王芳", "赵敏"]
    assert refusal_of(lambda: destroy(1)) == "nothing_collected"


def test_the_database_refuses_one_pair_of_hands(counter, silver):
    change(counter)
    made = destroy_collected(request_key=uuid4(), second=counter.desk.supervisor, counted=1, **counter.here)
    with pytest.raises(IntegrityError):
        Destruction.objects.create(
            document=CardAct.objects.get().document, counted=1, by=made.by, second=made.by
        )
