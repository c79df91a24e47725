"""The drill: back up, restore into an empty database elsewhere, find everything and the books proved."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from deskops.core.backup import BackupError, database_is_empty, read_manifest
from deskops.core.files import read_file, store_file
from deskops.core.models import StoredFile
from deskops.ledger.kinds import AccountKind
from tests.ledger.conftest import make_books
from tests.support import database

pytestmark = pytest.mark.django_db(transaction=True)
WEB_ROLE = project.WEB_DATABASE_ROLE
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a store with some money in its books and one photo."""
    books = make_books()
    bank, fees = books.account(AccountKind.BANK_CARD), books.account(AccountKind.FEES)
    books.post((bank, "20.00"), (fees, "-20.00"))
    store_file(PHOTO, name="收据.png", content_type="image/png", by=books.clerk)
    call_command("backup", str(tmp_path / "backups"))
    (made,) = (tmp_path / "backups").iterdir()
    return made


@pytest.fixture
def elsewhere(backup: Path, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Another machine: an empty database and an empty storage, whose folder it gives."""
    mine, name = connection.settings_dict["NAME"], f"{database.copy_name()}_restored"
    with database.beside() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    database.use_database(name)
    file_system = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": file_system}
    yield tmp_path / "files"
    database.use_database(mine)
    database.drop(name)


def restore(backup: Path, **flags: bool) -> list[str]:
    """Run `manage.py restore`; return the lines it printed."""
    said = StringIO()
    call_command("restore", str(backup), stdout=said, **flags)
    return said.getvalue().splitlines()


def test_the_drill(backup: Path, elsewhere: Path) -> None:
    manifest = read_manifest(backup)
    assert manifest.files == 1
    first, *proofs = restore(backup)
    assert first == f"Restored what was backed up at {manifest.made_at}; 1 files put back."
    assert proofs  # one line a kind of account; a difference would have ended with an error
    assert read_file(StoredFile.objects.get()) == PHOTO
    assert [path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()] == [PHOTO]
    with pytest.raises(CommandError, match="The database is not empty; --replace removes what it holds"):
        restore(backup)
    StoredFile.objects.all().update(name="changed since")
    assert restore(backup, replace=True)[1:] == proofs
    assert StoredFile.objects.get().name == "收据.png"
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{WEB_ROLE}"')
        cursor.execute("SELECT has_table_privilege('core_job', 'UPDATE')")
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT has_table_privilege('core_settingevent', 'UPDATE')")
        assert cursor.fetchone() == (False,)


@pytest.mark.usefixtures("elsewhere")
def test_without_the_master_key_of_that_time_nothing_is_touched(backup: Path, settings: Settings) -> None:
    settings.MASTER_KEYS = ["QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="]
    with pytest.raises(CommandError, match="made with another master key"):
        restore(backup)
    assert database_is_empty()


def test_the_master_key_is_not_in_it(backup: Path) -> None:
    for path in backup.iterdir():
        assert project.MASTER_KEYS[0].encode() not in path.read_bytes()


@pytest.mark.parametrize("name", ["database.dump", "files.tar"])
def test_a_changed_backup_is_refused(backup: Path, name: str) -> None:
    content = (backup / name).read_bytes()
    (backup / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(BackupError, match=f"{name} is not the file that was backed up"):
        read_manifest(backup)


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"version": "0.1.0"})])
def test_half_a_backup_is_refused(backup: Path, content: str) -> None:
    (backup / "manifest.json").write_text(content)
    with pytest.raises(BackupError, match="is no complete backup"):
        read_manifest(backup)


def test_a_missing_file_is_found_before_it_is_too_late(backup: Path, tmp_path: Path) -> None:
    default_storage.delete(StoredFile.objects.get().path)
    with pytest.raises(CommandError, match="is missing from the storage"):
        call_command("backup", str(tmp_path / "second"))
