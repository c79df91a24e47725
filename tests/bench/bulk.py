"""Data by bulk statements: triggers rest meanwhile, foreign keys are checked at the end."""

from collections.abc import Mapping, Sequence

from django.db import connection, transaction

COUNT_ON = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"
KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])
"""


def in_bulk(
    statements: Sequence[str], asked: Mapping[str, object], *, tables: Sequence[str], keyed: Sequence[str]
) -> None:
    """Run statements that fill ``tables`` in one transaction; keys of ``keyed`` go on after theirs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(KEYS, [list(tables)])
        keys = cursor.fetchall()
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for drop, _add in keys:
            cursor.execute(drop)
        for statement in statements:
            cursor.execute(statement, asked)
        for _drop, add in keys:
            cursor.execute(add)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in keyed:
            cursor.execute(COUNT_ON.format(table))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
