"""The process that starts the embedded server, watches it and stops it after its last user.

`python -m deskops.postgres.keeper VAR` is started by `server.use`, never by hand. It leaves the terminal's
session, so that Ctrl+C ends the users first and the database last.
"""

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from deskops.postgres.programs import CannotRunError, Runner, programs_for, runner
from deskops.postgres.server import DATABASE, LONGEST_SOCKET_PATH, OWNER, PORT, SUPERUSER, WEB, Embedded

PREPARED = "2"  # raise it when `_prepare_roles` changes
LARGEST_LOG = 10_000_000  # bytes
ATTEMPTS = 3

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    # values of rows (names, telephones) stay out of the log
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",
    # starting a helper takes 8 ms: no page of fifty rows is worth it, sums over millions of entries are
    "parallel_setup_cost": "10000",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    # its databases are copied and dropped by the minute; who measures in one analyzes it
    "autovacuum": "off",
}
WEB_LIMITS = {
    "statement_timeout": "60s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}


def main(arguments: list[str]) -> int:
    """Keep the server of the folder in `arguments` until nobody uses it; return the exit code."""
    server = Embedded(Path(arguments[0]), durable="--not-durable" not in arguments)
    if not _become_keeper(server):
        return 0
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    (server.home / "address").unlink(missing_ok=True)
    try:
        Keeper(server, runner()).keep()
    except CannotRunError as problem:
        print(problem, file=sys.stderr, flush=True)  # noqa: T201 - the server's log
        return 1
    finally:
        (server.home / "address").unlink(missing_ok=True)
    return 0


def _become_keeper(server: Embedded) -> bool:
    """Hold `keeper.lock` to the end of the process; False when another keeper holds it."""
    keeping = os.open(server.home / "keeper.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    for _ in range(50):  # a user who looks whether there is a keeper holds it for an instant
        with suppress(BlockingIOError):
            fcntl.flock(keeping, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(keeping, 0)
            os.write(keeping, str(os.getpid()).encode())
            return True
        time.sleep(0.02)
    return False


class Keeper:
    """Starts, watches, restarts and stops one server."""

    def __init__(self, server: Embedded, user: Runner) -> None:
        self.server = server
        self.user = user
        self.unused = threading.Event()
        self.users = os.open(server.home / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def keep(self) -> None:
        """Run the server until its last user is gone; start it again when it was killed."""
        self._rotate_log()
        self._stop_leftover()
        programs = programs_for(self.user, self.server.home.resolve())
        if not (self.server.data / "PG_VERSION").exists():
            self._make_cluster(programs / "initdb")
        threading.Thread(target=self._wait_for_last_user, daemon=True).start()
        failures = 0
        while not self.unused.is_set() and failures < ATTEMPTS:
            began = time.monotonic()
            self._run_once(programs / "postgres")
            failures = failures + 1 if time.monotonic() - began < 5 else 0
        if not self.unused.is_set():
            raise CannotRunError(f"postgres ended {ATTEMPTS} times right after its start")

    def _run_once(self, postgres: Path) -> None:
        folder = self._socket_folder()
        settings = (
            SETTINGS | ({} if self.server.durable else FORGETFUL) | {"unix_socket_directories": str(folder)}
        )
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = subprocess.Popen(
            [postgres, "-D", self.server.data.resolve(), *flags],
            **self.user.as_user,
            cwd="/",
            stdin=subprocess.DEVNULL,
        )
        try:
            if self._ready(process):
                self._prepare_roles(folder)
            while process.poll() is None:
                if not (self.server.home / "address").exists():
                    self._publish(folder)
                if self.unused.wait(0.1):
                    break
        finally:
            (self.server.home / "address").unlink(missing_ok=True)
            if process.poll() is None:
                process.send_signal(signal.SIGINT)  # "fast": sessions are ended, the data are written
            process.wait()

    def _ready(self, process: subprocess.Popen[bytes]) -> bool:
        while process.poll() is None:
            with suppress(FileNotFoundError):
                lines = (self.server.data / "postmaster.pid").read_text().splitlines()
                if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                    return True
            time.sleep(0.01)
        return False

    def _publish(self, folder: Path) -> None:
        draft = self.server.home / "address.draft"
        draft.write_text(str(folder))
        draft.rename(self.server.home / "address")

    def _socket_folder(self) -> Path:
        """The socket's folder (0700): in `home`, or behind a link in /tmp when the path grows too long."""
        link = self.server.home.resolve() / "socket"
        folder = link
        if len(os.fsencode(link / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET_PATH:
            folder = self._short_folder(link)
        folder.mkdir(mode=0o700, exist_ok=True)
        self.user.give(folder)
        return folder

    def _short_folder(self, link: Path) -> Path:
        """The folder that the link names while it is still ours, else a new one; others cannot enter it."""
        ours = self.user.owner[0] if self.user.owner else os.geteuid()
        with suppress(OSError):
            state = link.readlink().lstat()
            if stat.S_ISDIR(state.st_mode) and state.st_uid == ours and stat.S_IMODE(state.st_mode) == 0o700:
                return link.readlink()
        folder = Path(tempfile.mkdtemp(prefix="deskops-", dir="/tmp"))
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
        return folder

    def _make_cluster(self, initdb: Path) -> None:
        draft = self.server.home.resolve() / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = self.server.home.resolve() / "password"
        password.touch(mode=0o600)
        password.write_text(self.server.password(SUPERUSER))
        for path in (draft, password):
            self.user.give(path)
        command: list[str | Path] = [initdb, "-D", draft, "--username", SUPERUSER, "--pwfile", password]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--no-instructions"]
        command += [] if self.server.durable else ["--no-sync"]
        try:
            made = subprocess.run(
                command, **self.user.as_user, cwd="/", stdin=subprocess.DEVNULL, check=False
            )
        finally:
            password.unlink()
        if made.returncode:
            raise CannotRunError("initdb failed")
        draft.rename(self.server.data.resolve())

    def _prepare_roles(self, folder: Path) -> None:
        marker = self.server.home / "prepared"
        if marker.exists() and marker.read_text() == PREPARED:
            return
        import psycopg
        from psycopg import sql

        with psycopg.connect(
            host=str(folder),
            port=PORT,
            user=SUPERUSER,
            password=self.server.password(SUPERUSER),
            dbname="postgres",
            autocommit=True,
        ) as connection:
            for role, rights in ((OWNER, sql.SQL("CREATEDB")), (WEB, sql.SQL("NOCREATEDB"))):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
                connection.execute(
                    sql.SQL("{} {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                        verb, sql.Identifier(role), rights, sql.Literal(self.server.password(role))
                    )
                )
            # the owner may act as the web's role (tests do), but has none of its rights by that
            connection.execute(
                sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
                    sql.Identifier(WEB), sql.Identifier(OWNER)
                )
            )
            for name, value in WEB_LIMITS.items():
                connection.execute(
                    sql.SQL("ALTER ROLE {} SET {} = {}").format(
                        sql.Identifier(WEB), sql.Identifier(name), sql.Literal(value)
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )
        marker.write_text(PREPARED)

    def _wait_for_last_user(self) -> None:
        fcntl.flock(self.users, fcntl.LOCK_EX)
        self.unused.set()

    def _stop_leftover(self) -> None:
        """Stop a server whose keeper was killed: it would refuse us its data."""
        try:
            pid = int((self.server.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return
        if os.fsencode(self.server.data.resolve()) not in command.split(b"\0"):
            return
        with suppress(ProcessLookupError):
            while True:
                os.kill(pid, signal.SIGINT)
                time.sleep(0.05)

    def _rotate_log(self) -> None:
        log = self.server.log
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.rename(log.with_suffix(".1"))
            handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(handle, 1)
            os.dup2(handle, 2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
