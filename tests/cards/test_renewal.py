"""Memberships that run a year: renewed by purchases or for the fee; the others listed, called, ended."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.models import CardAct, Expiring, ExpiryCall, Renewal
from cards.renewal.queries import Bought, bought
from cards.renewal.rules import last_of, next_end, next_month, waived, year_of
from cards.renewal.seeds import FEE
from cards.renewal.services import call, end_years, list_expiring, renew
from cards.renewal.telling import build, due, tell
from cards.services import redeem, top_up
from deskops.core.models import Setting
from deskops.core.refusals import Refused
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.receipts import plugs
from deskops.receipts.models import Receipt
from members.models import MemberCard
from members.rules.cards import year_end
from members.services.terms import YEARS
from tests.factories.cards import TRANSFER, sell, stored_number, tender
from tests.factories.members import card_of, make_member
from tests.factories.tills import DAY, NOW

ENDS = date(2026, 12, 15)
AFTER = datetime(2026, 12, 16, 2, tzinfo=UTC)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


@given(days)
def test_a_year_ends_the_day_before_its_day_comes_again(day):
    first, last = year_of(year_end(day))
    assert last == year_end(day)
    # From 29 February and from 1 March of a leap year it ends on the same day.
    assert first == day or (day.month, day.day) == (3, 1)
    assert 364 <= (last - day).days <= 365


@given(days, days)
def test_the_next_year_follows_the_old_one_and_ends_after_today(ends, today):
    until = next_end(ends=ends, today=today)
    assert until > max(ends, today)
    assert last_of(next_month(today)).replace(day=1) == next_month(today)


def test_three_purchases_or_a_thousand_yuan():
    ask = {"least": 3, "least_amount": Decimal(1000)}
    assert waived(purchases=3, amount=Decimal("0.03"), **ask)
    assert waived(purchases=1, amount=Decimal("1000.00"), **ask)
    assert not waived(purchases=2, amount=Decimal("999.99"), **ask)


@pytest.fixture
def chain(counter):
    """A chain whose membership runs a year for 30 yuan; the member's card ends on 15 December."""
    for key, value in ((YEARS, 1), (FEE, "30.00")):
        Setting.objects.create(
            key=key, starts=date(2020, 1, 1), value=value, source="连锁章程", set_by=counter.clerk
        )
    MemberCard.objects.update(expires_on=ENDS)
    return counter


def buy(counter, number, amount, *, day=DAY, n=1):
    return Receipt.objects.create(
        store=counter.store,
        pos="01",
        number=f"4018{n:06d}",
        bought_at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        bought_on=day,
        card_number=number,
        amount=Decimal(amount),
        items=1,
        digest="x",
    )


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def prolong(counter, now=NOW, **fields):
    number = MemberCard.objects.get(member=counter.member).number
    asked = {"request_key": uuid4(), "number": number, **counter.here, "now": now, **fields}
    return renew(**asked)


@pytest.mark.django_db
def test_what_counts_is_of_the_card_s_year_and_not_wholly_refunded(chain, monkeypatch):
    card = card_of(chain.member)
    whole = buy(chain, card.number, "700.00", n=1)
    part = buy(chain, card.number, "400.00", n=2)
    buy(chain, card.number, "99.00", n=3, day=date(2025, 12, 15))
    buy(chain, card.number, "1.00", n=4, day=date(2025, 12, 16))
    buy(chain, "8899999999", "5000.00", n=5)
    back = {whole.pk: Decimal("700.00"), part.pk: Decimal("100.00")}
    plug = plugs.Returned("test", lambda pks: {pk: back[pk] for pk in pks if pk in back})
    monkeypatch.setattr(plugs, "RETURNED", [plug])
    assert bought([card]) == {card.pk: Bought(2, Decimal("301.00"))}


@pytest.mark.django_db
def test_who_bought_enough_is_renewed_and_not_listed_the_others_are(chain):
    other = make_member(2, store=chain.store, by=chain.clerk)
    MemberCard.objects.filter(member=other).update(expires_on=ENDS)
    buy(chain, card_of(chain.member).number, "1000.00")
    buy(chain, card_of(other).number, "999.99", n=2)
    assert list_expiring(store=chain.store, now=NOW, by=chain.clerk) == 1
    assert list_expiring(store=chain.store, now=NOW, by=chain.clerk) == 0
    line = Expiring.objects.get()
    assert (line.card.member, line.purchases, line.amount) == (other, 1, Decimal("999.99"))
    assert Renewal.objects.get().card.member == chain.member
    assert card_of(chain.member).expires_on == date(2027, 12, 15)
    (told,) = build(store=chain.store, business_date=DAY, floor=None)
    assert (told.label, told.quantity, told.amount) == (other.name, 1, Decimal("999.99"))


@pytest.mark.django_db
def test_the_store_is_told_once_a_month_by_the_fifth(chain):
    list_expiring(store=chain.store, now=NOW, by=chain.clerk)
    asked = {"store": chain.store, "by": chain.clerk, "now": NOW}
    made = tell(request_key=uuid4(), **asked)
    assert tell(request_key=uuid4(), **asked) == made
    assert due(date(2026, 11, 2), None) == datetime(2026, 11, 5, 16, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_call_that_reaches_nobody_stays_to_be_made(chain):
    list_expiring(store=chain.store, now=NOW, by=chain.clerk)
    line = Expiring.objects.get()
    rung = {"by": chain.clerk, "now": NOW, "expiring_id": line.pk}
    call(request_key=uuid4(), **rung, outcome="no_answer")
    assert Expiring.objects.get().state == Expiring.State.OPEN
    call(request_key=uuid4(), **rung, outcome="reached", words="月底前来一次")
    assert Expiring.objects.get().state == Expiring.State.CALLED
    assert ExpiryCall.objects.count() == 2


@pytest.mark.django_db
def test_the_fee_goes_into_the_till_and_the_year_follows_the_old_one(chain):
    list_expiring(store=chain.store, now=NOW, by=chain.clerk)
    assert refusal_of(lambda: prolong(chain)) == "fee_unpaid"
    made = prolong(chain, tender=tender())
    assert (made.kind, made.fee) == (CardAct.Kind.MEMBER_RENEW, Decimal("30.00"))
    assert account_for(AccountKind.FEES, chain.store).amount == Decimal("30.00")
    assert card_of(chain.member).expires_on == date(2027, 12, 15)
    assert Expiring.objects.get().state == Expiring.State.RENEWED
    assert refusal_of(lambda: prolong(chain, tender=tender())) == "too_early"


@pytest.mark.django_db
def test_enough_purchases_cost_nothing_at_the_counter_either(chain):
    for n in range(3):
        buy(chain, card_of(chain.member).number, "1.00", n=n)
    made = prolong(chain)
    assert (made.fee, Renewal.objects.get().waived) == (0, True)


@pytest.mark.django_db
def test_an_expired_card_stops_no_stored_value_and_comes_back_for_the_fee(chain):
    sell(chain.member, **chain.here)
    assert end_years(store=chain.store, now=NOW, by=chain.clerk) == 0
    assert end_years(store=chain.store, now=AFTER, by=chain.clerk) == 1
    assert MemberCard.objects.get().state == MemberCard.State.EXPIRED
    spent = {"request_key": uuid4(), "number": stored_number(1), "amount": Decimal(10)}
    assert redeem(**spent, **chain.here).balance_after == Decimal("490.00")
    more = {"request_key": uuid4(), "number": stored_number(1), "amount": Decimal(10)}
    assert top_up(**more, **chain.here, tender=tender()).balance_after == Decimal("500.00")
    paid = prolong(chain, now=AFTER, tender=tender("bank_transfer"), details=TRANSFER)
    assert paid.fee == Decimal("30.00")
    assert card_of(chain.member).expires_on == date(2027, 12, 15)


@pytest.mark.django_db
def test_where_no_year_runs_nothing_ends(counter):
    assert card_of(counter.member).expires_on is None
    assert list_expiring(store=counter.store, now=NOW, by=counter.clerk) == 0
    assert refusal_of(lambda: prolong(counter, tender=tender())) == "never_ends"


@pytest.mark.django_db
def test_their_pages(chain, client, django_assert_max_num_queries):
    client.force_login(chain.clerk, backend="django.contrib.auth.backends.ModelBackend")
    other = make_member(2, store=chain.store, by=chain.clerk)
    MemberCard.objects.filter(member=other).update(expires_on=ENDS)
    list_expiring(store=chain.store, now=NOW, by=chain.clerk)
    Expiring.objects.update(month=next_month(date.today()))
    lines = list(Expiring.objects.order_by("pk"))
    with django_assert_max_num_queries(15):
        assert other.name in client.get("/cards/expiring/").content.decode()
    with django_assert_max_num_queries(15):
        assert client.get(f"/cards/expiring/{lines[0].pk}/").status_code == 200
    rung = {"request_key": uuid4(), "outcome": "reached", "words": ""}
    answer = client.post(f"/cards/expiring/{lines[0].pk}/", rung)
    assert answer["Location"] == f"/cards/expiring/{lines[1].pk}/"
    with django_assert_max_num_queries(15):
        assert "30.00" in client.get(f"/cards/members/{other.pk}/renew/").content.decode()
    assert f"/cards/members/{other.pk}/renew/" in client.get(f"/members/{other.pk}/").content.decode()
