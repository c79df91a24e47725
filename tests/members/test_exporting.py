"""The list of members as a file: masked, for those who may, with who asked and why."""

import csv
import io
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from deskops.core.files import read_file
from deskops.core.jobs import perform
from deskops.core.models import Job
from deskops.core.refusals import Refused
from deskops.ledger.reports.exporting import Format
from deskops.org.models import Role
from members.exporting import EXPORTERS, Chosen, ask_export, columns, masked_phone
from members.models import Member
from members.rules.masks import mask_phone
from tests.factories.members import address, card_number, id_number, make_application, make_member, mobile
from tests.factories.org import NOW, make_staff, make_store


@pytest.fixture
def keeper(store):
    """Who keeps the lists of the whole chain."""
    staff = make_staff("4001", Role.INFORMATION)
    staff.home_store = store
    staff.save()
    return staff


@pytest.fixture
def at_work(client, keeper):
    client.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    return client


def export(by, at, form=Format.CSV, reason="核对会员档案", **chosen) -> Job:
    job = ask_export(
        request_key=uuid4(),
        chosen=Chosen(**chosen),
        form=form,
        reason=reason,
        by=by,
        store=at,
        now=NOW,
    )
    return perform(job.pk)


def lines(job: Job) -> list[list[str]]:
    return list(csv.reader(io.StringIO(read_file(job.result).decode("utf-8-sig"))))


def test_the_file_shows_what_the_list_shows_and_nothing_in_full(keeper, store, clerk):
    make_member(1, store=store, by=clerk)
    job = export(keeper, store)
    head, row = lines(job)
    assert head == [str(column.title) for column in columns()]
    assert row == [
        card_number(1),
        "李婷婷",
        id_number(1)[:3] + "*" * 11 + id_number(1)[-4:],
        "138****0001",
        "普通",
        store.name,
        "2026-11-21",
        str(Member.State.ACTIVE.label),
        "",
    ]
    content = read_file(job.result).decode()
    assert {secret in content for secret in (id_number(1), mobile(1), address(1))} == {False}
    assert job.outcome["sha256"] == job.result.sha256


def test_the_workbook_keeps_numbers_as_text_says_what_was_asked_and_starts_no_formula(keeper, store, clerk):
    make_member(1, store=store, by=clerk, name="=1+1")
    job = export(keeper, store, Format.XLSX, store=store.pk, state="active")
    book = openpyxl.load_workbook(io.BytesIO(read_file(job.result)))
    card, name = (book.worksheets[0].cell(2, column) for column in (1, 2))
    assert (card.value, card.data_type) == (card_number(1), "s")
    assert (name.value, name.data_type) == ("=1+1", "s")
    facts = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert {name: facts[name] for name in (_("Reason"), _("Made by"), _("Home store"), _("Rows"))} == {
        _("Reason"): "核对会员档案",
        _("Made by"): str(keeper),
        _("Home store"): str(store),
        _("Rows"): "1",
    }


def test_a_name_that_would_be_a_formula_gets_an_apostrophe_in_csv(keeper, store, clerk):
    make_member(1, store=store, by=clerk, name="=1+1")
    assert lines(export(keeper, store))[1][1] == "'=1+1"


def test_what_is_missing_stands_in_words(keeper, store, clerk):
    make_application(1, store=store, by=clerk, id_number="")
    assert lines(export(keeper, store))[1][-1] == "、".join(Member.objects.get().missing_labels)


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, ["李婷婷", "单雄信", "欧阳修"]),
        ({"first": date(2026, 11, 21)}, ["李婷婷", "单雄信"]),
        ({"last": date(2026, 11, 20)}, ["欧阳修"]),
        ({"tier": "silver"}, ["单雄信"]),
        ({"state": "closed"}, ["欧阳修"]),
        ({"q": "ltt"}, ["李婷婷"]),
        ({"q": card_number(2)}, ["单雄信"]),
    ],
)
def test_the_filters_of_the_list_choose(keeper, store, clerk, chosen, found):
    make_member(1, store=store, by=clerk)
    silver = make_member(2, store=store, by=clerk, tier="silver")
    old = make_member(3, store=store, by=clerk, joined_on=date(2026, 11, 1))
    Member.objects.filter(pk=old.pk).update(state="closed")
    if "tier" in chosen:
        chosen = {"tier": silver.tier_id}
    assert [row[1] for row in lines(export(keeper, store, **chosen))[1:]] == found


def test_who_is_posted_to_a_store_takes_out_its_own_members_only(store, clerk):
    other = make_store("S2")
    make_member(1, store=store, by=clerk)
    make_member(2, store=other, by=clerk)
    manager = make_staff("8001", Role.STORE_MANAGER, store=other)
    assert [row[1] for row in lines(export(manager, other, store=other.pk))[1:]] == ["单雄信"]
    for beyond in (None, store.pk):
        with pytest.raises(Refused) as refused:
            export(manager, other, store=beyond)
        assert (refused.value.code, refused.value.field) == ("beyond_reach", "store")


def test_the_page_offers_a_store_manager_their_own_store(client, store):
    make_store("S2")
    client.force_login(
        make_staff("8001", Role.STORE_MANAGER, store=store),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    form = client.get(reverse("members:export")).context["form"]
    assert (form["store"].value(), list(form.fields["store"].queryset)) == (store.pk, [store])


@pytest.mark.parametrize(
    ("given", "code"), [({"reason": " "}, "reason_missing"), ({"q": "没有此人"}, "nobody_chosen")]
)
def test_without_a_reason_or_anybody_there_is_no_file(keeper, store, clerk, given, code):
    make_member(1, store=store, by=clerk)
    with pytest.raises(Refused) as refused:
        export(keeper, store, **given)
    assert (refused.value.code, Job.objects.count()) == (code, 0)


@pytest.mark.parametrize(
    "phone", ["+8613812345678", "+862138112233", "+12025550123", "+85261234567", "+8618000000000"]
)
def test_the_database_masks_a_telephone_as_the_screens_do(store, clerk, phone):
    member = make_member(1, store=store, by=clerk)
    Member.objects.filter(pk=member.pk).update(mobile=phone)
    assert Member.objects.values_list(masked_phone()).get() == (mask_phone(phone),)
    Member.objects.filter(pk=member.pk).update(mobile="", home_phone=phone)
    assert Member.objects.values_list(masked_phone()).get() == (mask_phone(phone),)


def test_from_the_list_of_the_back_office_to_the_file(at_work, store, clerk, keeper):
    member = make_member(1, store=store, by=clerk)
    address_of_list = reverse("admin:members_member_changelist") + f"?home_store__id__exact={store.pk}&q=ltt"
    listed = at_work.get(address_of_list)
    way = f"{reverse('members:export')}?home_store__id__exact={store.pk}&amp;q=ltt"
    assert way in listed.content.decode()
    form = at_work.get(way.replace("&amp;", "&")).context["form"]
    assert (form["store"].value(), form["q"].value(), form["first"].value()) == (str(store.pk), "ltt", None)
    filled = {"request_key": uuid4(), "store": store.pk, "q": "ltt", "form": "csv", "reason": "核对"}
    answer = at_work.post(reverse("members:export"), filled)
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.pk])
    assert (job.asked_by, job.params["reason"], job.params["q"]) == (keeper, "核对", "ltt")
    assert lines(perform(job.pk))[1][1] == member.name


def test_without_filters_the_lists_last_days_are_chosen(at_work):
    form = at_work.get(reverse("members:export")).context["form"]
    first, last = form["first"].value(), form["last"].value()
    assert (last - first).days == 6


def test_a_clerk_sees_the_list_and_no_way_to_a_file(client, store, clerk):
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert Role.CLERK not in EXPORTERS
    listed = client.get(reverse("admin:members_member_changelist"))
    assert (listed.status_code, reverse("members:export") in listed.content.decode()) == (200, False)
    assert client.post(reverse("members:export")).status_code == 403


def test_a_file_is_seen_by_who_asked_for_it_only(client, keeper, store, clerk):
    make_member(1, store=store, by=clerk)
    job = export(keeper, store)
    other = make_staff("8001", Role.STORE_MANAGER, store=store)
    for staff, status in ((keeper, 200), (other, 404)):
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("job_result", args=[job.pk])).status_code == status
