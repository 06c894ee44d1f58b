"""Eligibility checks over HTTP among two million policies, on the web server as it is served: beside a hello-world of
the same server, and beside a look-up by django-ninja and the ORM that decides nothing.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psycopg

from bench.nine_steps import SERVICE, commands
from bench.platform import line, opened
from xuanhu.postgres import Access

POLICIES = int(os.environ.get("XUANHU_BENCH_POLICIES", "2000000"))
CLIENTS = 4  # processes of one connection each
REQUESTS = 1500  # of each client and round
ROUNDS = 3
PATIENCE = 120  # seconds for a server to come up
FILL = (
    """
    INSERT INTO parties_insured (insurer_id, public_id, name, name_index, id_number, id_number_index, phone,
        phone_index, details, diagnosis)
    SELECT insurer_id, gen_random_uuid(), name, name_index, id_number, id_number_index, phone, phone_index, details,
        diagnosis
    FROM parties_insured, generate_series(2, %(persons)s) WHERE insurer_id = %(insurer)s
    """,
    """
    INSERT INTO parties_policy (insurer_id, number, handbook, insured_id, starts_on, ends_on, waiting_days, details)
    SELECT p.insurer_id, 'P' || n, p.handbook, p.insured_id + n %% %(persons)s, p.starts_on, p.ends_on, 0, '{}'
    FROM parties_policy p, generate_series(1, %(policies)s) n WHERE p.insurer_id = %(insurer)s AND p.number = 'P0'
    """,
    "ANALYZE parties_insured, parties_policy",
)


def main(access: Access) -> None:
    """Rounds in turn on one server each; medians."""
    from xuanhu.apps.accounts.keys import make_key
    from xuanhu.apps.parties.models import Insurer
    from xuanhu.apps.tenancy import seeing

    tenant = opened(1)
    with seeing([tenant.insurer]):
        code = Insurer.objects.get(id=tenant.insurer).code
    given = {"insurer": tenant.insurer, "policies": POLICIES, "persons": max(1, POLICIES // 10)}
    with psycopg.connect(access.owner, autocommit=True) as db:
        for text in FILL:
            db.execute(text, given)
    key = make_key(
        name="bench", role="agent", insurers=[tenant.insurer], at=datetime.now(UTC), per_minute=1_000_000_000
    )
    asked = ["POST", "/api/v1/checks", key, code]
    with served("bench.checks:hello") as hello, served("bench.ninja_peer:application") as ninja, served() as ours:
        found: dict[str, list[float]] = {"hello": [], "ninja": [], "ours": []}
        for _ in range(ROUNDS):
            found["hello"].append(_rate(hello.port, ["GET", "/", key, code]))
            found["ninja"].append(_rate(ninja.port, ["GET", "/policies", key, code]))
            found["ours"].append(_rate(ours.port, asked))
    limit = median(found["hello"])
    print(f"eligibility checks over HTTP among {POLICIES:,} policies, {CLIENTS} connections (requests/s)")
    line("hello world of the same server: the limit", limit, limit)
    line("django-ninja with the ORM: a policy looked up", median(found["ninja"]), limit)
    line("xuanhu: checks", median(found["ours"]), limit)
    print(f"  checks are {median(found['ours']) / median(found['ninja']):.2f} times django-ninja with the ORM")


class Served(NamedTuple):
    """A web server of our own: its port, the number of its first process."""

    port: int
    process: int


@contextmanager
def served(application: str = "xuanhu.config.wsgi:application") -> Iterator[Served]:
    """An application on the web server, set up as the platform's own."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    command = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-access-log", "--workers", "2", "--blocking-threads", "4"]
    command += ["--workers-kill-timeout", "10", application]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not _listens(port):
            if time.monotonic() > until or process.poll() is not None:
                raise SystemExit(f"{application} did not come up")
            time.sleep(0.1)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _rate(port: int, asked: list[str]) -> float:
    command = [sys.executable, "-m", "bench.checks", str(port), *asked]
    clients = [
        subprocess.Popen([*command, str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for seed in range(CLIENTS)
    ]
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(lambda one: one.stdout.readline(), clients))
        began = time.perf_counter()
        said = list(threads.map(lambda one: one.communicate("go\n")[0].strip(), clients))
    if said != ["done"] * CLIENTS:
        raise SystemExit(f"a request was not answered with 200: {said}")
    return CLIENTS * REQUESTS / (time.perf_counter() - began)


def _ask() -> None:
    """One connection, kept open: warm up, be ready, then as many requests as there are."""
    port, method, path, key, code, seed = sys.argv[1:]
    choose = random.Random(int(seed))  # noqa: S311 - not for secrets
    contents = [_request(method, path, key, code, choose.randrange(1, POLICIES)) for _ in range(REQUESTS)]
    with socket.create_connection(("127.0.0.1", int(port))) as door:
        file = door.makefile("rwb")
        for content in contents[:200]:
            _answered(file, content)
        print("ready", flush=True)
        sys.stdin.readline()
        for content in contents:
            _answered(file, content)
    print("done", flush=True)


def _request(method: str, path: str, key: str, code: str, number: int) -> bytes:
    _, data, _, _ = commands()[0]
    asked = {"service": SERVICE, "insurer": code, "policy": f"P{number}", "data": dict(data)}
    body = json.dumps(asked).encode() if method == "POST" else b""
    query = "" if method == "POST" else f"?number=P{number}&code={code}"
    head = f"{method} {path}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _answered(file: "socket.SocketIO", content: bytes) -> None:
    file.write(content)
    file.flush()
    if b" 200 " not in (said := file.readline()):
        raise SystemExit(f"{content[:60]!r} was answered {said!r}, {file.read1()[:300]!r}")
    length, in_chunks = 0, False
    while (header := file.readline()) != b"\r\n":
        name, _, value = header.lower().partition(b":")
        length = int(value) if name == b"content-length" else length
        in_chunks = in_chunks or name == b"transfer-encoding"
    while in_chunks and (size := int(file.readline(), 16)):
        file.read(size + 2)
    file.read(2 if in_chunks else length)


def hello(_environ, start_response):
    """The least that a server can answer."""
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


if __name__ == "__main__":
    _ask()
