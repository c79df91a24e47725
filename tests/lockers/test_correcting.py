"""A found item described better and a deposit put elsewhere: what it was before stays."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from deskops.core.refusals import Refused
from lockers.models import Correction, FoundItem
from lockers.services.correcting import Described, correct_item, corrections_of, move_deposit
from lockers.services.handing import ask_handing
from tests.factories.lockers import OWNER, TROLLEY

READS = Described("黑色折叠伞，柄上有划痕", "黑色", "伞柄刻着林字", "一层东门")


def correct(lockers, item, described=READS, *, why="顾客来电补充", by=None):
    return correct_item(**lockers.here(by), item_id=item.pk, described=described, why=why)


def move(lockers, deposit, place="store_room", spot="2", *, why="寄存架已满"):
    return move_deposit(**lockers.here(), deposit_id=deposit.pk, place=place, spot=spot, why=why)


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_a_found_item_reads_anew_and_what_it_said_stays(lockers):
    item = lockers.found()
    was = item.description
    corrected = correct(lockers, item)
    assert (corrected.description, corrected.marks) == (READS.description, READS.marks)
    entry = Correction.objects.get(document=item.document, what="description")
    assert (entry.was, entry.becomes, entry.why, entry.by) == (
        was,
        READS.description,
        "顾客来电补充",
        lockers.clerk,
    )


def test_only_who_has_it_describes_it_with_a_reason_and_a_change(lockers):
    item = lockers.found()
    assert refusal(lambda: correct(lockers, item, by=lockers.second)) == "not_the_holder"
    assert refusal(lambda: correct(lockers, item, why=" ")) == "why_missing"
    assert refusal(lambda: correct(lockers, item, replace(READS, description=" "))) == "description_missing"
    correct(lockers, item)
    assert refusal(lambda: correct(lockers, item)) == "nothing_changed"


def test_what_stands_on_a_list_that_was_asked_for_stays_as_it_is(lockers):
    item = lockers.found(days=200)
    ask_handing(
        **lockers.here(), store=lockers.store, item_ids=[item.pk], way="charity", reason="保管期满无人认领"
    )
    assert refusal(lambda: correct(lockers, item)) == "item_listed"


def test_the_database_lets_no_word_change_without_its_correction(lockers):
    item = lockers.found()
    with pytest.raises(DatabaseError, match="by a correction"), transaction.atomic():
        FoundItem.objects.filter(pk=item.pk).update(description="另一把伞")
    correct(lockers, item)
    entry = Correction.objects.filter(document=item.document)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE lockers_correction SET was = '别的' WHERE id = %s", [entry.first().pk])


def test_a_deposit_lies_elsewhere_and_its_old_place_stays(lockers):
    deposit = lockers.deposit()
    moved = move(lockers, deposit)
    assert (moved.place, moved.spot) == ("store_room", "2")
    entry = corrections_of(deposit.document).get()
    assert (entry.was, entry.becomes) == ("寄存架 A-03", "储物间 2")
    assert refusal(lambda: move(lockers, deposit)) == "nothing_changed"


def test_declared_valuables_stay_in_the_safe(lockers):
    goods = replace(TROLLEY, place="safe", valuables="相机", seal="F1")
    deposit = lockers.deposit(goods, who=OWNER)
    assert refusal(lambda: move(lockers, deposit)) == "place_wrong"
    assert move(lockers, deposit, "safe", "3").spot == "3"


def test_both_pages_show_it_and_the_marks_only_to_the_desk(lockers, client):
    here = Client()
    here.force_login(lockers.clerk)
    item, deposit = lockers.found(), lockers.deposit()
    sent = {
        "description": READS.description,
        "colour": "",
        "where": "一层东门",
        "marks": "刻着林字",
        "why": "补充",
    }
    key = {"request_key": "33333333-3333-4333-8333-333333333333"}
    assert here.post(f"/lockers/found/{item.document_id}/correct/", sent | key).status_code == 302
    assert "刻着林字" in here.get(f"/lockers/found/{item.document_id}/").text
    client.force_login(lockers.guard)
    assert "刻着林字" not in client.get(f"/lockers/found/{item.document_id}/").text
    sent = {"place": "store_room", "spot": "2", "why": "寄存架已满"}
    key = {"request_key": "44444444-4444-4444-8444-444444444444"}
    assert here.post(f"/lockers/deposits/{deposit.document_id}/move/", sent | key).status_code == 302
    assert "寄存架 A-03" in here.get(f"/lockers/deposits/{deposit.document_id}/").text
