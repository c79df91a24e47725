"""The money column and the money box: nothing inexact gets in by either."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import Avg, F, Sum
from django.db.models.functions import Round
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from deskops.core.money import LIMIT, MoneyField, MoneyFormField

with isolate_apps("deskops.core"):

    class Purse(models.Model):
        held = MoneyField("held")
        spent = MoneyField(null=True, blank=True)

        class Meta:
            app_label = "core"


@pytest.fixture
def purses(db):
    with connection.schema_editor() as editor:
        editor.create_model(Purse)
    return Purse._default_manager


def test_a_stored_amount_comes_back_with_two_places(purses):
    purse = purses.create(held=Decimal("5"), spent=None)
    purse.refresh_from_db()
    assert (str(purse.held), purse.spent) == ("5.00", None)


def test_a_whole_number_written_by_sql_also_reads_with_two_places(purses):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_purse (held) VALUES (5), (0.5)")
    assert [str(held) for held in purses.order_by("id").values_list("held", flat=True)] == ["5.00", "0.50"]


def test_sums_have_two_places_and_nothing_sums_to_none(purses):
    assert purses.aggregate(total=Sum("held"))["total"] is None
    assert str(purses.aggregate(total=Sum("held", default=Decimal(0)))["total"]) == "0.00"
    purses.bulk_create([Purse(held=Decimal("0.1"), spent=Decimal("0.05")) for _ in range(10)])
    sums = purses.aggregate(total=Sum("held"), left=Sum(F("held") - F("spent"), output_field=MoneyField()))
    assert [str(total) for total in sums.values()] == ["1.00", "0.50"]


def test_an_average_is_no_amount_and_keeps_its_places(purses):
    purses.bulk_create([Purse(held=Decimal(held)) for held in ("0.01", "0.01", "0.02")])
    assert purses.aggregate(mean=Avg("held"))["mean"].quantize(Decimal("0.0001")) == Decimal("0.0133")


def test_amounts_are_worked_out_in_the_database(purses):
    purse = purses.create(held=Decimal("10.00"), spent=Decimal("0.01"))
    purses.update(held=F("held") - F("spent") * 2)
    purse.refresh_from_db()
    assert purse.held == Decimal("9.98")
    assert purses.filter(held__gt=Decimal("9.97"), held__lte=F("spent") + Decimal("9.97")).count() == 1


def test_a_rate_in_sql_is_refused_until_it_is_rounded(purses):
    purse = purses.create(held=Decimal("9.99"))
    with pytest.raises(IntegrityError, match="core_purse_held_check"), transaction.atomic():
        purses.update(held=F("held") * Decimal("0.015"))
    purses.update(held=Round(F("held") * Decimal("0.015"), 2))
    purse.refresh_from_db()
    assert purse.held == Decimal("0.15")


@pytest.mark.parametrize(
    "figures", ["0.005", "1.001", "'NaN'", "'Infinity'", "'-Infinity'", str(LIMIT), f"-{LIMIT}"]
)
def test_the_database_itself_refuses(purses, figures):
    with pytest.raises(IntegrityError, match="core_purse_held_check"), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO core_purse (held) VALUES ({figures})")


@pytest.mark.parametrize("value", [Decimal("0.005"), 0.5, "0.001", Decimal("NaN"), LIMIT, True])
def test_the_code_cannot_store_or_look_for_an_inexact_amount(purses, value):
    with pytest.raises(ValueError, match=r"no amount|more than two"):
        purses.create(held=value)
    with pytest.raises(ValueError, match=r"no amount|more than two"):
        purses.filter(held=value)
    with translation.override("en"), pytest.raises(ValidationError, match="at most two decimal places"):
        Purse(held=value).full_clean()


def test_a_migration_writes_the_field_by_its_name_alone():
    code, imports = MigrationWriter.serialize(Purse._meta.get_field("held"))
    assert code == "deskops.core.money.fields.MoneyField(verbose_name='held')"
    assert imports == {"import deskops.core.money.fields"}


class Roundtrip(TestCase):
    @classmethod
    def setUpTestData(cls):
        with connection.schema_editor() as editor:
            editor.create_model(Purse)

    @settings(max_examples=50)
    @given(st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1))
    def test_every_amount_survives_the_database(self, number):
        amount = Decimal(number).scaleb(-2)
        purse = Purse._default_manager.create(held=amount)
        purse.refresh_from_db()
        assert str(purse.held) == f"{amount:.2f}"


class Payment(forms.Form):
    amount = MoneyFormField(min_value=Decimal("0.01"))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12", "12.00"), (" 12.5 ", "12.50"), ("1,234.50", "1234.50"), ("12,345,678", "12345678.00"),
        ("¥88", "88.00"), ("￥ 1，000.00", "1000.00"), ("１２。５", "12.50"), ("0.010", "0.01"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_typed(typed, amount):
    form = Payment({"amount": typed})
    assert form.is_valid()
    assert str(form.cleaned_data["amount"]) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0.005",
        "1.2.3",
        "12,34",
        "1,23.4",
        "1234,567",
        "abc",
        "1e3",
        "0",
        "-1",
        "−5",
        "NaN",
        "1 000",
        "1_000",
        str(LIMIT),
    ],
)
def test_what_is_no_payment_is_refused_and_shown_as_typed(typed):
    form = Payment({"amount": typed})
    assert not form.is_valid()
    assert list(form.errors) == ["amount"]
    assert f'value="{typed}"' in str(form["amount"]) or not typed


def test_the_box_is_right_aligned_and_shows_two_places():
    box = str(Payment(initial={"amount": Decimal(5)})["amount"])
    assert 'value="5.00"' in box
    assert 'class="num"' in box
    assert 'inputmode="decimal"' in box
    assert isinstance(Purse._meta.get_field("held").formfield(), MoneyFormField)
