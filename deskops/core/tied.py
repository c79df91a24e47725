"""`python -m deskops.core.tied PROGRAM …`: run a program that gets SIGTERM when its parent dies.

Only Linux can do that; elsewhere the program runs untied.
"""

import ctypes
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def main(parent: int, command: list[str]) -> None:
    """Replace this process by `command`, tied to the process `parent`."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it died before it could be tied to
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the supervisor's own command


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
