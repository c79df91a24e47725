"""Where tests keep their state: in memory where the machine has room for it.

Every transactional test begins with a fresh copy of the database, a thousand small files: on a busy disk
that takes two seconds, in memory a tenth of one.
"""

import os
import shutil
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = Path("/dev/shm")  # each folder there is closed to other users
ROOM = 3 * 1024**3
"""Bytes that must be free: the server keeps up to one GiB, browsers and backups some more."""


def enter_folder() -> None:
    """Set `DESKOPS_VAR`, and `TMPDIR` for browsers and what tests write, for this process and its children.

    `DESKOPS_VAR` that is set already wins: its folder `test`, on whatever disk that is.
    """
    given = os.environ.get("DESKOPS_VAR")
    memory = None if given else in_memory()
    os.environ["DESKOPS_VAR"] = str(memory or Path(given or ROOT / "var").absolute() / "test")
    if memory:
        own = memory / "tmp"
        own.mkdir(mode=0o700, exist_ok=True)
        os.environ["TMPDIR"] = str(own)


def in_memory() -> Path | None:
    """This checkout's folder in memory; None where there is none, or too little room."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    folder = MEMORY / f"deskops-{os.getuid()}-{sha256(str(ROOT).encode()).hexdigest()[:8]}"
    folder.mkdir(mode=0o711, exist_ok=True)  # root's server runs as somebody else, who passes through
    return folder if folder.stat().st_uid == os.getuid() and not folder.is_symlink() else None
