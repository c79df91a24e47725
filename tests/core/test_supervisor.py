"""The supervisor: the dead are started again, all end together, nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

# Supervises one program that leaves a child of its own; both write their process ids.
CHILD = """
import os, pathlib, subprocess, sys, time
folder = pathlib.Path(sys.argv[1])
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(folder / "draft").write_text(f"{os.getpid()} {grandchild.pid}")
(folder / "draft").rename(folder / "pids")
time.sleep(600)
"""
SUPERVISE = """
import os, sys
from deskops.core.supervisor import Program, Supervisor
python = [sys.executable, "-c"]
child = Program("child", [*python, sys.argv[1], sys.argv[2]], os.environ)
programs = [child, Program("second", [*python, sys.argv[3]], os.environ)]
sys.exit(Supervisor(programs, say=lambda text: print(text, flush=True), grace=5).run())
"""
SLEEP = "import time; time.sleep(600)"


def until(condition: Callable[[], object], seconds: float = 120.0) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def lives(pid: int) -> bool:
    """Whether the process runs; one that ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Supervised:
    """A running supervisor, and the processes that its program said it has."""

    def __init__(self, folder: Path, second: str = SLEEP) -> None:
        self.folder = folder
        command = [sys.executable, "-c", SUPERVISE, CHILD, str(folder), second]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def pids(self) -> list[int]:
        assert until((self.folder / "pids").exists)
        return [int(pid) for pid in (self.folder / "pids").read_text().split()]

    def end(self) -> tuple[int, str]:
        said = self.process.communicate(timeout=120)[0]
        return self.process.returncode, said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    supervised = Supervised(tmp_path)
    pids = supervised.pids()
    supervised.process.send_signal(number)
    assert supervised.end() == (0, "")
    assert [lives(pid) for pid in pids] == [False, False]


def test_a_killed_supervisor_takes_its_programs_along(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path)
    child, grandchild = supervised.pids()
    supervised.process.kill()
    supervised.process.wait()
    assert until(lambda: not lives(child))
    os.kill(
        grandchild, signal.SIGKILL
    )  # a program ends its own children when it gets SIGTERM; this one doesn't
    supervised.end()


def test_a_dead_program_is_started_again_without_what_it_left(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path)
    child, grandchild = supervised.pids()
    (tmp_path / "pids").unlink()
    os.kill(child, signal.SIGKILL)
    again = supervised.pids()
    assert child not in again
    assert not lives(grandchild)
    supervised.process.terminate()
    assert supervised.end() == (0, "child ended by itself (code -9); starting it again.\n")
    assert [lives(pid) for pid in again] == [False, False]


def test_a_program_that_cannot_start_ends_everything(tmp_path: Path) -> None:
    supervised = Supervised(tmp_path, second="raise SystemExit(3)")
    code, said = supervised.end()
    assert (code, said.splitlines()[-1]) == (
        1,
        "second ended 3 times right after its start; stopping everything.",
    )
    assert [lives(pid) for pid in supervised.pids()] == [False, False]
