"""Applying for a member card: what must be there, who may leave what out, and the household's second card."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.core.refusals import Refused
from members.models import Application, Identity, Member, MemberCard
from members.models.people import Missing
from members.services.applying import apply, ask_again, record_proxy_call, withdraw
from tests.factories.members import (
    address,
    card_number,
    card_of,
    details,
    id_number,
    make_application,
    make_member,
    proxy,
)
from tests.factories.org import NOW

State = Application.State


def test_a_complete_application_issues_the_card_at_once(store, clerk):
    application = make_application(1, store=store, by=clerk)
    member = application.member
    assert (application.state, member.state, member.missing) == (State.ISSUED, Member.State.ACTIVE, [])
    assert member.masked_number == id_number(1)[:3] + "*" * 11 + id_number(1)[-4:]
    assert (member.sex, member.birth_date) == ("male", date(1950, 1, 2))
    assert (card_of(member).number, card_of(member).slot) == (card_number(1), 0)
    assert application.document.number == "HY-S1-261121-0001"
    assert application.document.member_id == member.pk


@pytest.mark.parametrize(
    ("field", "left_out"),
    [
        ("name", {"name": " "}),
        ("mobile", {"mobile": "", "home_phone": ""}),
        ("address", {"address": ""}),
        ("signature", {"signed": None}),
        ("consent", {"consent": False}),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_stored(store, clerk, field, left_out):
    with pytest.raises(Refused) as refused:
        make_application(1, store=store, by=clerk, **left_out)
    assert (refused.value.code, refused.value.field) == (f"{field}_missing", field)
    assert Member.objects.count() == 0


def test_a_home_telephone_is_enough(store, clerk):
    member = make_application(1, store=store, by=clerk, mobile="", home_phone="0534-2345678").member
    assert (member.mobile, member.home_phone) == ("", "+865342345678")


def test_who_applies_for_themself_may_bring_the_number_later(store, clerk):
    member = make_application(1, store=store, by=clerk, id_number="").member
    assert (member.missing, member.masked_number) == ([Missing.NUMBER], "")
    assert card_of(member).state == MemberCard.State.ISSUED


def test_for_somebody_else_the_number_is_needed_and_who_applies(store, clerk):
    for field, left_out in {
        "id_number": {"id_number": ""},
        "proxy_name": {"proxy_name": ""},
        "proxy_phone": {"proxy_phone": ""},
        "proxy_tail": {"proxy_tail": ""},
    }.items():
        with pytest.raises(Refused) as refused:
            make_application(1, store=store, by=clerk, **proxy(**left_out))
        assert refused.value.field == field


def test_a_proxy_cannot_consent_and_the_member_is_asked_later(store, clerk):
    with pytest.raises(Refused) as refused:
        make_application(1, store=store, by=clerk, **proxy(consent=True))
    assert refused.value.field == "consent"
    application = make_application(1, store=store, by=clerk, **proxy())
    assert (application.member.missing, application.member.by_proxy) == ([Missing.CONSENT], True)


def test_the_member_rung_who_denies_has_the_card_frozen(store, clerk):
    application = make_application(1, store=store, by=clerk, **proxy())
    call = Application.Call.DENIED
    done = record_proxy_call(
        request_key=uuid4(), application_id=application.pk, outcome=call, by=clerk, now=NOW
    )
    assert (done.call, done.call_by) == (call, clerk)
    assert card_of(application.member).state == MemberCard.State.FROZEN


def test_a_form_of_yesterday_is_late_and_one_of_tomorrow_is_refused(store, clerk):
    today = date(2026, 11, 21)
    assert make_application(1, store=store, by=clerk).late is False
    assert make_application(2, store=store, by=clerk, form_date=today - timedelta(days=1)).late is True
    with pytest.raises(Refused) as refused:
        make_application(3, store=store, by=clerk, form_date=today + timedelta(days=1))
    assert refused.value.code == "form_date_future"


def test_one_id_number_belongs_to_one_member(store, clerk):
    make_member(1, store=store, by=clerk)
    with pytest.raises(Refused) as refused:
        make_application(2, store=store, by=clerk, id_number=id_number(1))
    assert (refused.value.code, refused.value.field) == ("id_taken", "id_number")
    assert id_number(1) not in str(refused.value) + str(refused.value.value)


def test_a_second_card_of_a_household_needs_a_reason_and_the_supervisor(store, clerk, supervisor):
    first = make_member(1, store=store, by=clerk)
    with pytest.raises(Refused) as refused:
        make_application(2, store=store, by=clerk, address=address(1))
    assert (refused.value.code, refused.value.value) == ("household_has_card", card_number(1))
    application = make_application(2, store=store, by=clerk, address=address(1), reason="分开居住")
    assert (application.state, application.member.state) == (State.ASKED, Member.State.PENDING)
    assert application.first_card == card_of(first)
    assert not MemberCard.objects.filter(member=application.member).exists()

    approval = Approval.objects.get(document=application.document)
    decide(request_key=uuid4(), approval_id=approval.pk, by=supervisor, decision=Decision.APPROVED, now=NOW)
    application.refresh_from_db()
    card = card_of(application.member)
    assert (application.state, application.member.state) == (State.ISSUED, Member.State.ACTIVE)
    assert (card.slot, card.exception_id, card.number) == (1, application.pk, card_number(2))


def test_a_rejected_application_is_asked_again_or_withdrawn(store, clerk, supervisor):
    make_member(1, store=store, by=clerk)
    application = make_application(2, store=store, by=clerk, address=address(1), reason="想要")
    approval = Approval.objects.get(document=application.document)
    decide(
        request_key=uuid4(),
        approval_id=approval.pk,
        by=supervisor,
        decision=Decision.REJECTED,
        now=NOW,
        note="理由不足",
    )
    again = ask_again(request_key=uuid4(), application_id=application.pk, reason="已分户", by=clerk, now=NOW)
    assert (again.state, Approval.objects.filter(document=application.pk).count()) == (State.ASKED, 2)
    withdraw(request_key=uuid4(), application_id=application.pk, by=clerk, now=NOW)
    identity = Identity.objects.get(pk=application.member_id)
    assert (identity.wrapped_key, identity.number_index) == (None, None)
    assert make_application(3, store=store, by=clerk, id_number=id_number(2)).state == State.ISSUED


def test_the_order_of_a_household_does_not_matter(store, clerk):
    for first, second in ((1, 2), (4, 3)):
        make_application(first, store=store, by=clerk, address=address(first + second * 10))
        with pytest.raises(Refused) as refused:
            make_application(second, store=store, by=clerk, address=address(first + second * 10))
        assert refused.value.code == "household_has_card"


@pytest.mark.parametrize(
    "fields",
    [
        {"paper_kind": "passport", "id_number": "E12345678"},
        {"address": "山东省德州市德城区人才市场集体户"},
    ],
)
def test_residences_and_collective_households_are_never_matched(store, clerk, fields):
    same = {"address": address(9), **fields}
    make_application(1, store=store, by=clerk, **same)
    if "id_number" in same:
        same["id_number"] = "E87654321"
    assert make_application(2, store=store, by=clerk, **same).state == State.ISSUED


def test_the_same_form_sent_twice_is_one_application(store, clerk):
    key = uuid4()
    one, two = (apply(request_key=key, details=details(1), store=store, by=clerk, now=NOW) for _ in range(2))
    assert (one, Member.objects.count()) == (two, 1)
    with pytest.raises(Refused) as refused:
        apply(request_key=key, details=details(2), store=store, by=clerk, now=NOW)
    assert refused.value.code == "request_reused"


def test_a_card_number_in_use_is_refused(store, clerk):
    make_member(1, store=store, by=clerk)
    with pytest.raises(Refused) as refused:
        make_application(2, store=store, by=clerk, card_number=card_number(1))
    assert (refused.value.code, refused.value.field) == ("card_number_used", "card_number")
