"""The nightly sweep: every box looked into, what was left recorded, both sign."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from deskops.core.frozen import fingerprint
from lockers.models import FoundItem, Sweep, SweepLine
from lockers.queries.sweeps import sweep_page
from lockers.services.custody import Thing
from lockers.services.sweeps import mark_boxes, record_left, sign_sweep, start_sweep
from tests.factories.lockers import RACK, make_lockers

from .asking import code_of


@pytest.fixture
def sweep(lockers) -> Sweep:
    lockers.cabinet(4)
    lockers.cabinet(2, code="B", kind="slip")
    return lockers.sweep()


def mark(lockers, sweep, **marks):
    told = {int(position.strip("p")): result for position, result in marks.items()}
    return dict(mark_boxes(**lockers.here(), sweep_id=sweep.pk, marks=told))


def left(lockers, sweep, position, **more):
    thing = Thing("bag", "黑色双肩包", "", lockers.now, colour="黑")
    told = {"thing": thing, "keeping": RACK, "guard": lockers.guard} | more
    return record_left(**lockers.here(), sweep_id=sweep.pk, position=position, **told)


def sign(lockers, sweep, guard):
    return sign_sweep(**lockers.here(), sweep_id=sweep.pk, guard=guard, note="")


def test_a_sweep_has_every_box_in_service_once_and_there_is_one_a_night(lockers, sweep):
    labels = [line.box.label for line in sweep.lines.select_related("box__cabinet").order_by("position")]
    assert labels == ["A-01", "A-02", "A-03", "A-04", "B-01", "B-02"]
    assert code_of(lockers.sweep) == "sweep_there"
    assert lockers.sweep(lockers.now + timedelta(days=1)).document.number == "QG-S1-261122-0001"
    assert code_of(make_lockers("S2").sweep) == "no_boxes"


def test_boxes_are_marked_and_marks_taken_back(lockers, sweep):
    assert mark(lockers, sweep, p1="empty", p2="stuck") == {1: "empty", 2: "stuck"}
    assert mark(lockers, sweep, p1="") == {1: ""}
    line = SweepLine.objects.get(sweep=sweep, position=1)
    assert (line.result, line.by, line.at) == ("", None, None)
    assert code_of(lambda: mark(lockers, sweep, p7="empty")) == "box_unknown"
    assert code_of(lambda: mark(lockers, sweep, p1="left")) == "box_left"


def test_what_is_left_is_a_found_item_given_by_security(lockers, sweep):
    item = left(lockers, sweep, 3)
    step = item.custody.get()
    assert (item.source, item.box.number, item.document.origin, step.giver, step.taker) == (
        "sweep",
        3,
        sweep.document,
        lockers.guard,
        lockers.clerk,
    )
    assert code_of(lambda: left(lockers, sweep, 3)) == "left_recorded"
    assert code_of(lambda: mark(lockers, sweep, p3="empty")) == "box_left"
    assert [
        code_of(lambda: left(lockers, sweep, 4, guard=None)),
        code_of(lambda: left(lockers, sweep, 4, guard=lockers.second)),
    ] == ["second_missing", "not_a_witness"]
    assert FoundItem.objects.count() == 1


def test_pressed_twice_it_is_recorded_once(lockers, sweep):
    told = {"sweep_id": sweep.pk, "position": 1, "keeping": RACK, "guard": lockers.guard}
    key = {"request_key": uuid4(), "by": lockers.clerk}
    thing = Thing("bag", "双肩包", "", lockers.now)
    first = record_left(**key, **told, thing=thing, now=lockers.now)
    later = lockers.now + timedelta(seconds=2)
    again = record_left(**key, **told, thing=replace(thing, found_at=later), now=later)
    assert first.pk == again.pk


def test_both_sign_when_every_box_was_looked_into(lockers, sweep):
    mark(lockers, sweep, **{f"p{position}": "empty" for position in range(1, 6)})
    assert code_of(lambda: sign(lockers, sweep, lockers.guard)) == "boxes_unseen"
    with pytest.raises(DatabaseError), transaction.atomic():
        Sweep.objects.filter(pk=sweep.pk).update(
            state="signed",
            signed_by=lockers.clerk,
            guard=lockers.guard,
            signed_at=lockers.now,
            body="x",
            digest=fingerprint("x"),
        )
    item = left(lockers, sweep, 6)
    assert [code_of(lambda who=who: sign(lockers, sweep, who)) for who in (None, lockers.second)] == [
        "second_missing",
        "not_a_witness",
    ]
    done = sign(lockers, sweep, lockers.guard)
    assert (done.state, done.signed_by, done.guard) == ("signed", lockers.clerk, lockers.guard)
    assert f"B-02 {item.document.number} 黑色双肩包" in done.body
    assert code_of(lambda: mark(lockers, sweep, p1="stuck")) == "sweep_signed"
    with pytest.raises(DatabaseError), transaction.atomic():
        SweepLine.objects.filter(sweep=sweep, position=1).update(result="stuck")
    with pytest.raises(DatabaseError), transaction.atomic():
        Sweep.objects.filter(pk=sweep.pk).update(note="改")


def test_the_page_shows_what_is_missing(lockers, sweep):
    mark(lockers, sweep, p1="empty", p2="stuck")
    left(lockers, sweep, 5)
    shown = sweep_page(sweep)
    assert (shown.boxes, shown.unseen, shown.empty, shown.stuck) == (6, 3, 1, 1)
    assert [line.box.label for line in shown.left] == ["B-01"]
    assert [(cabinet.code, len(lines)) for cabinet, lines in shown.shelves] == [("A", 4), ("B", 2)]


def test_a_cabinet_out_of_service_is_not_swept(lockers):
    cabinet = lockers.cabinet(2)
    type(cabinet).objects.filter(pk=cabinet.pk).update(is_active=False)
    assert code_of(lambda: start_sweep(**lockers.here(), store=lockers.store)) == "no_boxes"
