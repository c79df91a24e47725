"""Files brought in the browser: looked at row by row, taken in once, seen by who may bring them."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deskops.core.jobs import perform
from deskops.core.models import Job, StoredFile
from deskops.org.models import Role
from members.models import Member
from tests.factories.members import address, card_number, id_number, mobile
from tests.factories.org import make_staff, make_store

pytestmark = pytest.mark.django_db
HEADER = "会员卡号,姓名,证件号码,手机,户籍地址,办卡日期,等级"


def table(*people, joined="2020-01-03") -> bytes:
    rows = [f"{card_number(n)},王{n},{id_number(n)},{mobile(n)},{address(n)},{joined},普通" for n in people]
    return "\n".join([HEADER, *rows, ""]).encode("gb18030")


@pytest.fixture
def store(db):
    return make_store()


def signed_in(number, role, store):
    client = Client()
    staff = make_staff(number, role, store=store)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def bring(client, content, *, key=None, kind="members"):
    """Send the file as the page does; the worker looks at it."""
    file = SimpleUploadedFile("老会员.csv", content)
    answer = client.post(f"/imports/{kind}/", {"file": file, "request_key": key or uuid4()})
    assert answer.status_code == 302
    return perform(int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def take(client, looked, **options):
    answer = client.post(f"/imports/{looked.pk}/take/", {"request_key": uuid4(), **options})
    assert answer.status_code == 302
    return perform(int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def figures(job):
    return {name: job.outcome[name] for name in ("added", "unchanged", "refused")}


def test_a_file_sent_twice_by_one_press_is_stored_once(store):
    client, key = signed_in("4001", Role.INFORMATION, store), uuid4()
    first, again = (bring(client, table(1), key=key) for _ in range(2))
    assert (first, StoredFile.objects.count()) == (again, 1)
    other = SimpleUploadedFile("另一个.csv", table(2))
    answer = client.post("/imports/members/", {"file": other, "request_key": key})
    assert (answer.status_code, answer.context["form"].refused.code) == (422, "request_reused")
    assert (Job.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_looking_stores_nothing_and_taking_in_stores_all_once(store):
    client = signed_in("4001", Role.INFORMATION, store)
    looked = bring(client, table(1, 2))
    assert (figures(looked), Member.objects.count()) == ({"added": 2, "unchanged": 0, "refused": 0}, 0)
    assert f"/imports/{looked.pk}/take/" in client.get(f"/jobs/{looked.pk}/").content.decode()
    taken = take(client, looked)
    assert (figures(taken), Member.objects.count()) == ({"added": 2, "unchanged": 0, "refused": 0}, 2)
    again = bring(client, table(1, 2))
    assert figures(again) == {"added": 0, "unchanged": 2, "refused": 0}
    assert f"/imports/{again.pk}/take/" not in client.get(f"/jobs/{again.pk}/").content.decode()


def test_the_page_names_the_row_and_hides_the_number(store):
    client = signed_in("4001", Role.INFORMATION, store)
    looked = bring(client, table(1, joined="2020-02-30"))
    page = client.get(f"/jobs/{looked.pk}/").content.decode()
    assert "2020-02-30" in page
    assert id_number(1) not in page
    assert (figures(take(client, looked))["refused"], Member.objects.count()) == (1, 0)


def test_the_same_press_twice_is_one_job(store):
    client, key = signed_in("4001", Role.INFORMATION, store), uuid4()
    assert bring(client, table(1), key=key) == bring(client, table(1), key=key)
    assert Job.objects.count() == 1


def test_what_is_listed_opens_for_a_colleague_and_for_nobody_else(store):
    looked = bring(signed_in("4001", Role.INFORMATION, store), table(1))
    colleague = signed_in("4002", Role.INFORMATION, store)
    finance = signed_in("3001", Role.FINANCE, store)
    listed = f"/jobs/{looked.pk}/"
    assert listed in colleague.get("/imports/").content.decode()
    assert listed not in finance.get("/imports/").content.decode()
    assert [client.get(listed).status_code for client in (colleague, finance)] == [200, 404]
    assert finance.post(f"/imports/{looked.pk}/take/", {"request_key": uuid4()}).status_code == 404
    assert Member.objects.count() == 0


def test_a_kind_of_file_is_brought_by_its_own_people(store):
    finance = signed_in("3001", Role.FINANCE, store)
    assert finance.get("/imports/receipts/").status_code == 200
    assert finance.get("/imports/members/").status_code == 403
    assert signed_in("1001", Role.CLERK, store).get("/imports/").status_code == 403
