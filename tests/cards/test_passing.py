"""A card that goes to another holder, and an expired one that is exchanged: the money stays to the fen."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cards.models import HolderChange, StoredValue, StoredValueCard
from cards.papers import receipt_paper
from cards.passing.services import exchange_card, transfer_card
from cards.retention import keeps
from cards.services import ask_statement, redeem, report_lost
from deskops.core.refusals import Refused
from deskops.ledger.proofs import prove_books
from members.models import Member
from members.models.people import Missing
from tests.factories.cards import bearer, sell, stored_number
from tests.factories.members import card_of, make_member
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db
NUMBER, FRESH = stored_number(1), stored_number(2)
SEEN = "居民身份证原件已核"


@pytest.fixture
def other(counter) -> Member:
    return make_member(2, store=counter.store, by=counter.clerk)


def pass_on(counter, to: Member, **fields):
    asked = {
        "request_key": uuid4(),
        "number": NUMBER,
        "to_card": card_of(to).number,
        "identified_by": SEEN,
        "to_identified_by": SEEN,
        **counter.here,
        **fields,
    }
    return transfer_card(**asked)


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_the_account_is_the_new_holders_with_its_money_and_history(counter, other):
    sale = sell(counter.member, **counter.here, amount="300.00")
    made = pass_on(counter, other)
    value = StoredValue.objects.select_related("principal", "bonus").get()
    assert (value.holder, value.referrer, value.balance) == (other, card_of(other).number, 300)
    assert list(value.cards.values_list("number", "state")) == [(NUMBER, StoredValueCard.State.ISSUED)]
    assert made.document.member_id == counter.member.pk
    assert list(HolderChange.objects.values_list("former", "holder")) == [(counter.member.pk, other.pk)]
    assert receipt_paper(sale.document).fields[0].value == counter.member.name
    assert [line.code for line in prove_books() if line.wrong] == []


def test_the_new_holder_is_told_nothing_of_the_time_before(counter, other):
    sell(counter.member, **counter.here)
    pass_on(counter, other)
    ask = {"number": NUMBER, "until": DAY, **counter.here}
    early = lambda: ask_statement(request_key=uuid4(), since=DAY - timedelta(days=1), **ask)  # noqa: E731
    assert refusal_of(early) == "before_transfer"
    assert ask_statement(request_key=uuid4(), since=DAY, **ask).since == DAY


def test_the_former_holder_stays_on_record(counter, other):
    sell(counter.member, **counter.here)
    pass_on(counter, other)
    kept = keeps(counter.member, DAY)
    assert (kept is not None and kept.until) == DAY.replace(year=DAY.year + 5)


def test_who_can_not_be_a_holder_gets_none(counter, other):
    sell(counter.member, **counter.here)
    assert refusal_of(lambda: pass_on(counter, counter.member)) == "same_holder"
    assert refusal_of(lambda: pass_on(counter, other, to_card="1234567890")) == "no_member_card"
    assert refusal_of(lambda: pass_on(counter, other, to_identified_by=" ")) == "not_identified"
    assert refusal_of(lambda: pass_on(counter, other, identified_by=" ")) == "not_identified"
    Member.objects.filter(pk=other.pk).update(missing=[Missing.NUMBER])
    assert refusal_of(lambda: pass_on(counter, other)) == "number_missing"
    report_lost(request_key=uuid4(), number=NUMBER, identified_by=SEEN, **counter.here)
    assert refusal_of(lambda: pass_on(counter, other)) == "card_lost"
    assert not HolderChange.objects.exists()


def test_an_expired_bearer_card_is_exchanged_and_its_money_goes_on(counter):
    card = bearer(**counter.here, amount="80.00", bonus="20.01", until=DAY - timedelta(days=1))
    exchange = lambda number, key=None: exchange_card(  # noqa: E731
        request_key=key or uuid4(), number=number, new_number=FRESH, **counter.here
    )
    key = uuid4()
    made = exchange(card.number, key)
    assert exchange(card.number, key) == made
    value = StoredValue.objects.select_related("principal", "bonus").get()
    assert (value.valid_until, str(value.balance)) == (DAY.replace(year=DAY.year + 3), "100.01")
    assert refusal_of(lambda: exchange(FRESH)) == "not_expired"
    assert refusal_of(lambda: exchange(card.number)) == "card_ended"
    assert redeem(request_key=uuid4(), number=FRESH, amount=value.balance, **counter.here).balance_after == 0
    assert [line.code for line in prove_books() if line.wrong] == []


def test_a_registered_card_never_expires(counter):
    sell(counter.member, **counter.here)
    later = {**counter.here, "now": NOW + timedelta(days=9000)}
    ask = lambda: exchange_card(request_key=uuid4(), number=NUMBER, new_number=FRESH, **later)  # noqa: E731
    assert refusal_of(ask) == "not_expired"


def test_their_pages(counter, client, other, django_assert_max_num_queries):
    client.force_login(counter.clerk, backend="django.contrib.auth.backends.ModelBackend")
    value = sell(counter.member, **counter.here).value
    old = bearer(**counter.here, until=DAY - timedelta(days=1)).value
    assert f"/cards/{value.pk}/transfer/" in client.get(f"/cards/{value.pk}/").content.decode()
    assert f"/cards/{old.pk}/exchange/" in client.get(f"/cards/{old.pk}/").content.decode()
    assert client.get(f"/cards/{value.pk}/exchange/").status_code == 404
    assert client.get(f"/cards/{old.pk}/transfer/").status_code == 404
    posted = {
        "request_key": uuid4(),
        "to_card": card_of(other).number,
        "identified_by": SEEN,
        "to_identified_by": SEEN,
    }
    for path in (f"/cards/{value.pk}/transfer/", f"/cards/{old.pk}/exchange/"):
        with django_assert_max_num_queries(15, info=path):
            assert client.get(path).status_code == 200
    assert client.post(f"/cards/{value.pk}/transfer/", posted).status_code == 302
    fresh = {"request_key": uuid4(), "new_number": FRESH}
    assert client.post(f"/cards/{old.pk}/exchange/", fresh).status_code == 302


def test_a_transfer_is_signed_by_both_and_says_nothing_of_invoices(counter, other):
    sell(counter.member, **counter.here)
    paper = receipt_paper(pass_on(counter, other).document)
    assert len(paper.sign) == 2
    assert list(paper.notes) == []
