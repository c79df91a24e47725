"""Rows of hand-written SQL become the same models that a queryset would have read."""

import pytest

from deskops.core.rows import Row
from deskops.tills.models import Shift, Till
from tests.factories.tills import make_desk, open_till

pytestmark = pytest.mark.django_db
BOTH = """
SELECT till.*, shift.* FROM tills_till till JOIN tills_shift shift ON shift.till_id = till.id
WHERE till.code = %s
"""


def test_each_model_takes_its_own_columns_converted_as_by_a_queryset():
    desk = make_desk()
    opened = open_till(desk.store, desk.clerk, code="A1")
    row = Row.first(BOTH, ["A1"])
    till, shift = row.take(Till), row.take(Shift)
    for taken, kept in (
        (till, Till.objects.get(pk=opened.till_id)),
        (shift, Shift.objects.get(pk=opened.pk)),
    ):
        fields = [field.attname for field in kept._meta.concrete_fields]
        assert [getattr(taken, name) for name in fields] == [getattr(kept, name) for name in fields]
    assert str(till.float_amount) == "500.00"


def test_a_row_taken_is_saved_as_a_change_not_as_another_row():
    desk = make_desk()
    open_till(desk.store, desk.clerk, code="A1")
    till = Row.first(BOTH, ["A1"]).take(Till)
    till.name = "二号台"
    till.save(update_fields=["name"])
    assert list(Till.objects.values_list("pk", "name")) == [(till.pk, "二号台")]


def test_no_row_is_none():
    assert Row.first(BOTH, ["A1"]) is None
