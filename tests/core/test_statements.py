"""Statements kept prepared read and write the same rows as the ORM would."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from deskops.core.statements import Side, first_row, insert
from deskops.ledger.kinds import AccountKind
from deskops.ledger.services import account_for
from deskops.tills.models import Shift, Till
from tests.factories.org import make_store
from tests.factories.tills import make_desk, open_till

pytestmark = pytest.mark.django_db
TILL, SHIFT = Side(Till, "t"), Side(Shift, "s")
BOTH = f"SELECT {TILL}, {SHIFT} FROM tills_till t JOIN tills_shift s ON s.till_id = t.id WHERE t.code = %s"


def test_each_side_reads_its_own_columns_converted_as_by_a_queryset():
    desk = make_desk()
    opened = open_till(desk.store, desk.clerk, code="A1")
    row = first_row(BOTH, ["A1"])
    till, shift = TILL.read(row), SHIFT.read(row)
    for taken, pk in ((till, opened.till_id), (shift, opened.pk)):
        kept = type(taken).objects.get(pk=pk)
        fields = [field.attname for field in kept._meta.concrete_fields]
        assert [getattr(taken, name) for name in fields] == [getattr(kept, name) for name in fields]
    assert str(till.float_amount) == "500.00"
    assert list(row) == []


def test_what_was_read_is_saved_as_a_change_not_as_another_row():
    desk = make_desk()
    open_till(desk.store, desk.clerk, code="A1")
    till = TILL.read(first_row(BOTH, ["A1"]))
    till.name = "二号台"
    till.save(update_fields=["name"])
    assert list(Till.objects.values_list("pk", "name")) == [(till.pk, "二号台")]


def test_no_row_is_none():
    assert first_row(BOTH, ["A1"]) is None


def test_a_new_row_is_stored_as_by_the_orm():
    store, codes = make_store("S1"), ("A1", "B1")
    accounts = [account_for(AccountKind.TILL_CASH, store, code) for code in codes]
    fields = {"store": store, "name": "一号台", "float_amount": Decimal("500.00")}
    added = insert(Till(code="A1", account=accounts[0], **fields))
    created = Till.objects.create(code="B1", account=accounts[1], **fields)
    one, other = (Till.objects.filter(pk=till.pk).values()[0] for till in (added, created))
    for name in ("id", "code", "account_id"):
        assert one.pop(name) != other.pop(name)
    assert one == other
    assert (added.code, added._state.adding) == ("A1", False)


def test_a_constraint_is_refused_as_djangos_error():
    desk = make_desk()
    shift = open_till(desk.store, desk.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Till(store=desk.store, code="A1", name="又", account_id=shift.till.account_id))


def test_the_connection_keeps_the_plan_and_statements_are_counted(django_assert_num_queries):
    with django_assert_num_queries(9):
        for _ in range(9):
            first_row(BOTH, ["A1"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%tills_till t JOIN%'"
        )
        assert cursor.fetchone() == (1,)
