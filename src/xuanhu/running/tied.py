"""`python -m xuanhu.running.tied PARENT PROGRAM ..`: become a program that is told to stop when its parent is gone.

Whoever kills `xuanhu serve` with -9 leaves nothing behind that still listens on the port. Linux only; elsewhere the
program simply runs.
"""

import contextlib
import ctypes
import os
import signal
import sys

SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, kept over exec


def main() -> None:
    """Tie, and become the program."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:  # gone before we were tied
        sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - the platform's own programs


if __name__ == "__main__":
    main()
