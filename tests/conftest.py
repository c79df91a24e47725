"""What every test stands on: real Postgres, migrated once."""

import pytest
from django.db import connection

TRUNCATE_TRIGGERS = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 <> 0
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the flush after a test with real transactions empty what the desk may never empty."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(TRUNCATE_TRIGGERS)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
