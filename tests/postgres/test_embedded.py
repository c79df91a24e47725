"""The embedded server: private, started by its first user, stopped after its last, mended when killed."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deskops.postgres import server as embedded
from deskops.postgres.programs import Runner, programs_for
from deskops.postgres.server import DATABASE, OWNER, SUPERUSER, WEB, Embedded

USE = "import sys; from pathlib import Path; from deskops.postgres.server import Embedded, use;"
HOLD = USE + "print(use(Embedded(Path(sys.argv[1]), sys.argv[2] == 'True')), flush=True); sys.stdin.read()"


LONGEST_SOCKET = 107  # bytes of a path that the kernel takes


def until(condition: Callable[[], object], seconds: float = 120.0) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class User:
    """A process that uses the server until it is told to end."""

    def __init__(self, server: Embedded) -> None:
        command = [sys.executable, "-c", HOLD, str(server.var), str(server.durable)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.folder = self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Embedded]:
    made = Embedded(tmp_path / "var", durable=False)
    yield made
    elsewhere = made.home.resolve()
    assert until(lambda: not embedded.kept(made))
    shutil.rmtree(elsewhere)


def connect(folder: str, role: str, password: str) -> psycopg.Connection:
    return psycopg.connect(host=folder, user=role, password=password, dbname=DATABASE, autocommit=True)


def postmaster(server: Embedded) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_lives_from_its_first_user_to_its_last(server: Embedded) -> None:
    first, second = User(server), User(server)
    pid = postmaster(server)
    first.leave()
    with connect(second.folder, WEB, server.password(WEB)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.leave()
    assert until(lambda: not embedded.kept(server))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_user_who_is_killed_is_gone_too(server: Embedded) -> None:
    User(server).kill()
    assert until(lambda: not embedded.kept(server))
    assert embedded.address(server) is None


def test_a_killed_server_is_started_again_under_its_users_with_what_was_committed(tmp_path: Path) -> None:
    server = Embedded(tmp_path / "var")
    user = User(server)
    password = server.password(OWNER)
    with connect(user.folder, OWNER, password) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    pid = postmaster(server)
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: embedded.address(server) and postmaster(server) != pid)
    with connect(user.folder, OWNER, password) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    user.leave()
    assert until(lambda: not embedded.kept(server))
    shutil.rmtree(server.home.resolve())


def test_a_server_whose_keeper_was_killed_is_taken_over(server: Embedded) -> None:
    user = User(server)
    pid = postmaster(server)
    keeper = int((server.home / "keeper.lock").read_text())
    os.kill(keeper, signal.SIGKILL)
    assert until(lambda: not embedded.kept(server))
    other = User(server)
    assert postmaster(server) != pid
    with connect(other.folder, WEB, server.password(WEB)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    user.leave()
    other.leave()


def test_only_passwords_open_it_and_only_its_own_user_reaches_it(server: Embedded) -> None:
    user = User(server)
    for role in (SUPERUSER, OWNER, WEB):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            connect(user.folder, role, "wrong")
    with connect(user.folder, SUPERUSER, server.password(SUPERUSER)) as connection:
        settings = {
            name: connection.execute(f"SHOW {name}").fetchone()
            for name in ("listen_addresses", "unix_socket_permissions", "password_encryption")
        }
        locale = connection.execute(
            "SELECT datlocprovider::text, datlocale, pg_encoding_to_char(encoding)"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert settings == {
        "listen_addresses": ("",),
        "unix_socket_permissions": ("0700",),
        "password_encryption": ("scram-sha-256",),
    }
    assert locale == ("b", "C.UTF-8", "UTF8")
    assert {stat.S_IMODE(Path(folder).stat().st_mode) for folder in (user.folder, server.data)} == {0o700}
    secrets = list((server.var / "secrets").iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    user.leave()


def test_the_web_role_is_bounded_in_time_and_the_owner_is_not(server: Embedded) -> None:
    user = User(server)
    limits = {}
    for role in (WEB, OWNER):
        with connect(user.folder, role, server.password(role)) as connection:
            row = connection.execute(
                "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
            )
            limits[role] = row.fetchone()
    assert limits == {WEB: ("1min", "5s"), OWNER: ("0", "0")}
    user.leave()


def test_a_long_folder_gets_a_short_socket_that_stays_the_same() -> None:
    # below pytest's closed folder root's data would go to /var/lib, where the path is short
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    place.chmod(0o711)
    server = Embedded(place / ("门店" * 20) / ("long" * 20), durable=False)
    first = User(server)
    assert len(f"{first.folder}/.s.PGSQL.5432") <= LONGEST_SOCKET
    first.leave()
    assert until(lambda: not embedded.kept(server))
    second = User(server)
    assert second.folder == first.folder
    second.leave()
    assert until(lambda: not embedded.kept(server))
    Path(second.folder).rmdir()
    shutil.rmtree(place)


def test_what_does_not_start_says_why(server: Embedded) -> None:
    User(server).leave()
    assert until(lambda: not embedded.kept(server))
    (server.data / "PG_VERSION").write_text("9\n")
    command = [sys.executable, "-c", HOLD, str(server.var), str(server.durable)]
    ended = subprocess.run(command, input="", capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "The embedded PostgreSQL did not start" in ended.stderr
    assert "database files are incompatible with server" in ended.stderr


class Shut(Runner):
    """A user who cannot enter the folder of the installed package."""

    def reaches(self, folder: Path) -> bool:
        return False


@pytest.mark.parametrize("name", ["initdb", "postgres"])
def test_programs_in_a_closed_folder_are_copied_and_run(tmp_path: Path, name: str) -> None:
    program = programs_for(Shut({}, None), tmp_path) / name
    assert tmp_path in program.parents
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"{name} (PostgreSQL) 18.")


def test_copied_programs_are_used_again(tmp_path: Path) -> None:
    programs_for(Shut({}, None), tmp_path)
    before = sorted((path, path.stat().st_ctime_ns) for path in tmp_path.rglob("*"))
    programs_for(Shut({}, None), tmp_path)
    assert sorted((path, path.stat().st_ctime_ns) for path in tmp_path.rglob("*")) == before
