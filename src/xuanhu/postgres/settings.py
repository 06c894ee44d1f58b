"""The server's settings: by the machine's memory for production, quick for tests; never personal data in logs."""

import os
from collections.abc import Mapping
from pathlib import Path

from xuanhu.postgres.conninfo import PORT

OURS = "xuanhu.conf"  # written anew at every start
THEIRS = "local.conf"  # the operator's own, beside it; read last, never touched
_MB = 1 << 20
_LIMITS_OF_THE_CONTAINER = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")

_ALWAYS = {
    "max_connections": "100",
    # A bare `date` in SQL turns at midnight in Shanghai; instants are stored as timestamptz, and logged in UTC.
    "timezone": "Asia/Shanghai",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "jit": "off",  # pays for queries of seconds; ours take milliseconds
    "random_page_cost": "1.1",
    "wal_compression": "on",
    "idle_in_transaction_session_timeout": "15min",  # a forgotten transaction would keep vacuum from its work
    # Logs tell how the server fares, not what it was asked. Statements, parameters and the details of a failed
    # constraint hold names and ID numbers; some errors quote the value itself. The client is told all of it anyway.
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_messages": "log",  # LOG, FATAL and PANIC; in this list ERROR ranks below LOG
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "on",
}

_QUICK = {  # for tests: a crash of the machine may cost everything
    "fsync": "off",
    # Off, it would gain nothing more without fsync, and the death of the server alone would cost the last commits.
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "wal_level": "replica",  # so that backups can be tried
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "logging_collector": "off",
}

_LASTING = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    # A file a weekday, begun anew each week.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_file_mode": "0600",
}


def settings_for(*, quick: bool, log: Path, own: Mapping[str, str], memory: int | None = None) -> dict[str, str]:
    """All settings of a server; `own` has the last word."""
    if quick:
        return {**_ALWAYS, **_QUICK, **own}
    return {**_ALWAYS, **_LASTING, **_by_memory(memory or memory_of_this_machine()), "log_directory": str(log), **own}


def _by_memory(memory: int) -> dict[str, str]:
    """The web processes and the jobs live on the same machine, so the server takes an eighth, not the usual quarter."""
    whole = memory // _MB
    return {
        "shared_buffers": f"{_between(64, whole // 8, 4096)}MB",
        "effective_cache_size": f"{_between(128, whole // 2, 65536)}MB",
        "maintenance_work_mem": f"{_between(32, whole // 32, 512)}MB",
        "work_mem": f"{_between(4, whole // 512, 32)}MB",
    }


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))


def memory_of_this_machine(limits: tuple[str, ...] = _LIMITS_OF_THE_CONTAINER) -> int:
    """In bytes; in a container what it may use, not what the machine has."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    texts = [Path(file).read_text("utf-8").strip() for file in limits if Path(file).is_file()]
    return min([whole, *(int(text) for text in texts if text.isdecimal())])


def as_file(settings: Mapping[str, str]) -> str:
    """The settings as the server reads them."""
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "\n".join([f"# Written by xuanhu at every start. Your own settings: {THEIRS}", *lines, ""])


def with_ours_included(text: str) -> str | None:
    """The given postgresql.conf with our file, then the operator's, at its end; None if they are there already."""
    lines = f"include '{OURS}'\ninclude '{THEIRS}'\n"
    return None if lines in text else f"{text}\n{lines}"


def on_the_command_line(socket: Path) -> list[str]:
    """What no file may change: no network, and the socket where we look for it."""
    fixed = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
    }
    return [part for name, value in fixed.items() for part in ("-c", f"{name}={value}")]


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
