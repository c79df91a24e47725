"""A customer disputes the bank's credit: the bank is asked, and the customer gets an answer, both in time."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deskops.clocks.models import Policy, Target
from deskops.clocks.queries import open_for
from deskops.core.models import StoredFile
from deskops.core.refusals import Refused
from deskops.documents.models import Document
from deskops.org.access import access_of
from deskops.org.models import Role
from refunds.models import BankInquiry
from refunds.promises import ANSWER, CONTACT
from refunds.services.inquiries import (
    Complaint,
    open_inquiry,
    record_answer,
    record_contact,
    record_reply,
)
from tests.factories.org import make_staff, make_store
from tests.factories.refunds import bank_refund, give_back, make_purchase, make_refund
from tests.factories.tills import DAY, NOW

pytestmark = pytest.mark.django_db
State = BankInquiry.State
yuan = Decimal
PHONE = "13800138000"
PDF = b"%PDF-1.4 bank"
MONDAY = NOW + timedelta(days=3)


def opened(money, by, *, now=NOW, claim="只到账五十元", arrived="50.00", telephone=PHONE):
    said = Complaint(claim, yuan(arrived), telephone)
    return open_inquiry(request_key=uuid4(), by=by, now=now, money_id=money.pk, said=said)


def contacted(inquiry, by, now=MONDAY):
    return record_contact(
        request_key=uuid4(), by=by, now=now, inquiry_id=inquiry.pk, contact="银联客服 95516，工号 12"
    )


def replied(inquiry, by, now=MONDAY):
    return record_reply(
        request_key=uuid4(), by=by, now=now, inquiry_id=inquiry.pk, reply="分两笔到账，第二笔明日"
    )


def answered(inquiry, by, now=MONDAY):
    return record_answer(
        request_key=uuid4(), by=by, now=now, inquiry_id=inquiry.pk, answer="已电话告知，顾客认可"
    )


@pytest.fixture
def money(desk):
    return bank_refund(desk.store, by=desk.clerk)


def promises() -> list[tuple]:
    found = Target.objects.filter(policy__code__in=[CONTACT, ANSWER]).order_by("pk")
    return list(found.values_list("policy__code", "due_at", "met_at", "missed_at"))


def test_it_has_a_number_and_comes_from_the_refund(desk, money):
    inquiry = opened(money, desk.clerk)
    assert inquiry.document.number.startswith("YH-S1-261120-")
    assert inquiry.document.origin == money.refund.document
    assert (inquiry.state, inquiry.arrived, inquiry.telephone) == (State.OPEN, yuan("50.00"), PHONE)


def test_the_bank_is_contacted_within_two_working_days(desk, money):
    inquiry = opened(money, desk.clerk)
    due = NOW + timedelta(days=4)  # Friday 10:00 to Tuesday 10:00
    assert promises() == [(CONTACT, due, None, None)]
    contacted(inquiry, desk.second)
    assert promises() == [(CONTACT, due, MONDAY, None)]


def test_the_customer_is_answered_within_a_day_of_the_reply(desk, money):
    inquiry = contacted(opened(money, desk.clerk), desk.clerk)
    replied(inquiry, desk.clerk)
    due = MONDAY + timedelta(hours=24)
    assert promises()[1:] == [(ANSWER, due, None, None)]
    ended = answered(inquiry, desk.second, due + timedelta(hours=1))
    assert promises()[1:] == [(ANSWER, due, due + timedelta(hours=1), due)]
    assert (ended.state, ended.answered_by, ended.document.state) == (State.ANSWERED, desk.second, "answered")


def test_what_soon_means_is_said_where_the_promise_comes_from(db):
    assert "按一日计" in Policy.objects.get(code=ANSWER).source


def test_the_promise_is_the_desks_and_of_its_store(desk, money):
    opened(money, desk.clerk)
    other = make_staff("9001", Role.CLERK, store=make_store("S2"))
    due = {one.policy.code for one in open_for(access_of(desk.supervisor, today=DAY))}
    assert CONTACT in due
    assert list(open_for(access_of(other, today=DAY))) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"claim": "  "}, "claim_missing"),
        ({"arrived": "-1.00"}, "arrived_negative"),
        ({"arrived": "100.00"}, "all_arrived"),
        ({"telephone": "12"}, "phone_short"),
    ],
)
def test_what_does_not_make_an_inquiry(desk, money, words, code):
    with pytest.raises(Refused) as refused:
        opened(money, desk.clerk, **words)
    assert refused.value.code == code
    assert BankInquiry.objects.count() == 0
    assert Document.objects.filter(kind="bank_inquiry").count() == 0


def test_more_than_was_refunded_may_arrive_too(desk, money):
    assert opened(money, desk.clerk, arrived="200.00").arrived == yuan("200.00")


def test_cash_is_nothing_the_bank_knows_of(desk):
    refund = make_refund(make_purchase(desk.store, by=desk.clerk), by=desk.clerk)
    with pytest.raises(Refused) as refused:
        opened(give_back(refund.tenders.get(), by=desk.clerk), desk.clerk)
    assert refused.value.code == "not_by_bank"


def test_one_inquiry_at_a_time_about_one_money(desk, money):
    first = opened(money, desk.clerk)
    with pytest.raises(Refused) as refused:
        opened(money, desk.second, claim="再来问")
    assert refused.value.code == "inquiry_open"
    answered(replied(contacted(first, desk.clerk), desk.clerk), desk.clerk)
    assert opened(money, desk.second, now=MONDAY).state == State.OPEN


@pytest.mark.parametrize("act", [replied, answered])
def test_the_steps_come_in_their_order(desk, money, act):
    inquiry = opened(money, desk.clerk)
    with pytest.raises(Refused) as refused:
        act(inquiry, desk.clerk)
    assert refused.value.code == "inquiry_state"


def test_a_step_is_recorded_in_words(desk, money):
    inquiry = opened(money, desk.clerk)
    with pytest.raises(Refused) as refused:
        record_contact(request_key=uuid4(), by=desk.clerk, now=NOW, inquiry_id=inquiry.pk, contact=" ")
    assert (refused.value.code, refused.value.field) == ("words_missing", "contact")


def form(**more):
    return {
        "request_key": uuid4(),
        "claim": "只到账五十元",
        "arrived": "50.00",
        "telephone": PHONE,
        **more,
    }


def test_from_the_counter_to_the_answer(desk, money, signed_in):
    client = signed_in(desk.clerk, NOW)
    scan = SimpleUploadedFile("对账单.pdf", PDF, "application/pdf")
    url = reverse("refunds:new_inquiry", args=[money.pk])
    assert client.get(url).status_code == 200
    made = client.post(url, form(paper=scan))
    inquiry = BankInquiry.objects.get()
    page = reverse("refunds:inquiry", args=[inquiry.document_id])
    assert (made.status_code, made["Location"]) == (302, page)
    for step, words in [("open", "contact"), ("contacted", "reply"), ("replied", "answer")]:
        assert client.get(page).status_code == 200
        told = client.post(f"{page}{step}/", {"request_key": uuid4(), words: "已办"})
        assert (told.status_code, told["Location"]) == (302, page)
    inquiry.refresh_from_db()
    assert inquiry.state == State.ANSWERED
    assert [event.detail or event.title for event in client.get(page).context["events"]] == [
        "已办",
        "已办",
        "已办",
        "只到账五十元",
    ]
    assert [row[0] for row in client.get(reverse("refunds:inquiries") + "?ended").context["rows"]] == [
        inquiry
    ]


def test_the_banks_paper_is_served_to_those_who_may_read_the_refund(desk, money, signed_in):
    client = signed_in(desk.clerk, NOW)
    scan = SimpleUploadedFile("x.html", PDF, "text/html")
    client.post(reverse("refunds:new_inquiry", args=[money.pk]), form(paper=scan))
    url = reverse("refunds:inquiry_paper", args=[BankInquiry.objects.get().document_id])
    served = client.get(url)
    assert (b"".join(served.streaming_content), served["Content-Type"]) == (PDF, "application/pdf")
    assert served["X-Content-Type-Options"] == "nosniff"
    stranger = make_staff("9001", Role.CLERK, store=make_store("S2"))
    assert signed_in(stranger, NOW).get(url).status_code == 404
    warehouse = make_staff("9002", Role.WAREHOUSE, store=desk.store)
    assert signed_in(warehouse, NOW).get(url).status_code == 403


def test_a_file_of_another_kind_is_refused_and_nothing_is_left(desk, money, signed_in):
    client = signed_in(desk.clerk, NOW)
    script = SimpleUploadedFile("bank.pdf", b"<script>", "application/pdf")
    answer = client.post(reverse("refunds:new_inquiry", args=[money.pk]), form(paper=script))
    assert answer.status_code == 422
    assert (BankInquiry.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_refused_inquiry_leaves_no_file(desk, money, signed_in):
    client = signed_in(desk.clerk, NOW)
    scan = SimpleUploadedFile("bank.pdf", PDF, "application/pdf")
    answer = client.post(reverse("refunds:new_inquiry", args=[money.pk]), form(paper=scan, arrived="100.00"))
    assert answer.status_code == 422
    assert (BankInquiry.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_step_that_another_clerk_took_meanwhile_shows_the_next(desk, money, signed_in):
    inquiry = contacted(opened(money, desk.clerk), desk.second)
    url = reverse("refunds:inquiry_step", args=[inquiry.document_id, "open"])
    answer = signed_in(desk.clerk, MONDAY).post(url, {"request_key": uuid4(), "contact": "再打一次"})
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.contact) == (State.CONTACTED, "银联客服 95516，工号 12")
    assert list(answer.context["form"].fields) == ["request_key", "reply"]


def test_who_only_reads_sees_no_telephone_and_no_form(desk, money, signed_in):
    inquiry = opened(money, desk.clerk)
    answer = signed_in(desk.finance, NOW).get(reverse("refunds:inquiry", args=[inquiry.document_id]))
    assert (PHONE in answer.text, "138****8000" in answer.text) == (False, True)
    assert "inquiry_step" not in answer.text
    assert answer.context["may_act"] is False


def test_the_lists_cost_the_same_however_long(desk, money, signed_in, django_assert_num_queries):
    opened(money, desk.clerk)
    client = signed_in(desk.clerk, NOW)
    client.get(reverse("refunds:inquiries"))
    with django_assert_num_queries(8):
        client.get(reverse("refunds:inquiries"))
    for n in range(4):
        opened(bank_refund(desk.store, by=desk.clerk, number=f"{n}"), desk.clerk)
    with django_assert_num_queries(8):
        assert len(client.get(reverse("refunds:inquiries")).context["rows"]) == 5
    page = reverse("refunds:inquiry", args=[BankInquiry.objects.first().document_id])
    with django_assert_num_queries(8):
        client.get(page)


def test_inquiries_of_another_store_are_not_there(desk, signed_in):
    elsewhere = bank_refund(make_store("S2"), by=desk.clerk)
    inquiry = opened(elsewhere, desk.clerk)
    client = signed_in(desk.clerk, NOW)
    assert client.get(reverse("refunds:inquiries")).context["rows"] == []
    assert client.get(reverse("refunds:inquiry", args=[inquiry.document_id])).status_code == 404
    assert client.get(reverse("refunds:new_inquiry", args=[elsewhere.pk])).status_code == 404
    step = reverse("refunds:inquiry_step", args=[inquiry.document_id, "open"])
    assert client.post(step, {"request_key": uuid4(), "contact": "x"}).status_code == 404
