"""Pages of complaints and enquiries: every state opens, queries are bounded, files stay private."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints.models import Complaint, Enquiry, Extension, Question
from complaints.services.directory import spell_extension, spell_question
from deskops.org.models import Role
from refunds.models import Refund
from tests.factories.complaints import ORDER, bring_to, make_case, make_enquiry, make_office
from tests.factories.org import make_staff, make_store
from tests.factories.refunds import make_receipt

MOST = 15
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def office(db):
    return make_office()


def client_of(staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("state", ORDER)
def test_every_state_has_its_page(office, state, django_assert_max_num_queries):
    case = bring_to(office, state)
    client = client_of(office.second)
    client.get("/session/")
    with django_assert_max_num_queries(MOST):
        answer = client.get(f"/complaints/{case.document_id}/")
    assert answer.status_code == 200
    assert case.document.number in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/complaints/",
        "/complaints/?box=late",
        "/complaints/?box=all&kind=quality&floor=-&taken=open",
        "/complaints/?floor=x&first=nonsense",
        "/complaints/new/",
        "/complaints/statistics/",
        "/complaints/statistics/?by=floor",
        "/complaints/statistics/?by=taken",
        "/complaints/statistics/?by=register",
        "/enquiries/",
        "/enquiries/new/",
        "/enquiries/look/?q=ting",
        "/enquiries/questions/?q=x",
        "/enquiries/directory/",
        "/due/",
        "/due/?box=mine",
        "/due/warnings/",
    ],
)
def test_lists_ask_few_queries(office, path, django_assert_max_num_queries):
    for _n in range(3):
        make_case(office)
        make_enquiry(office)
    client = client_of(office.supervisor)
    client.get("/complaints/")
    with django_assert_max_num_queries(MOST):
        assert client.get(path).status_code == 200


def registered(office, **fields):
    """What the form sends."""
    return {
        "request_key": "11111111-1111-4111-8111-111111111111",
        "kind": "quality",
        "channel": "counter",
        "name": "𠅤㛃",
        "telephone": "138 0013 8000",
        "what": "电饭煲漏电",
        "demand": "退货",
        **fields,
    }


def test_registered_twice_by_one_press_with_a_photo(office):
    client = client_of(office.clerk)
    for _press in range(2):
        sent = registered(office, evidence=SimpleUploadedFile("漏电.png", PNG))
        assert client.post("/complaints/new/", sent).status_code == 302
    case = Complaint.objects.get()
    assert (case.name, case.telephone) == ("𠅤㛃", "13800138000")
    answer = client.get(f"/complaints/{case.document_id}/evidence/1/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"telephone": "123"}, "telephone"),
        ({"what": "  "}, "what"),
        ({"demand": ""}, "demand"),
        ({"person": "404"}, "person"),
        ({"evidence": SimpleUploadedFile("x.exe", b"MZ" * 20)}, "evidence"),
    ],
)
def test_what_is_wrong_is_shown_at_its_field_and_nothing_is_lost(office, wrong, field):
    answer = client_of(office.clerk).post("/complaints/new/", registered(office, **wrong))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert Complaint.objects.count() == 0
    assert wrong.get("name", "𠅤㛃") in answer.text


def test_who_a_case_is_about_sees_neither_it_nor_its_files(office):
    case = make_case(office, person_id=office.second.pk)
    client = client_of(office.second)
    assert client.get(f"/complaints/{case.document_id}/").status_code == 403
    assert client.get(f"/complaints/{case.document_id}/evidence/1/").status_code == 403
    assert case.document.number not in client.get("/complaints/?box=all").text
    assert client.get(f"/papers/{case.document.number}/").status_code in (403, 404)


def test_a_floor_supervisor_sees_only_the_own_floor(office):
    floors = {floor.code: floor for floor in office.store.floors.all()}
    here = make_case(office, floor_id=floors["1F"].pk)
    there = make_case(office, floor_id=floors["B1"].pk)
    client = client_of(make_staff("2002", Role.FLOOR_SUPERVISOR, store=office.store, floor=floors["1F"]))
    seen = [client.get(f"/complaints/{case.document_id}/").status_code for case in (here, there)]
    assert seen == [200, 404]
    listed = client.get("/complaints/?box=all").text
    assert (here.document.number in listed, there.document.number in listed) == (True, False)


def test_a_refund_is_opened_from_the_case_and_linked_both_ways(office):
    receipt = make_receipt(office.store, lines=(("羽绒服", "1", "200.00", "1F"),))
    case = bring_to(office, "agreed", receipt=receipt.number)
    client = client_of(office.clerk)
    sent = {
        "request_key": "22222222-2222-4222-8222-222222222222",
        "number": receipt.number,
        "purpose": "refund",
    }
    for _press in range(2):
        assert client.post(f"/complaints/{case.document_id}/refund/", sent).status_code == 302
    refund = Refund.objects.get()
    assert refund.document.origin == case.document
    assert refund.document.number in client.get(f"/complaints/{case.document_id}/").text
    assert case.document.number in client.get(f"/refunds/{refund.pk}/").text


def test_managers_numbers_are_hidden_from_who_may_not_see_them(office):
    for name, number, private in (("总服务台", "8000", False), ("孙经理", "8066", True)):
        row = Extension(store=office.store, department="desk", name=name, extension=number, private=private)
        spell_extension(row)
        row.save()
    seen = {
        who: client_of(staff).get("/enquiries/look/?q=80").text
        for who, staff in (("clerk", office.clerk), ("manager", office.manager))
    }
    assert ("8066" in seen["clerk"], "8000" in seen["clerk"]) == (False, True)
    assert ("8066" in seen["manager"], "8000" in seen["manager"]) == (True, True)
    assert "孙经理" not in client_of(office.clerk).get("/enquiries/directory/?q=sunjingli").text


@pytest.mark.parametrize("typed", ["停车", "tingche", "tc", "两小时", "车位"])
def test_a_question_is_found_in_chinese_and_by_pinyin_while_the_caller_waits(office, typed):
    for question, answer in (("停车怎么收费", "消费满 100 元免两小时"), ("厕所在哪里", "每层电梯口")):
        row = Question(question=question, answer=answer, words="车位" if "车" in question else "")
        spell_question(row)
        row.save()
    found = client_of(office.clerk).get("/enquiries/look/", {"q": typed}).context["questions"]
    assert [one.question for one in found] == ["停车怎么收费"]


def test_the_directory_is_reviewed_once_a_month(office):
    client = client_of(office.clerk)
    for key, expected in (("3" * 8, 302), ("4" * 8, 422)):
        sent = {"request_key": f"{key}-3333-4333-8333-333333333333", "words": "更新三楼"}
        assert client.post("/enquiries/directory/", sent).status_code in (expected, 200)


def test_an_enquiry_of_another_store_is_not_there(office):
    enquiry = make_enquiry(office)
    stranger = client_of(make_staff("1009", Role.CLERK, store=make_store("S2")))
    assert stranger.get(f"/enquiries/{enquiry.document_id}/").status_code == 404
    assert Enquiry.objects.count() == 1
