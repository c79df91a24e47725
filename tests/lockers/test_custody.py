"""Found items: one chain without a gap, claimed once, handed on with approval."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskops.approvals.models import Approval, Decision
from deskops.approvals.services import decide
from deskops.org.models import Role
from lockers.models import Category, Claim, CustodyStep, FoundItem, Handling, Person
from lockers.queries.found import holders, over
from lockers.rules.keeping import approver_of, handling_of, keep_until, may_go, places_of
from lockers.services.custody import Keeping, pass_on
from lockers.services.forgetting import forget_people
from lockers.services.handing import ask_handing, cancel_handing, carry_out
from lockers.services.losses import claim_item
from lockers.services.people import Who
from tests.factories.lockers import ON_PAPER, SAFE, SHOWN
from tests.factories.org import make_staff

from .asking import code_of


def take_over(lockers, item, by, giver, **more):
    return pass_on(**lockers.here(by), item_ids=[item.pk], giver=giver, **more)


def claim(lockers, item, **more):
    told = {"who": SHOWN, "told": "伞柄上刻着“林”字", "signed": ON_PAPER} | more
    return claim_item(**lockers.here(more.pop("by", None)), item_id=item.pk, **told)


def chain(item) -> list[tuple[str, str, str]]:
    return [(step.kind, step.giver_name, step.taker_name) for step in item.custody.order_by("position")]


def test_the_chain_begins_with_the_finder_and_ends_with_the_owner(lockers):
    item = lockers.found(finder=Who("郑拾", "13900000003"))
    take_over(lockers, item, lockers.second, lockers.clerk, keeping=Keeping("store_room", "B2"))
    item.refresh_from_db()
    assert (item.holder, item.place, item.spot, item.state) == (lockers.second, "store_room", "B2", "kept")
    claim_item(**lockers.here(lockers.second), item_id=item.pk, who=SHOWN, told="有缺口", signed=ON_PAPER)
    item.refresh_from_db()
    assert (item.state, item.document.__class__.objects.get(pk=item.document_id).state) == (
        "claimed",
        "claimed",
    )
    assert chain(item) == [
        ("taken_in", "郑拾", "王芳"),
        ("passed", "王芳", "李娜"),
        ("claimed", "李娜", "孙㛃"),
    ]


def test_who_has_it_not_can_neither_give_nor_be_passed_over(lockers):
    item = lockers.found()
    assert [
        code_of(lambda: take_over(lockers, item, lockers.second, lockers.supervisor)),
        code_of(lambda: take_over(lockers, item, lockers.clerk, lockers.clerk)),
        code_of(
            lambda: claim_item(
                **lockers.here(lockers.second), item_id=item.pk, who=SHOWN, told="有缺口", signed=ON_PAPER
            )
        ),
    ] == ["not_the_holder", "two_people", "not_the_holder"]


def test_an_absent_giver_is_vouched_for_by_a_supervisor_with_a_reason(lockers):
    item = lockers.found()
    absent = {"giver": lockers.clerk, "by": lockers.second}
    assert [
        code_of(lambda: take_over(lockers, item, **absent, vouched_by=lockers.supervisor)),
        code_of(lambda: take_over(lockers, item, **absent, vouched_by=lockers.guard, note="请假")),
        code_of(lambda: take_over(lockers, item, **absent, vouched_by=lockers.second, note="请假")),
    ] == ["absent_why", "not_a_witness", "two_people"]
    take_over(lockers, item, **absent, vouched_by=lockers.supervisor, note="请假")
    step = item.custody.get(position=2)
    assert (step.absent, step.vouched_by, step.giver) == (True, lockers.supervisor, lockers.clerk)


def test_at_the_change_of_shifts_everything_is_taken_over_at_once(lockers):
    items = [lockers.found(), lockers.found("keys", "一串钥匙"), lockers.found("phone", "手机", keeping=SAFE)]
    taken = pass_on(**lockers.here(lockers.second), item_ids=[item.pk for item in items], giver=lockers.clerk)
    assert [(item.holder, item.place, item.seal) for item in taken] == [
        (lockers.second, "rack", ""),
        (lockers.second, "rack", ""),
        (lockers.second, "safe", "F00018"),
    ]
    assert [(row["holder"], row["number"]) for row in holders(lockers.store)] == [(lockers.second.pk, 3)]


@pytest.mark.parametrize(
    ("keeping", "code"),
    [
        (Keeping("rack", "", "F1"), "place_wrong"),
        (Keeping("safe"), "seal_missing"),
        (SAFE, ""),
    ],
)
def test_valuables_lie_sealed_in_the_safe(lockers, keeping, code):
    assert code_of(lambda: lockers.found("phone", "手机", keeping=keeping)) == code
    assert code_of(lambda: lockers.found("bag", "帆布包", keeping=keeping, cash=Decimal("0.01"))) == code


def test_nothing_is_found_later_than_now_or_without_words(lockers):
    later = lockers.now + timedelta(minutes=1)
    assert [
        code_of(lambda: lockers.found(found_at=later)),
        code_of(lambda: lockers.found(description=" ")),
    ] == ["found_later", "description_missing"]


def raw(item, position, giver, taker, kind="passed") -> None:
    """A step as no service makes it."""
    last = item.custody.order_by("-position").first()
    row = {f.attname: getattr(last, f.attname) for f in CustodyStep._meta.concrete_fields if f.name != "id"}
    row |= {"position": position, "kind": kind, "giver_id": giver.pk, "taker_id": taker.pk if taker else None}
    row |= {"giver_name": giver.name, "taker_name": taker.name if taker else "某人"}
    if taker is None:
        row |= {"place": "", "spot": "", "seal": ""}
    with transaction.atomic():
        CustodyStep.objects.create(**row)


def test_the_database_refuses_a_gap_a_claim_without_paper_and_a_step_after_the_end(lockers):
    item = lockers.found()
    for position, giver, taker, kind in (
        (3, lockers.clerk, lockers.second, "passed"),
        (2, lockers.supervisor, lockers.second, "passed"),
        (2, lockers.clerk, lockers.second, "taken_in"),
        (2, lockers.clerk, None, "claimed"),
        (2, lockers.clerk, None, "handed"),
    ):
        with pytest.raises(DatabaseError):
            raw(item, position, giver, taker, kind)
    claim(lockers, item)
    with pytest.raises(DatabaseError):
        raw(item, 3, lockers.clerk, lockers.second)


def test_the_database_lets_an_item_say_only_what_its_chain_says(lockers):
    item = lockers.found()
    for change in (
        {"state": "claimed"},
        {"place": "safe"},
        {"holder": lockers.second},
        {"description": "红伞"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            FoundItem.objects.filter(pk=item.pk).update(**change)
    for act in ("update", "delete"):
        steps = CustodyStep.objects.filter(item=item)
        with pytest.raises(DatabaseError), transaction.atomic():
            steps.update(note="改") if act == "update" else steps.delete()


def test_a_found_item_without_custody_is_not_stored(lockers):
    item = lockers.found()
    fields = {f.attname: getattr(item, f.attname) for f in FoundItem._meta.concrete_fields if f.name != "id"}
    paper = item.document
    paper.pk, paper.number = paper.pk + 1000, "SW-X"
    paper.save(force_insert=True)
    bare = {"document_id": paper.pk, "holder_id": None, "place": "", "spot": ""}
    FoundItem.objects.create(**fields | bare)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_web_may_not_change_the_chain(lockers, web_role):
    item = lockers.found()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        CustodyStep.objects.filter(item=item).update(note="改")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hands=st.lists(st.integers(0, 3), max_size=6))
def test_whoever_tries_the_chain_has_no_gap(lockers, hands):
    """Each hand tries to take it from the one who has it: every giver is the last taker."""
    people = [lockers.clerk, lockers.second, lockers.supervisor, lockers.manager]
    with transaction.atomic():
        item = lockers.found()
        for hand in hands:
            item.refresh_from_db()
            refused = code_of(
                lambda item=item, hand=hand: take_over(lockers, item, people[hand], item.holder)
            )
            assert (refused == "two_people") == (people[hand] == item.holder)
        steps = list(item.custody.order_by("position"))
        assert [step.position for step in steps] == list(range(1, len(steps) + 1))
        assert all(one.taker_id == two.giver_id for one, two in itertools.pairwise(steps))
        transaction.set_rollback(True)


def test_an_item_is_claimed_once_with_identity_and_what_only_the_owner_knows(lockers):
    item = lockers.found()
    assert [
        code_of(lambda: claim(lockers, item, told=" ")),
        code_of(lambda: claim(lockers, item, who=Who("孙㛃", "13805340001"))),
        code_of(lambda: claim(lockers, item)),
        code_of(lambda: claim(lockers, item)),
    ] == ["told_missing", "identity_missing", "", "item_gone"]
    assert Claim.objects.get().claimant.identity[-5:] == "…0038"


def test_a_valuable_is_given_out_by_two(lockers):
    item = lockers.found("wallet", "棕色钱包", keeping=SAFE, cash=Decimal("328.50"))
    assert [
        code_of(lambda: claim(lockers, item)),
        code_of(lambda: claim(lockers, item, second=lockers.second)),
        code_of(lambda: claim(lockers, item, second=lockers.guard)),
    ] == ["second_missing", "not_a_witness", ""]


def test_the_report_that_a_claim_answers_ends_with_it(lockers):
    report, item = lockers.loss(), lockers.found()
    made = claim(lockers, item, report_id=report.pk)
    report.refresh_from_db()
    assert (report.state, made.report) == ("found", report)
    assert code_of(lambda: claim(lockers, lockers.found(), report_id=report.pk)) == "loss_state"


def listed(lockers, *items, way="charity", reason="期满无人认领"):
    return ask_handing(
        **lockers.here(), store=lockers.store, item_ids=[item.pk for item in items], way=way, reason=reason
    )


def agree(lockers, handing, by, decision=Decision.APPROVED):
    approval = Approval.objects.get(document=handing.document, decision=Decision.PENDING)
    told = {"approval_id": approval.pk, "decision": decision, "note": "再等一周"}
    decide(**lockers.here(by), **told)
    handing.refresh_from_db()
    return approval


def test_what_nobody_claimed_is_handed_on_with_approval(lockers):
    items = [lockers.found(days=181), lockers.found("clothes", "围巾", days=190)]
    handing = listed(lockers, *items)
    carry = lambda: carry_out(  # noqa: E731
        **lockers.here(), handing_id=handing.pk, taken_by="慈善总会 李", reference="收据 12", signed=ON_PAPER
    )
    assert code_of(carry) == "handing_state"
    assert agree(lockers, handing, lockers.manager).role == "service_manager"
    carry()
    for item in items:
        item.refresh_from_db()
        assert (item.state, chain(item)[-1]) == ("handed", ("handed", "王芳", "慈善总会 李"))
    assert code_of(lambda: claim(lockers, items[0])) == "item_gone"


def test_what_may_not_be_listed(lockers):
    fresh, old, phone = (
        lockers.found(days=180),
        lockers.found(days=181),
        lockers.found("phone", "手机", keeping=SAFE, days=8),
    )
    assert list(over_of(lockers)) == [old.pk, phone.pk]
    assert [
        code_of(lambda: listed(lockers)),
        code_of(lambda: listed(lockers, old, reason=" ")),
        code_of(lambda: listed(lockers, fresh)),
        code_of(lambda: listed(lockers, old, phone)),
        code_of(lambda: listed(lockers, old)),
        code_of(lambda: listed(lockers, old)),
    ] == ["nothing_chosen", "reason_missing", "kept_on", "way_wrong", "", "on_list_already"]


def over_of(lockers):
    from deskops.org.access import access_of

    access = access_of(lockers.clerk, today=date(2026, 11, 21))
    return over(access, lockers.now).order_by("pk").values_list("pk", flat=True)


def test_the_owner_comes_before_a_list(lockers):
    item = lockers.found(days=181)
    handing = listed(lockers, item)
    assert code_of(lambda: claim(lockers, item)) == "on_list"
    cancel_handing(**lockers.here(), handing_id=handing.pk, why="失主来电")
    assert Approval.objects.get().decision == "void"
    assert code_of(lambda: claim(lockers, item)) == ""


def test_a_rejected_list_frees_its_items(lockers):
    item = lockers.found(days=181)
    handing = listed(lockers, item)
    agree(lockers, handing, lockers.manager, Decision.REJECTED)
    item.refresh_from_db()
    assert (handing.state, handing.ended_why, item.handing) == ("rejected", "再等一周", None)
    assert listed(lockers, item).state == "asked"


def test_an_item_passed_on_meanwhile_is_given_by_who_has_it(lockers):
    item = lockers.found(days=181)
    handing = listed(lockers, item)
    agree(lockers, handing, lockers.manager)
    take_over(lockers, item, lockers.second, lockers.clerk)
    carry = {"handing_id": handing.pk, "taken_by": "李", "reference": "", "signed": ON_PAPER}
    assert code_of(lambda: carry_out(**lockers.here(), **carry)) == "not_the_holder"
    assert code_of(lambda: carry_out(**lockers.here(lockers.second), **carry)) == ""


@pytest.mark.parametrize(
    ("category", "cash", "handling", "days", "role"),
    [
        ("umbrella", None, "ordinary", 180, Role.SERVICE_MANAGER),
        ("umbrella", Decimal("0.01"), "valuable", 7, Role.STORE_MANAGER),
        ("phone", None, "valuable", 7, Role.STORE_MANAGER),
        ("papers", None, "papers", 30, Role.SERVICE_MANAGER),
        ("food", None, "perishable", 1, Role.DESK_SUPERVISOR),
    ],
)
def test_each_kind_has_its_own_rule(lockers, category, cash, handling, days, role):
    assert handling_of(category, cash) == handling
    keeping = SAFE if handling == "valuable" else Keeping("fridge")
    item = lockers.found(category, "某物", keeping=keeping, cash=cash)
    assert (item.handling, (item.keep_until - item.found_on).days) == (handling, days)
    assert approver_of([handling]) == role
    assert item.rule


@given(st.lists(st.sampled_from(Handling), min_size=1), st.sampled_from(Handling))
def test_the_most_guarded_item_decides_who_approves(some, one):
    rank = [Role.DESK_SUPERVISOR, Role.SERVICE_MANAGER, Role.STORE_MANAGER]
    assert rank.index(approver_of([*some, one])) >= rank.index(approver_of(some))


@given(st.lists(st.sampled_from(Handling), min_size=1), st.sampled_from(["police", "charity", "destroyed"]))
def test_a_list_goes_a_way_only_when_each_of_it_may(handlings, way):
    assert may_go(handlings, way) == all(may_go([one], way) for one in handlings)


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 1000))
def test_the_day_it_was_found_is_not_counted(found_on, days):
    assert keep_until(found_on=found_on, days=days) - found_on == timedelta(days=days)


def test_every_kind_of_thing_has_a_place():
    assert all(places_of(handling_of(kind, None)) for kind in Category)


def test_who_was_here_is_forgotten_after_the_term_and_nobody_before(lockers):
    old = {"now": lockers.now - timedelta(days=400)}
    item = lockers.found(finder=Who("郑拾", "13900000003"))
    claim_item(**lockers.here(), item_id=item.pk, who=SHOWN, told="有缺口", signed=ON_PAPER)
    open_loss = lockers.loss()
    assert forget_people(lockers.now + timedelta(days=364)) == 0
    assert forget_people(lockers.now + timedelta(days=366)) == 2
    assert forget_people(lockers.now + timedelta(days=367)) == 0
    assert list(Person.objects.filter(forgotten_on=None)) == [open_loss.owner]
    assert not Person.objects.exclude(forgotten_on=None).exclude(name="", phone="", last4="").exists()
    assert old["now"] < lockers.now


def test_a_manager_of_another_store_signs_nothing_here(lockers):
    stranger = make_staff("9S9", Role.DESK_SUPERVISOR)
    stranger.postings.update(store=make_other().store)
    item = lockers.found("phone", "手机", keeping=SAFE)
    assert code_of(lambda: claim(lockers, item, second=stranger)) == "not_a_witness"


def make_other():
    from tests.factories.lockers import make_lockers

    return make_lockers("S2")
