"""A copy of everything: the database by pg_dump, the files beside it, and a manifest with their digests.

The keys of identities are not in it: who finds a backup reads no ID number. They are kept elsewhere, and
the manifest tells by a fingerprint which ones belong to it.
"""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection

from deskops import __version__
from deskops.postgres.programs import program

from .models import StoredFile

DATABASE, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"
CHUNK = 1 << 20


class BackupError(Exception):
    """The backup cannot be made, or is not what it says it is."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `digests` are SHA-256 by file name; `keys` are fingerprints of master keys."""

    version: str
    made_at: str
    digests: dict[str, str]
    files: int
    keys: list[str]


def key_fingerprints() -> list[str]:
    """The first letters of each master key's digest: enough to tell keys apart, useless to guess one."""
    return [sha256(b"deskops master key " + key.encode()).hexdigest()[:16] for key in settings.MASTER_KEYS]


def make_backup(folder: Path, *, now: datetime) -> Path:
    """Copy database and files into a new folder below `folder`; return it.

    The database is one snapshot. Files are written once, before the row that names them, so taking them
    afterwards loses none. Raises BackupError when pg_dump fails or a file is missing or damaged.
    """
    target = folder / f"deskops-{now:%Y%m%d-%H%M%S}"
    draft = folder / f".{target.name}.draft"
    draft.mkdir(mode=0o700, parents=True)
    run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={draft / DATABASE}")
    count = _copy_files_to(draft / FILES)
    manifest = Manifest(
        version=__version__,
        made_at=now.isoformat(timespec="seconds"),
        digests={name: digest_of(draft / name) for name in (DATABASE, FILES)},
        files=count,
        keys=key_fingerprints(),
    )
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
    draft.rename(target)
    return target


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup whose files agree with it; raises BackupError when they don't."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
        found = {name: digest_of(folder / name) for name in (DATABASE, FILES)}
    except (OSError, ValueError, TypeError) as problem:
        raise BackupError(f"{folder} is no complete backup: {problem}") from problem
    for name, digest in found.items():
        if manifest.digests.get(name) != digest:
            raise BackupError(f"{folder / name} is not the file that was backed up: its digest differs.")
    return manifest


def restore_database(folder: Path) -> None:
    """Load the dump in one transaction, all or nothing."""
    run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        f"--dbname={connection.get_connection_params()['dbname']}", str(folder / DATABASE))  # fmt: skip


def restore_files(folder: Path) -> int:
    """Put back the files that the storage lacks; return how many. Names come from the database alone."""
    known = dict(StoredFile.objects.values_list("path", "sha256"))
    restored = 0
    with tarfile.open(folder / FILES) as archive:
        for member in archive:
            if member.name not in known:
                raise BackupError(f"{member.name} is in the backup but not in its database.")
            content = archive.extractfile(member)
            if content is not None and not default_storage.exists(member.name):
                default_storage.save(member.name, File(content))
                restored += 1
    for path, digest in known.items():
        if not default_storage.exists(path) or _digest(default_storage.open(path)) != digest:
            raise BackupError(f"The file {path} is missing or damaged after the restore.")
    return restored


def database_is_empty() -> bool:
    """Whether the database has no table."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def empty_database() -> None:
    """Remove everything from the database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on our database; raises BackupError with what it said."""
    place = connection.get_connection_params()
    variables = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
    }
    given = {variable: str(place[key]) for variable, key in variables.items() if place.get(key)}
    command = [program_for_server(name), *arguments]
    ended = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise BackupError(f"{name} failed: {ended.stderr.strip()}")


def program_for_server(name: str) -> str:
    """The program of the embedded server's version; for another server the one on PATH, if there is one.

    A program should be of its server's major version: what a newer one writes an older server may refuse.
    """
    installed = None if "EMBEDDED" in connection.settings_dict else shutil.which(name)
    return installed or program(name)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes] | File[Any]) -> str:
    digest = sha256()
    with file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def _copy_files_to(path: Path) -> int:
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        count = 0
        for stored in _stored():
            if not default_storage.exists(stored.path):
                raise BackupError(f"The file {stored.path} ({stored.name}) is missing from the storage.")
            if _digest(default_storage.open(stored.path)) != stored.sha256:
                raise BackupError(f"The file {stored.path} ({stored.name}) is damaged in the storage.")
            entry = tarfile.TarInfo(stored.path)
            entry.size, entry.mode = stored.size, 0o600
            entry.mtime = int(stored.made_at.timestamp())
            with default_storage.open(stored.path) as content:
                archive.addfile(entry, content)
            count += 1
    return count


def _stored() -> Iterator[StoredFile]:
    return iter(StoredFile.objects.order_by("pk"))
