"""The counter's pages about members: what they show, refuse, and how many queries they take."""

from uuid import uuid4

import pytest
from django.urls import reverse

from deskops.core.pages import Attention
from deskops.org.models import Role
from members.models import Application, Change, Member, Reveal
from members.panels import MEMBER_PANELS, MemberPanel, PanelContent
from tests.factories.members import (
    address,
    card_number,
    details,
    id_number,
    make_application,
    make_member,
    make_members,
    mobile,
)
from tests.factories.org import make_staff, make_store


@pytest.fixture
def at_desk(client, clerk):
    client.force_login(clerk)
    return client


def filled(n: int = 1, **fields) -> dict[str, object]:
    """The n-th person's form as the browser posts it."""
    written = details(n)
    return {
        "request_key": uuid4(),
        "for_whom": "self",
        "name": written.name,
        "paper_kind": "resident_id",
        "id_number": written.id_number,
        "address": written.address,
        "mobile": written.mobile,
        "form_date": f"{written.form_date:%Y-%m-%d}",
        "card_number": written.card_number,
        "consent": "on",
        "signed_on_paper": "1",
        **fields,
    }


def test_an_application_is_entered_and_its_page_follows(at_desk):
    answer = at_desk.post(reverse("members:new"), filled(1))
    application = Application.objects.get()
    assert answer.url == reverse("members:application", args=[application.pk])
    page = at_desk.get(answer.url)
    assert (page.status_code, page.context["application"]) == (200, application)
    assert id_number(1).encode() not in page.content


def test_once_the_card_is_issued_the_sale_of_a_stored_value_card_is_offered(at_desk, store, clerk):
    for n, missing, stopped in ((1, {}, False), (2, {"id_number": ""}, True)):
        issued = make_application(n, store=store, by=clerk, **missing)
        page = at_desk.get(reverse("members:application", args=[issued.pk]))
        [act] = page.context["acts"]
        sale = f"{reverse('cards:sell')}?member={issued.member_id}"
        assert (act.key, act.url, bool(act.stopped)) == ("s", sale, stopped)
        assert (sale in page.content.decode()) is not stopped


def test_while_the_supervisor_decides_nothing_is_offered(at_desk, store, clerk):
    make_member(1, store=store, by=clerk)
    asked = make_application(2, store=store, by=clerk, address=address(1), reason="分居两处")
    page = at_desk.get(reverse("members:application", args=[asked.pk]))
    assert page.context["acts"] == []


def test_what_is_missing_comes_back_with_all_that_was_typed(at_desk):
    answer = at_desk.post(reverse("members:new"), filled(1, mobile="", address=""))
    assert (answer.status_code, Member.objects.count()) == (422, 0)
    assert sorted(answer.context["form"].errors) == ["address", "mobile"]
    assert answer.context["form"]["id_number"].value() == id_number(1)


def test_save_and_next_keeps_the_day_of_the_forms(at_desk):
    answer = at_desk.post(reverse("members:new"), filled(1, next="1", form_date="2026-11-20"))
    assert answer.url == reverse("members:new") + "?form_date=2026-11-20"


def test_hints_show_the_first_card_and_near_ones(at_desk, store, clerk):
    make_member(1, store=store, by=clerk)
    same = at_desk.post(reverse("members:hints"), {"address": address(1)}).context["hints"]
    assert same.homes.same.number == card_number(1)
    near = at_desk.post(reverse("members:hints"), {"address": address(1).replace("2单元", "9单元")}).context[
        "hints"
    ]
    assert (near.homes.same, [card.number for card in near.homes.near]) == (None, [card_number(1)])


def test_hints_say_what_is_wrong_with_a_number_and_whose_mobile_it_is(at_desk, store, clerk):
    member = make_member(1, store=store, by=clerk)
    hints = at_desk.post(
        reverse("members:hints"), {"id_number": id_number(2)[:-1] + "?", "mobile": mobile(1)}
    ).context["hints"]
    assert [refused.code for refused in hints.refusals] == ["id_characters"]
    assert hints.same_phone == (member,)
    taken = at_desk.post(reverse("members:hints"), {"id_number": id_number(1)}).context["hints"]
    assert taken.taken == member


def test_a_member_is_found_from_every_store_and_its_papers_are_not(client, store, clerk):
    application = make_application(1, store=store, by=clerk)
    stranger = make_staff("1002", Role.CLERK, store=make_store("S2"))
    client.force_login(stranger)
    assert client.get(reverse("members:member", args=[application.member_id])).status_code == 200
    assert client.get(reverse("members:application", args=[application.pk])).status_code == 404


def test_a_number_is_shown_in_full_once_with_a_reason(at_desk, store, clerk):
    member = make_member(1, store=store, by=clerk)
    url = reverse("members:reveal", args=[member.pk])
    assert at_desk.get(url).status_code == 405
    refused = at_desk.post(url, {"request_key": uuid4(), "what": "number", "reason": " "})
    assert (refused.status_code, Reveal.objects.count()) == (422, 0)
    shown = at_desk.post(url, {"request_key": uuid4(), "what": "number", "reason": "核对证件"})
    assert id_number(1).encode() in shown.content
    assert "no-store" in shown["Cache-Control"]
    assert Reveal.objects.values_list("member", "what", "reason", "by__number").get() == (
        member.pk,
        "number",
        "核对证件",
        "1001",
    )


def test_marketing_is_withdrawn_in_one_act(at_desk, store, clerk):
    member = make_application(1, store=store, by=clerk, marketing=True).member
    at_desk.post(reverse("members:marketing", args=[member.pk]), {"request_key": uuid4()})
    page = at_desk.get(reverse("members:member", args=[member.pk]))
    assert page.context["profile"].marketing is False


def test_a_change_goes_from_the_form_through_the_call_to_the_member(at_desk, store, clerk):
    member = make_member(1, store=store, by=clerk)
    at_desk.post(
        reverse("members:change_new", args=[member.pk]),
        {"request_key": uuid4(), "mobile": mobile(77), "signed_on_paper": "1"},
    )
    change = Change.objects.get()
    call = {"request_key": uuid4(), "number": "old", "outcome": "agreed"}
    at_desk.post(reverse("members:change_call", args=[change.pk]), call)
    at_desk.post(reverse("members:change_apply", args=[change.pk]), {"request_key": uuid4()})
    member.refresh_from_db()
    assert member.mobile == "+86" + mobile(77)


def test_an_unsigned_form_comes_back(at_desk, store, clerk):
    member = make_member(1, store=store, by=clerk)
    written = {"request_key": uuid4(), "mobile": mobile(77)}
    answer = at_desk.post(reverse("members:change_new", args=[member.pk]), written)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["signed"])
    assert (answer.context["form"]["mobile"].value(), Change.objects.count()) == (mobile(77), 0)


def test_a_pin_goes_from_the_form_through_the_call_to_the_next_batch(at_desk, store, clerk):
    member = make_member(1, store=store, by=clerk)
    url = reverse("members:pin_new", args=[member.pk])
    acts = at_desk.get(reverse("members:member", args=[member.pk])).context["acts"]
    assert [(act.key, act.stopped) for act in acts if act.url == url] == [("p", "")]
    written = {"request_key": uuid4(), "signed_on_paper": "1"}
    refused = at_desk.post(url, written)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["papers_seen"])
    at_desk.post(url, written | {"papers_seen": "on"})
    change = Change.objects.get()
    page = reverse("members:change", args=[change.pk])
    answer = at_desk.get(page)
    shown = answer.context
    assert answer.content.decode().count('name="number" value="old"') == 1
    outcomes = [value for value, _label in shown["call_form"].fields["outcome"].choices]
    assert (shown["pin"], outcomes) == (True, ["agreed", "refused", "no_answer"])
    call = {"request_key": uuid4(), "number": "old", "outcome": "agreed"}
    at_desk.post(reverse("members:change_call", args=[change.pk]), call)
    at_desk.post(reverse("members:change_apply", args=[change.pk]), {"request_key": uuid4()})
    assert list(at_desk.get(reverse("members:changes")).context["untold"]) == [change]


def test_a_pin_is_not_ended_before_the_asker_knows(at_desk, store, clerk):
    member = make_member(1, store=store, by=clerk)
    written = {"request_key": uuid4(), "signed_on_paper": "1", "papers_seen": "on"}
    at_desk.post(reverse("members:pin_new", args=[member.pk]), written)
    change = Change.objects.get()
    end = reverse("members:change_refuse", args=[change.pk])
    at_desk.post(end, {"request_key": uuid4(), "note": "无人接听"})
    assert Change.objects.get().state == "open"
    at_desk.post(end, {"request_key": uuid4(), "note": "无人接听", "asker_told": "on"})
    assert Change.objects.get().state == "refused"


def test_the_page_of_a_change_takes_a_bounded_number_of_queries(
    at_desk, store, clerk, django_assert_max_num_queries
):
    member, _first = make_members([1, 2], store=store, by=clerk)
    written = {"request_key": uuid4(), "address": address(2), "papers_seen": "on", "signed_on_paper": "1"}
    page = at_desk.post(reverse("members:change_new", args=[member.pk]), written).url
    call = {"request_key": uuid4(), "number": "old", "outcome": "agreed"}
    at_desk.post(reverse("members:change_call", args=[Change.objects.get().pk]), call)
    at_desk.get(page)
    with django_assert_max_num_queries(15):
        at_desk.get(page)


def test_a_move_into_a_household_with_a_card_shows_it_and_goes_to_the_supervisor(at_desk, store, clerk):
    member, first = make_members([1, 2], store=store, by=clerk)
    filled_in = {"request_key": uuid4(), "address": address(2), "papers_seen": "on", "signed_on_paper": "1"}
    hints = at_desk.post(reverse("members:change_hints", args=[member.pk]), filled_in).context["hints"]
    assert hints.homes.same.member == first
    answer = at_desk.post(reverse("members:change_new", args=[member.pk]), filled_in)
    page = at_desk.get(answer.url)
    assert (page.context["asks"], address(2).encode() in page.content) == (True, False)
    change = Change.objects.get()
    apply = reverse("members:change_apply", args=[change.pk])
    at_desk.post(apply, {"request_key": uuid4()})
    assert Change.objects.get().state == "open"
    at_desk.post(apply, {"request_key": uuid4(), "reason": "与子女同住"})
    assert Change.objects.get().state == "asked"
    assert at_desk.get(answer.url).context["open"] is False


def test_a_move_shows_who_may_be_of_the_same_household(at_desk, store, clerk):
    member, near = make_members([1, 2], store=store, by=clerk)
    written = {
        "request_key": uuid4(),
        "address": address(2).replace("3单元", "9单元"),
        "papers_seen": "on",
        "signed_on_paper": "1",
    }
    hints = at_desk.post(reverse("members:change_hints", args=[member.pk]), written).context["hints"]
    assert (hints.homes.same, [card.member for card in hints.homes.near]) == (None, [near])
    answer = at_desk.post(reverse("members:change_new", args=[member.pk]), written)
    page = at_desk.get(answer.url)
    assert [card.member for card in page.context["homes"].near] == [near]
    assert page.context["asks"] is False


@pytest.mark.parametrize("name", ["members:new", "members:incomplete", "members:changes"])
def test_pages_open(at_desk, name):
    assert at_desk.get(reverse(name)).status_code == 200


def test_the_members_page_takes_a_bounded_number_of_queries(
    at_desk, store, clerk, django_assert_max_num_queries
):
    members = make_members(range(1, 6), store=store, by=clerk)
    at_desk.get(reverse("members:member", args=[members[0].pk]))
    with django_assert_max_num_queries(15):
        at_desk.get(reverse("members:member", args=[members[1].pk]))


def test_what_comes_later_joins_the_members_page_with_its_strip(
    at_desk, store, clerk, monkeypatch, django_assert_max_num_queries
):
    member = make_member(1, store=store, by=clerk)
    due = Attention("Cashback is due.")
    more = MemberPanel(
        "Cashback",
        "receipts/panel_member.html",
        lambda _member, _access, _now: PanelContent({"rows": []}, [due]),
        later=True,
    )
    monkeypatch.setattr(MEMBER_PANELS, "_items", [more])
    address = reverse("members:later", args=[member.pk])
    page = at_desk.get(reverse("members:member", args=[member.pk]))
    assert (page.context["panels"], f'hx-get="{address}"' in page.content.decode()) == ([], True)
    with django_assert_max_num_queries(15):
        later = at_desk.get(address)
    assert ([panel.title for panel in later.context["panels"]], later.context["attention"]) == (
        ["Cashback"],
        [due],
    )
    assert '<div id="later-attention" hx-swap-oob="true">' in later.content.decode()


def test_the_search_box_goes_straight_to_a_scanned_card(at_desk, store, clerk):
    member = make_member(1, store=store, by=clerk)
    answer = at_desk.post(reverse("search"), {"q": card_number(1)})
    assert answer.url == reverse("members:member", args=[member.pk])
