"""Where the embedded server lives, and how a process comes to use it.

Every process that uses the server holds a shared lock on `users.lock` until it ends, however it ends. The
keeper (see `keeper`) waits for the exclusive lock on that file: it gets it when the last user is gone, and
stops the server. So nothing is left running, and nobody stops the server under another.
"""

import fcntl
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from deskops.postgres.programs import CannotRunError, Runner, runner
from deskops.secret_files import kept_secret

SUPERUSER = "postgres"
OWNER = "deskops"
WEB = "deskops_web"
DATABASE = "deskops"
PORT = 5432
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes, BSD's 103
PATIENCE = 600.0  # seconds; the recovery after a crash may take long and is never cut short
IMPATIENCE = 5.0  # seconds that a process which served before waits for a server that is started again


@dataclass(frozen=True)
class Embedded:
    """One embedded server: its state in `var`; `durable=False` is for tests and forgets on power loss."""

    var: Path
    durable: bool = True

    @property
    def home(self) -> Path:
        return self.var / "postgres"

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    def password(self, role: str) -> str:
        """The password of a database role, made when it is first asked for."""
        return kept_secret(self.var / "secrets", f"database_{role}")


_held: dict[Path, int] = {}
_holding = threading.Lock()


def use(server: Embedded) -> Path:
    """Make sure that the server runs while this process lives; return the folder of its socket.

    Raises CannotRunError with the end of the server's log when it does not start.
    """
    if server.home in _held and (folder := address(server)) is not None:
        return folder
    deadline = time.monotonic() + (IMPATIENCE if server.home in _held else PATIENCE)
    prepare(server, runner())
    with _holding:
        if server.home not in _held:
            _held[server.home] = _lock(server.home / "users.lock", fcntl.LOCK_SH)
    keeper: subprocess.Popen[bytes] | None = None
    # a server without a keeper (it was killed) is not used: the next keeper starts it again
    while not kept(server) or (folder := address(server)) is None:
        if keeper is not None and keeper.poll():
            raise CannotRunError(
                f"The embedded PostgreSQL did not start; the end of its log:\n{log_tail(server)}"
            )
        if (keeper is None or keeper.poll() == 0) and not kept(server):
            # what a killed keeper left must not be taken for the new one's; a living one writes it again
            (server.home / "address").unlink(missing_ok=True)
            keeper = _start_keeper(server)
        if time.monotonic() > deadline:
            raise CannotRunError(f"The embedded PostgreSQL is not ready yet; see {server.log}.")
        time.sleep(0.01)
    return folder


def address(server: Embedded) -> Path | None:
    """The folder of the socket when the server is kept and answers, else None."""
    try:
        folder = Path((server.home / "address").read_text())
    except FileNotFoundError:
        return None
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(folder / f".s.PGSQL.{PORT}"))
        except OSError:
            return None
    return folder


def kept(server: Embedded) -> bool:
    """Whether a keeper runs for this server."""
    try:
        os.close(_lock(server.home / "keeper.lock", fcntl.LOCK_SH | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def log_tail(server: Embedded, lines: int = 20) -> str:
    """The last lines of the server's log."""
    text = server.log.read_text(errors="replace") if server.log.exists() else "(no log)"
    return "\n".join(text.splitlines()[-lines:])


def prepare(server: Embedded, user: Runner) -> None:
    """Make the server's folder in a place that the user who runs it can reach.

    When root's state lies below a closed folder (/root), the data go to /var/lib/deskops and `home`
    becomes a link to them; no folder of anybody else is opened.
    """
    if server.home.is_dir():
        return
    server.var.mkdir(mode=0o711 if user.owner else 0o700, parents=True, exist_ok=True)
    if user.owner and not user.reaches(server.var):
        base = Path("/var/lib/deskops")
        base.mkdir(mode=0o711, parents=True, exist_ok=True)
        elsewhere = Path(tempfile.mkdtemp(prefix="postgres-", dir=base))
        elsewhere.chmod(0o711)
        server.home.unlink(missing_ok=True)
        try:
            server.home.symlink_to(elsewhere)
        except FileExistsError:
            elsewhere.rmdir()
        return
    server.home.mkdir(mode=0o711 if user.owner else 0o700, exist_ok=True)


def _lock(path: Path, how: int) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle


def _start_keeper(server: Embedded) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "deskops.postgres.keeper", str(server.var)]
    server.log.touch(mode=0o600)
    with server.log.open("ab") as log:
        return subprocess.Popen(
            command if server.durable else [*command, "--not-durable"],
            cwd=Path(__file__).resolve().parent.parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
