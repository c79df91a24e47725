"""The counter's pages of lockers: what each shows, what it refuses, in how many queries."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.org.models import Role
from lockers.models import BoxUse, Cabinet, Deposit, Fault, FoundItem, HandingOver, LossReport, Opening, Sweep
from lockers.services.handing import ask_handing
from tests.factories.lockers import RACK, make_lockers
from tests.factories.org import PASSWORD, make_staff

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
ON_PAPER = {"signed_on_paper": "1"}


@pytest.fixture
def lockers(db):
    return make_lockers(now=timezone.now())


@pytest.fixture
def here(lockers, client):
    """The clerk's browser."""
    client.force_login(lockers.clerk)
    return client


def key(**filled) -> dict[str, object]:
    return {"request_key": str(uuid4()), **filled}


def second(staff) -> dict[str, str]:
    return {"number": staff.number, "password": PASSWORD}


def refused(answer) -> str:
    form = answer.context["form"]
    return form.refused.code if form.refused else str(form.errors)


def photo(name="包.png", content=PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def everything(lockers):
    """One of each, as the pages show them."""
    cabinet = lockers.cabinet(12)
    box = cabinet.boxes.first()
    opening = lockers.opening(box.pk)
    deposit = lockers.deposit(days=5)
    item, loss = lockers.found(colour="黑"), lockers.loss(colour="黑")
    old = lockers.found(days=181)
    handing = ask_handing(
        **lockers.here(), store=lockers.store, item_ids=[old.pk], way="charity", reason="期满"
    )
    sweep = lockers.sweep()
    return {
        "": 0,
        "open/": 0,
        "openings/": 0,
        "faults/": 0,
        f"boxes/{box.pk}/": 0,
        f"boxes/{box.pk}/open/": 0,
        f"cabinets/{cabinet.pk}/": 0,
        f"openings/{opening.document_id}/": 0,
        "deposits/": 0,
        "deposits/new/": 0,
        f"deposits/{deposit.document_id}/": 0,
        f"deposits/{deposit.document_id}/without-tag/": 0,
        f"deposits/{deposit.document_id}/lost/": 0,
        "sweeps/": 0,
        f"sweeps/{sweep.document_id}/": 0,
        f"sweeps/{sweep.document_id}/3/": 0,
        "found/": 0,
        "found/new/": 0,
        "found/take-over/": 0,
        f"found/{item.document_id}/": 0,
        f"found/{item.document_id}/claim/": 0,
        f"found/{item.document_id}/pass/": 0,
        "found/losses/": 0,
        "found/losses/new/": 0,
        f"found/losses/{loss.document_id}/": 0,
        "found/handings/": 0,
        "found/handings/new/": 0,
        f"found/handings/{handing.document_id}/": 0,
    }


def test_every_page_opens_in_at_most_fifteen_queries(lockers, here, django_assert_max_num_queries):
    for path in everything(lockers):
        with django_assert_max_num_queries(15, info=path):
            assert here.get(f"/lockers/{path}").status_code == 200, path


def test_the_board_asks_as_much_for_two_boxes_as_for_two_hundred(
    lockers, here, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    lockers.cabinet(2)
    with CaptureQueriesContext(
        connection,
    ) as few:
        here.get("/lockers/")
    lockers.cabinet(200, code="B", kind="slip")
    with django_assert_max_num_queries(len(few)):
        page = here.get("/lockers/").content.decode()
    assert page.count('<a tabindex="-1"') == 202


def test_only_who_may_take_over_is_led_there(lockers, here):
    tab = 'href="/lockers/found/take-over/"'
    assert tab in here.get("/lockers/found/").content.decode()
    here.force_login(lockers.guard)
    assert tab not in here.get("/lockers/found/").content.decode()


def test_security_reads_and_does_nothing(lockers, client):
    client.force_login(lockers.guard)
    pages = everything(lockers)
    for path in pages:
        answer = client.get(f"/lockers/{path}")
        forms = ("/open/", "open/", "new/", "without-tag/", "lost/", "claim/", "pass/", "take-over/")
        acts = path.endswith(forms) or (path.count("/") == 3 and path.startswith("sweeps/"))
        assert answer.status_code == (403 if acts else 200), path
        inside = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        assert 'method="post"' not in inside, path


def test_a_cabinet_is_set_up_and_its_box_given_out_and_taken_back(lockers, client):
    client.force_login(lockers.supervisor)
    made = {"code": "c1", "kind": "key", "boxes": "8", "columns": "4", "where": "二层电梯口", "maker": "柜一"}
    assert client.post("/lockers/cabinets/new/", key(**made)).status_code == 302
    assert refused(client.post("/lockers/cabinets/new/", key(**made))) == "cabinet_code"
    cabinet = Cabinet.objects.get()
    assert (cabinet.code, cabinet.boxes.count()) == ("C1", 8)
    changed = {"where": "三层", "maker": "柜一", "maker_phone": "", "manual": "先断电", "is_active": "on"}
    client.post(f"/lockers/cabinets/{cabinet.pk}/", key(**changed))
    cabinet.refresh_from_db()
    assert (cabinet.where, cabinet.manual) == ("三层", "先断电")
    box = cabinet.boxes.first()
    assert client.get("/lockers/?box=c1-01")["Location"] == f"/lockers/boxes/{box.pk}/"
    client.post(f"/lockers/boxes/{box.pk}/give/", key(name="钱多", phone="13900000002"))
    again = client.post(f"/lockers/boxes/{box.pk}/give/", key())
    assert (again.status_code, refused(again)) == (422, "box_given")
    client.post(f"/lockers/boxes/{box.pk}/back/", key())
    assert BoxUse.objects.get().ended_by == lockers.supervisor


def test_a_fault_is_told_answered_and_repaired(lockers, here):
    box = lockers.cabinet().boxes.first()
    assert here.post(f"/lockers/boxes/{box.pk}/fault/", key(what=" ")).status_code == 422
    page = here.post(f"/lockers/boxes/{box.pk}/fault/", key(what="门卡住"))["Location"]
    for step, state in (("tell", "told"), ("answer", "answered"), ("solve", "solved")):
        here.post(f"{page}{step}/", key(told="小周，电话"))
        assert Fault.objects.get().state == state
        assert here.get(page).status_code == 200
    assert here.post(f"{page}tell/", key(told="小周")).status_code == 422
    assert here.post(f"{page}nothing/", key(told="小周")).status_code == 404
    assert here.get("/lockers/faults/?box=solved").status_code == 200


def test_a_box_is_opened_with_security_at_this_screen(lockers, here):
    box = lockers.cabinet().boxes.first()
    assert here.get("/lockers/open/?box=a1")["Location"] == f"/lockers/boxes/{box.pk}/open/"
    assert "A-99" in here.get("/lockers/open/?box=A-99").content.decode()
    said = {"cause": "slip_lost", "said": "羽绒服", "name": "孙㛃", "phone": "13805340001"}
    known = {"paper": "resident", "last4": "0038"}
    assert here.post(f"/lockers/boxes/{box.pk}/open/", key(**said)).status_code == 422
    page = here.post(f"/lockers/boxes/{box.pk}/open/", key(**said, **known))["Location"]
    done = {"outcome": "handed", "inside": "羽绒服", **ON_PAPER}
    wrong = here.post(page, key(**done, number=lockers.guard.number, password="guess"))
    assert (wrong.status_code, refused(wrong)) == (422, "not_identified")
    assert refused(here.post(page, key(**done, **second(lockers.second)))) == "not_a_witness"
    assert here.post(page, key(**done, **second(lockers.guard))).status_code == 302
    opening = Opening.objects.get()
    assert (opening.state, opening.guard) == ("done", lockers.guard)
    assert "高峰" in here.get(page).content.decode()
    other = lockers.opening(box.pk)
    here.post(f"/lockers/openings/{other.document_id}/cancel/", key(why="找到小票"))
    assert Opening.objects.get(pk=other.pk).state == "cancelled"


LEFT = {
    "description": "银色拉杆箱",
    "pieces": "2",
    "place": "rack",
    "spot": "A-03",
    "name": "孙㛃",
    "phone": "13805340001",
    **ON_PAPER,
}


def test_a_deposit_is_taken_with_its_photo_and_found_by_its_tag(lockers, here):
    wrong = here.post("/lockers/deposits/new/", key(**LEFT, photo=photo("a.png", b"<script>")))
    assert (wrong.status_code, refused(wrong)) == (422, "file_type")
    assert Deposit.objects.count() == 0
    answer = here.post("/lockers/deposits/new/", key(**LEFT, tag="T-018", photo=photo()))
    deposit = Deposit.objects.get()
    page = f"/lockers/deposits/{deposit.document_id}/"
    assert answer["Location"] == page
    assert here.get("/lockers/deposits/?q=T-018")["Location"] == page
    assert here.get("/search/", {"q": "T-018"}).status_code in (200, 302, 405)
    shown = here.get(f"{page}photo/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    other = make_lockers("S2", now=lockers.now)
    here.force_login(other.clerk)
    assert (here.get(f"{page}photo/").status_code, here.get(page).status_code) == (404, 404)


def test_the_board_leads_to_the_deposit_of_a_slip_of_the_own_store(lockers, here):
    own, elsewhere = lockers.deposit(), make_lockers("S2", now=timezone.now()).deposit()
    answer = here.get("/lockers/", {"box": own.document.number.lower()})
    assert answer["Location"] == f"/lockers/deposits/{own.document_id}/"
    assert here.get("/lockers/", {"box": elsewhere.document.number}).status_code == 200


def test_a_deposit_goes_back_with_and_without_its_tag(lockers, here):
    first, gone = lockers.deposit(), lockers.deposit()
    page = f"/lockers/deposits/{first.document_id}/back/"
    wrong = here.post(page, key(scanned="JC-0", **ON_PAPER))
    assert (wrong.status_code, refused(wrong), wrong.context["form"]["scanned"].value()) == (
        422,
        "tag_wrong",
        "JC-0",
    )
    assert here.post(page, key(scanned=first.document.number, **ON_PAPER)).status_code == 302
    page = f"/lockers/deposits/{gone.document_id}/without-tag/"
    shown = {"reason": "小票丢了", "paper": "resident", "last4": "0038", **ON_PAPER}
    assert here.post(page, key(**shown)).status_code == 302
    assert set(Deposit.objects.values_list("how", flat=True)) == {"tag", "identity"}
    for one in (first, gone):
        assert here.get(f"/lockers/deposits/{one.document_id}/").status_code == 200


def test_a_member_has_their_deposit_in_sight(lockers, here):
    from tests.factories.members import make_member

    member = make_member(1, store=lockers.store, by=lockers.clerk, now=lockers.now)
    form = here.get(f"/lockers/deposits/new/?member={member.pk}").context["form"]
    assert (form["name"].value(), form["phone"].value()) == (member.name, member.telephone)
    made = {**LEFT, "name": member.name, "phone": member.telephone, "member": member.pk}
    here.post("/lockers/deposits/new/", key(**made))
    assert Deposit.objects.get().document.member_id == member.pk
    assert here.get("/lockers/deposits/new/?member=x").status_code == 200


def test_the_sweep_is_marked_by_its_script_and_signed(lockers, here):
    lockers.cabinet(3)
    page = here.post("/lockers/sweeps/", key())["Location"]
    assert refused(here.post("/lockers/sweeps/", key())) == "sweep_there"

    def mark(**marks):
        body = json.dumps({"request_key": str(uuid4()), "marks": marks.pop("marks", marks)})
        return here.post(f"{page}mark/", body, "application/json")

    assert mark(marks={"1": "empty", "2": "stuck"}).json() == {"marks": {"1": "empty", "2": "stuck"}}
    assert mark(marks={"9": "empty"}).json()["code"] == "box_unknown"
    wrong: list[object] = [{"1": "full"}, {"x": "empty"}, []]
    assert [mark(marks=bad).status_code for bad in wrong] == [422] * 3
    assert here.post(f"{page}mark/", "{", "application/json").status_code == 422
    left = {"category": "bag", "description": "双肩包", "place": "rack", **second(lockers.guard)}
    assert here.post(f"{page}3/", key(**left, photo=photo())).status_code == 302
    assert here.get(f"{page}7/").status_code == 404
    assert refused(here.post(f"{page}sign/", key(**second(lockers.second)))) == "not_a_witness"
    assert here.post(f"{page}sign/", key(**second(lockers.guard))).status_code == 302
    assert Sweep.objects.get().state == "signed"
    assert FoundItem.objects.get().photo.content_type == "image/png"
    assert here.get(page).status_code == 200


FOUND = {"category": "umbrella", "description": "黑色折叠伞", "where": "一层", "place": "rack"}


def found_now(lockers) -> dict[str, str]:
    at = timezone.localtime(lockers.now)
    return {**FOUND, "found_on": f"{at:%Y-%m-%d}", "found_time": f"{at:%H:%M}"}


def test_a_found_item_is_taken_in_passed_on_and_claimed(lockers, here):
    page = here.post("/lockers/found/new/", key(**found_now(lockers), photo=photo()))["Location"]
    item = FoundItem.objects.get()
    assert here.get(f"{page}photo/").status_code == 200
    here.force_login(lockers.second)
    moved = {"place": "store_room", "spot": "B", "seal": "", "note": ""}
    assert refused(here.post(f"{page}pass/", key(**moved, **second(lockers.supervisor)))) == "not_the_holder"
    assert here.post(f"{page}pass/", key(**moved, **second(lockers.clerk))).status_code == 302
    report = lockers.loss()
    form = here.get(f"{page}claim/?report={report.pk}").context["form"]
    assert (form["name"].value(), form["report"].value()) == ("孙㛃", report.pk)
    told = {"told": "伞柄刻字", "name": "孙㛃", "phone": "13805340001", "paper": "resident", "last4": "0038"}
    assert here.post(f"{page}claim/", key(**told, report=report.pk, **ON_PAPER)).status_code == 302
    item.refresh_from_db()
    assert (item.state, LossReport.objects.get().state) == ("claimed", "found")
    assert "孙㛃" in here.get(page).content.decode()


def test_a_colleague_hands_it_in_and_everything_is_taken_over(lockers, here):
    made = key(**found_now(lockers), **second(lockers.guard))
    here.post("/lockers/found/new/", made)
    assert FoundItem.objects.get().custody.get().giver == lockers.guard
    here.force_login(lockers.second)
    taken = {"giver": lockers.clerk.pk, "note": "交班", **second(lockers.clerk)}
    assert here.post("/lockers/found/take-over/", key(**taken)).status_code == 302
    assert FoundItem.objects.get().holder == lockers.second
    here.force_login(lockers.clerk)
    absent = {"giver": lockers.second.pk, "note": "请假", "absent": "on", **second(lockers.supervisor)}
    assert here.post("/lockers/found/take-over/", key(**absent)).status_code == 302
    assert FoundItem.objects.get().custody.last().vouched_by == lockers.supervisor


def test_a_loss_is_written_down_and_closed(lockers, here):
    today = f"{lockers.store.business_date(lockers.now):%Y-%m-%d}"
    lost = {"category": "keys", "description": "一串钥匙", "lost_from": today, "lost_to": today}
    page = here.post("/lockers/found/losses/new/", key(**lost, name="孙㛃", phone="13805340001"))["Location"]
    assert here.post(f"{page}close/", key(why=" ")).status_code == 302
    here.post(f"{page}close/", key(why="家里找到了"))
    assert LossReport.objects.get().state == "closed"
    assert here.get("/lockers/found/losses/?q=孙㛃&box=all").status_code == 200


def test_a_list_is_asked_for_approved_and_handed_over(lockers, here):
    item = lockers.found(days=181)
    other = make_lockers("S2", now=lockers.now).found(days=181)
    asked = {"way": "charity", "reason": "期满无人认领"}
    assert (
        refused(here.post("/lockers/found/handings/new/", key(**asked, items=[other.pk]))) == "nothing_chosen"
    )
    page = here.post("/lockers/found/handings/new/", key(**asked, items=[item.pk, other.pk]))["Location"]
    assert HandingOver.objects.get().items.get() == item
    approval = Approval.objects.get()
    decide(**lockers.here(lockers.manager), approval_id=approval.pk, decision=Decision.APPROVED)
    assert here.post(page, key(taken_by="慈善总会", reference="1", **ON_PAPER)).status_code == 302
    assert HandingOver.objects.get().state == "done"
    assert here.post(f"{page}cancel/", key(why="错")).status_code == 302
    assert HandingOver.objects.get().state == "done"


def test_a_manager_of_floors_sees_nothing_of_it(lockers, client):
    client.force_login(make_staff("2009", Role.FLOOR_SUPERVISOR, store=lockers.store))
    assert client.get("/lockers/").status_code == 403
    assert client.get("/lockers/found/").status_code == 403
    assert RACK.place == "rack"
