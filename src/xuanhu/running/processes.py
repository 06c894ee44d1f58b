"""Child processes that are kept alive: who dies is started again, after a pause that grows while it keeps dying."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
IS_WELL = 60.0  # seconds; who lived so long begins with the first pause again
GRACE = 20.0  # seconds to finish what is at hand


@dataclass
class Child:
    """A program of the platform, in a session of its own: whatever it starts is found by its number."""

    name: str
    command: Sequence[str]
    say: Callable[[str], None]
    process: subprocess.Popen[bytes] | None = None
    _pause: float = FIRST_PAUSE / 2
    _began: float = 0.0
    _again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it."""
        tied = [sys.executable, "-m", "xuanhu.running.tied", str(os.getpid()), *self.command]
        self._began = time.monotonic()
        self.process = subprocess.Popen(tied, start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603

    def look(self) -> None:
        """Start it again if it has died and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self._kill_rest()
            self._pause = FIRST_PAUSE if now - self._began > IS_WELL else min(2 * self._pause, LONGEST_PAUSE)
            self.say(
                f"{self.name} 停了（{_why(code)}），{self._pause:.0f} 秒后重新启动 ({self.name} died; it is restarted)"
            )
            self.process, self._again_at = None, now + self._pause
        elif now >= self._again_at:
            self.start()

    def tell_to_stop(self) -> None:
        """Ask it to finish what is at hand."""
        if self.process is not None:
            self.process.terminate()

    def wait_for_end(self, until: float) -> None:
        """Wait until it has ended; when its time is over it is killed, with everything that it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.say(f"{self.name} 没有按时停下，已强行结束 ({self.name} was killed)")
        self._kill_rest()
        self.process.wait()

    def _kill_rest(self) -> None:
        """What a dead parent has left: granian's workers would go on listening beside the new ones."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def stop_all(children: Sequence[Child]) -> None:
    """Stop them side by side."""
    for child in children:
        child.tell_to_stop()
    until = time.monotonic() + GRACE
    for child in children:
        child.wait_for_end(until)


def _why(code: int) -> str:
    return f"信号 {-code}" if code < 0 else f"退出码 {code}"
