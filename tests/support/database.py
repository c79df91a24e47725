"""The test database: migrated once into a template, then copied for every run, worker and flush.

The template's name is a digest of all migrations, so a second run does not migrate. Code that seeds
reference data may change without a migration: then `migrate` runs once more on the template, for its
`post_migrate`. Copying takes a twentieth of a second, so a transactional test ends with a fresh copy
instead of a flush: sequences start anew, reference data are there, append-only tables need no exception.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import quote

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.backends.utils import CursorWrapper
from psycopg.errors import ObjectInUse

from deskops.core.migrating import quick_states

ROOT = Path(__file__).resolve().parent.parent.parent
PREFIX = "deskops_test_"
PATIENCE = 12  # times five seconds
LOCK = 7_014_001  # any number; every run on this server takes the same


def digest_of(paths: list[Path], *more: str) -> str:
    """A digest of the files' names and contents."""
    digest = sha256("\n".join(more).encode())
    for path in sorted(paths):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def project_files(pattern: str) -> list[Path]:
    """Files of the project's own apps."""
    folders = [Path(config.path) for config in apps.get_app_configs()]
    return [
        path
        for folder in folders
        if folder.is_relative_to(ROOT) and ".venv" not in folder.parts
        for path in folder.rglob(pattern)
    ]


def template_name() -> str:
    """The template's name: it changes with every migration, ours or a package's."""
    packages = sorted(f"{one.name} {one.version}" for one in distributions())
    return f"{PREFIX}template_" + digest_of(project_files("migrations/*.py"), *packages)


@contextmanager
def beside() -> Iterator[CursorWrapper]:
    """A cursor outside the test database."""
    with connection._nodb_cursor() as cursor:
        yield cursor


def make_template(name: str) -> None:
    """Migrate the template `name` unless it is there and its reference data are up to date."""
    seeds = digest_of(project_files("*.py"))
    with beside() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        row = cursor.fetchone()
        if row != (seeds,):
            if row is None or row == (None,):
                drop_others(cursor)
                drop_database(cursor, name)
                cursor.execute(f'CREATE DATABASE "{name}"')
            migrate(name)
            cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{seeds}'")


def migrate(name: str) -> None:
    """Run `migrate` on the database `name`; the connection is closed after it."""
    use_database(name)
    try:
        with quick_states():
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()


def drop_others(cursor: CursorWrapper) -> None:
    """Drop templates of other migrations and copies whose run is over."""
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    for (name,) in cursor.fetchall():
        if not is_running(name.removeprefix(PREFIX).split("_")[0]):
            drop_database(cursor, name)


def is_running(pid: str) -> bool:
    """Whether the process that a copy's name begins with is there."""
    return pid.isdecimal() and Path(f"/proc/{pid}").exists()


def copy_name() -> str:
    """The database of this process: its run's process id and its worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return f"{PREFIX}{os.getppid() if worker else os.getpid()}_{worker or 'main'}"


def url() -> str:
    """The test database as a `DATABASE_URL`, for a process of its own."""
    place = connection.get_connection_params()
    user, password = (quote(str(place[key]), safe="") for key in ("user", "password"))
    server = (
        f"/{place['host']}" if place["host"].startswith("/") else f"{place['host']}:{place.get('port', 5432)}"
    )
    return f"postgres://{user}:{password}@{server}/{place['dbname']}"


def use_database(name: str) -> None:
    """Point Django's connection at the database `name`."""
    connection.close()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name


def copy_template(template: str, name: str) -> None:
    """Make `name` a fresh copy of the template, whoever is still connected to it."""
    connection.close()
    with beside() as cursor:
        drop_database(cursor, name)
        alone(cursor, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name: str) -> None:
    """Drop the copy at the end of the run."""
    connection.close()
    with beside() as cursor:
        drop_database(cursor, name)


def drop_database(cursor: CursorWrapper, name: str) -> None:
    """Drop a database, whoever is still connected to it.

    Not `WITH (FORCE)`: that one refuses a role which may not end the autovacuum worker at work there; a
    plain drop sends the worker away by itself, and our own connections are ended first.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
        [name],
    )
    alone(cursor, f'DROP DATABASE IF EXISTS "{name}"')


def alone(cursor: CursorWrapper, statement: str) -> None:
    """Run what needs a database for itself: the server gives autovacuum five seconds to leave it, we more."""
    for attempt in range(PATIENCE):
        try:
            cursor.execute(statement)
        except OperationalError as error:
            if not isinstance(error.__cause__, ObjectInUse) or attempt == PATIENCE - 1:
                raise
        else:
            return
