"""What the web's role may do in the database, and what it can't."""

import pytest
from django.db import ProgrammingError, connection, transaction

from deskops.core.append_only import append_only_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("web_role")]


def rights(table: str) -> dict[str, bool]:
    """What the current role may do with the rows of `table`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right_name, has_table_privilege(%s, right_name)"
            " FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS right_name",
            [table],
        )
        return dict(cursor.fetchall())


def test_it_is_no_superuser_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,"
            " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False, 0)


def test_every_table_can_be_read_and_none_truncated() -> None:
    tables = sorted(connection.introspection.table_names())
    assert {table: (rights(table)["SELECT"], rights(table)["TRUNCATE"]) for table in tables} == dict.fromkeys(
        tables, (True, False)
    )


def test_tables_that_only_grow_take_new_rows_and_nothing_else() -> None:
    grows = {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False}
    tables = sorted(append_only_tables())
    assert {table: rights(table) for table in tables} == dict.fromkeys(tables, grows)


def test_history_is_among_them() -> None:
    assert "core_settingevent" in append_only_tables()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_settingevent SET pgh_label = 'x'",
        "DELETE FROM core_settingevent",
        "TRUNCATE core_settingevent CASCADE",
        "ALTER TABLE core_settingevent DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
    ],
)
def test_the_database_refuses(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
