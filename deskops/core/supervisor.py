"""Keeping a few processes alive, and ending all of them together.

Each program runs in a process group of its own: Ctrl+C reaches the supervisor alone, which ends the others
in order; when a program dies, whatever it left in its group is ended before it is started again.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

QUICK = 10.0  # seconds; an earlier end counts as a failed start
FAILED_STARTS = 3
GRACE = 25.0  # seconds between SIGTERM and SIGKILL


@dataclass
class Program:
    """One program to keep alive: its name in messages, its command, its environment."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failed_starts: int = field(default=0)

    def start(self) -> None:
        """Start it, tied to us: it gets SIGTERM should we be killed."""
        tied = [sys.executable, "-m", "deskops.core.tied", str(os.getpid()), *self.command]
        self.started = time.monotonic()
        self.process = subprocess.Popen(tied, env=dict(self.env), start_new_session=True)  # noqa: S603

    def signal(self, number: int) -> None:
        """Send a signal to the program and all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    @property
    def group_lives(self) -> bool:
        """Whether anything of its group still runs."""
        if self.process is None:
            return False
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


class Supervisor:
    """Starts programs, starts the dead again, ends all on SIGTERM or SIGINT."""

    def __init__(
        self, programs: Sequence[Program], *, say: Callable[[str], None], grace: float = GRACE
    ) -> None:
        self.programs = programs
        self.say = say
        self.grace = grace
        self.stopping = threading.Event()

    def run(self) -> int:
        """Run until a signal, or until a program fails at its start three times; return the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            for program in self.programs:
                program.start()
            while not self.stopping.wait(0.2):
                if not all(self._alive(program) for program in self.programs):
                    return 1
            return 0
        finally:
            self._end(self.programs)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def _alive(self, program: Program) -> bool:
        """Start the program again when it is dead; False when that is hopeless."""
        if program.process is not None and program.process.poll() is None:
            return True
        code = program.process.returncode if program.process else None
        self._end([program])
        quick = time.monotonic() - program.started < QUICK
        program.failed_starts = program.failed_starts + 1 if quick else 0
        if program.failed_starts >= FAILED_STARTS:
            self.say(
                f"{program.name} ended {FAILED_STARTS} times right after its start; stopping everything."
            )
            return False
        self.say(f"{program.name} ended by itself (code {code}); starting it again.")
        program.start()
        return True

    def _end(self, programs: Sequence[Program]) -> None:
        """Ask the programs to end, then make them: nothing of theirs stays."""
        for program in programs:
            program.signal(signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        while time.monotonic() < deadline and any(program.group_lives for program in programs):
            time.sleep(0.05)
        for program in programs:
            program.signal(signal.SIGKILL)
            if program.process is not None:
                program.process.wait()
