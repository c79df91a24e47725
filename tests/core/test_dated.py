"""Dated settings: the latest row that holds, the store before its place before the chain."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from deskops.core.dated import SettingKind, setting_at, setting_kinds, settings_at
from deskops.core.models import Setting
from deskops.core.refusals import Refused
from deskops.org.models import Staff
from tests.factories.org import make_store

pytestmark = pytest.mark.django_db
KEY = "test.limit"


@pytest.fixture(autouse=True)
def _declared():
    if KEY not in setting_kinds:
        setting_kinds.add(SettingKind(KEY, "limit", "yuan", ()))


def row(starts, value, **reach):
    by = Staff.objects.system()
    return Setting.objects.create(key=KEY, starts=starts, value=value, source="令9号", set_by=by, **reach)


def test_the_latest_row_that_holds_on_the_day_counts():
    store = make_store()
    row(date(2020, 1, 1), "5000.00")
    row(date(2026, 12, 1), "3000.00")
    assert setting_at(KEY, on=date(2026, 11, 30), store=store).value == "5000.00"
    assert setting_at(KEY, on=date(2026, 12, 1), store=store).value == "3000.00"


def test_a_store_beats_its_place_and_a_place_the_chain():
    shanghai, hangzhou = make_store("S1", place="上海"), make_store("S2", place="杭州")
    row(date(2020, 1, 1), "chain")
    row(date(2020, 1, 1), "place", place="上海")
    assert setting_at(KEY, on=date(2026, 1, 1), store=shanghai).value == "place"
    row(date(2021, 1, 1), "store", store=shanghai)
    assert setting_at(KEY, on=date(2026, 1, 1), store=shanghai).value == "store"
    assert setting_at(KEY, on=date(2026, 1, 1), store=hangzhou).value == "chain"


def test_without_a_row_the_act_is_refused_and_says_which():
    with pytest.raises(Refused) as refused:
        setting_at(KEY, on=date(2026, 1, 1), store=make_store())
    assert refused.value.code == "setting_missing"


def test_an_undeclared_key_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        settings_at(["test.nothing"], on=date(2026, 1, 1), store=make_store())


def test_the_database_keeps_one_row_per_reach_and_day_and_its_source():
    row(date(2020, 1, 1), "a")
    with pytest.raises(IntegrityError), transaction.atomic():
        row(date(2020, 1, 1), "b")
    with pytest.raises(IntegrityError), transaction.atomic():
        Setting.objects.create(
            key=KEY, starts=date(2021, 1, 1), value=1, source="", set_by=Staff.objects.system()
        )


def test_settings_of_an_act_take_one_query(django_assert_num_queries):
    store = make_store()
    row(date(2020, 1, 1), "5000.00")
    with django_assert_num_queries(1):
        settings_at([KEY], on=date(2026, 1, 1), store=store)
