"""Secrets made at first start and kept in files that only their owner reads."""

import base64
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def new_word() -> str:
    """A random word of 64 letters, good for a password or for Django's secret key."""
    return secrets.token_urlsafe(48)


def new_master_key() -> str:
    """A random key of 32 bytes, written in base64, that wraps the keys of identities."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def kept_secret(folder: Path, name: str, make: Callable[[], str] = new_word) -> str:
    """Return the secret `name` of `folder` (mode 0700); make its file (mode 0600) when it is missing.

    Two processes that start at once agree: the file is written aside and linked into place, the first
    link wins and the other process reads it.
    """
    path = folder / name
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
    with os.fdopen(handle, "w") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
    return path.read_text().strip()
