"""What the bank owes a customer after a refund of a later day: when it is due, who saw it arrive."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from deskops.clocks.models import Target
from deskops.core.refusals import Refused
from deskops.org.models import Role
from refunds.models import RefundTender
from refunds.promises import CREDIT
from refunds.queries.following import awaited_credits
from refunds.services.credits import confirm_credit
from tests.factories.org import make_staff, make_store
from tests.factories.refunds import bank_refund, give_back, make_purchase, make_refund
from tests.factories.tills import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=5)
AFTER_ITS_DAY = NOW + timedelta(days=12)
HOW = "顾客出示短信，11月24日到账"


def confirm(money, by, how=HOW, now=LATER):
    return confirm_credit(request_key=uuid4(), by=by, now=now, money_id=money.pk, how=how)


def test_a_refund_of_a_later_day_is_waited_for_seven_working_days(desk):
    money = bank_refund(desk.store, by=desk.clerk)
    (target,) = awaited_credits(desk.store)
    assert target.document == money.document
    assert target.due_at == NOW + timedelta(days=11)  # Friday to the Tuesday after the next weekend


@pytest.mark.parametrize("who", ["clerk", "finance"])
def test_who_sees_the_credit_ends_the_promise(desk, who):
    money, by = bank_refund(desk.store, by=desk.clerk), getattr(desk, who)
    seen = confirm(money, by)
    assert (seen.confirmed_at, seen.confirmed_by, seen.confirmed_how) == (LATER, by, HOW)
    target = Target.objects.get(policy__code=CREDIT)
    assert (target.met_at, target.met_by, target.met_how, target.missed_at) == (LATER, by, HOW, None)
    assert list(awaited_credits(desk.store)) == []


def test_a_credit_seen_too_late_is_a_promise_missed(desk):
    confirm(bank_refund(desk.store, by=desk.clerk), desk.finance, now=AFTER_ITS_DAY)
    target = Target.objects.get(policy__code=CREDIT)
    assert (target.met_at, target.missed_at) == (AFTER_ITS_DAY, target.due_at)


def test_a_credit_is_seen_once(desk):
    money = bank_refund(desk.store, by=desk.clerk)
    confirm(money, desk.clerk)
    with pytest.raises(Refused) as refused:
        confirm(money, desk.finance, "再次")
    assert refused.value.code == "confirmed_already"
    assert RefundTender.objects.get().confirmed_by == desk.clerk


def test_the_same_request_twice_is_one_confirmation(desk):
    money, key = bank_refund(desk.store, by=desk.clerk), uuid4()
    same = {"request_key": key, "by": desk.clerk, "now": LATER, "money_id": money.pk, "how": HOW}
    assert confirm_credit(**same) == confirm_credit(**same)


def test_not_without_saying_how(desk):
    with pytest.raises(Refused) as refused:
        confirm(bank_refund(desk.store, by=desk.clerk), desk.clerk, " ")
    assert (refused.value.code, refused.value.field) == ("how_missing", "how")


def test_cash_and_voids_of_the_day_are_not_waited_for(desk):
    refund = make_refund(make_purchase(desk.store, by=desk.clerk), by=desk.clerk)
    cash = give_back(refund.tenders.get(), by=desk.clerk)
    assert list(awaited_credits(desk.store)) == []
    with pytest.raises(Refused) as refused:
        confirm(cash, desk.finance)
    assert refused.value.code == "no_credit_awaited"


def test_money_that_has_not_gone_back_is_not_confirmed(desk):
    purchase = make_purchase(desk.store, by=desk.clerk, paid={"bank_card": "200.00"})
    refund = make_refund(purchase, by=desk.clerk, back={"bank_card": "100.00"}, way=RefundTender.Way.REFUND)
    with pytest.raises(Refused) as refused:
        confirm(refund.tenders.get(), desk.finance)
    assert refused.value.code == "no_credit_awaited"


URL = "refunds:credits"


@pytest.mark.parametrize(("now", "word"), [(NOW, "waiting"), (AFTER_ITS_DAY, "late")])
def test_the_list_says_when_it_is_due_and_what_is_late(desk, signed_in, now, word):
    bank_refund(desk.store, by=desk.clerk)
    page = signed_in(desk.finance, now).get(reverse(URL), headers={"accept-language": "en"})
    ((_row, state, due),) = page.context["rows"]
    assert (str(state[0]), due) == (word, "2026-12-01 10:00")
    assert "112233445566" in page.text


def test_the_list_costs_the_same_however_long(desk, signed_in, django_assert_num_queries):
    bank_refund(desk.store, by=desk.clerk)
    client = signed_in(desk.finance, NOW)
    client.get(reverse(URL))
    with django_assert_num_queries(7):
        client.get(reverse(URL))
    for n in range(6):
        bank_refund(desk.store, by=desk.clerk, number=f"{n}")
    with django_assert_num_queries(7):
        assert len(client.get(reverse(URL)).context["rows"]) == 7


def test_credits_of_another_store_are_not_there(desk, signed_in):
    elsewhere = bank_refund(make_store("S2"), by=desk.clerk)
    client = signed_in(desk.finance, NOW)
    assert client.get(reverse(URL)).context["rows"] == []
    assert client.get(reverse("refunds:confirm_credit", args=[elsewhere.pk])).status_code == 404


def test_finance_confirms_on_the_page(desk, signed_in):
    money = bank_refund(desk.store, by=desk.clerk)
    client, url = signed_in(desk.finance, LATER), reverse("refunds:confirm_credit", args=[money.pk])
    assert client.get(url).status_code == 200
    empty = client.post(url, {"request_key": uuid4(), "how": ""})
    assert empty.status_code == 422
    done = client.post(url, {"request_key": uuid4(), "how": HOW})
    assert (done.status_code, done["Location"]) == (302, reverse(URL))
    assert RefundTender.objects.get().confirmed_how == HOW


def test_a_floor_supervisor_does_not_confirm(desk, signed_in):
    money = bank_refund(desk.store, by=desk.clerk)
    floor = make_staff("2001", Role.FLOOR_SUPERVISOR, floor=desk.store.floors.first())
    url = reverse("refunds:confirm_credit", args=[money.pk])
    assert signed_in(floor, NOW).post(url, {"request_key": uuid4(), "how": HOW}).status_code == 403


def test_the_refunds_page_leads_to_its_credit_and_to_an_inquiry(desk, signed_in):
    money = bank_refund(desk.store, by=desk.clerk)
    url = reverse("refunds:refund", args=[money.refund_id])
    links = [reverse(f"refunds:{name}", args=[money.pk]) for name in ("confirm_credit", "new_inquiry")]
    page = signed_in(desk.clerk, LATER).get(url).text
    assert [link in page for link in links] == [True, True]
    confirm(money, desk.clerk)
    page = signed_in(desk.clerk, LATER).get(url).text
    assert [link in page for link in links] == [False, True]
    assert [link in signed_in(desk.finance, LATER).get(url).text for link in links] == [False, False]
