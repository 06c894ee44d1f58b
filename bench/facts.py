"""Facts recorded a second on four connections, each by a process of its own, beside pgbench with the same SQL."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.nine_steps import commands
from bench.platform import Opened, line, opened
from xuanhu.postgres import Access, find_binaries

CONNECTIONS = 4
CASES = 150  # of each connection and round
ROUNDS = 3
STEPS = commands()[1:4]  # the last of these three is told to the insured
GIVEN = {
    "facts": """
    jsonb_build_array(jsonb_build_object('insurer', :insurer::bigint, 'case', :case::bigint, 'seq', :seq::bigint,
        'name', 'documents-added', 'at', now(), 'recorded_at', now(), 'by', 'agent', 'actor', '',
        'data', '{"kinds": ["pathology-report", "medical-record-copy"]}'::jsonb, 'hash', repeat('00', 32)))
    """,
    "summary": """
    jsonb_build_array(jsonb_build_object('id', :case::bigint, 'standing', 'reserved', 'awaiting',
        '["reviewed"]'::jsonb, 'fact_count', 4, 'head_hash', repeat('00', 32)))
    """,
    "notice": """
    jsonb_build_array(jsonb_build_object('insurer', :insurer::bigint, 'case', :case::bigint, 'audience', 'insured',
        'kind', 'reviewed', 'key', :case::text || '-' || :seq::text, 'at', now(), 'text', repeat('x', 300),
        'template', 'x', 'params', repeat('x', 300), 'notes', '[]'::jsonb, 'state', 'pending', 'problem', ''))
    """,
}


def main(access: Access) -> None:
    """Rounds in turn, so that a slow moment of the machine falls on both; medians."""
    ours, limit = [], []
    for _ in range(ROUNDS):
        limit.append(_by_pgbench(access.app, opened(CONNECTIONS * CASES)))
        ours.append(_by_processes(opened(CONNECTIONS * CASES)))
    print(f"persisted facts, {CONNECTIONS} connections, written to the disk (facts/s)")
    line("pgbench with the same SQL: the limit", median(limit), median(limit))
    line("xuanhu: record_fact", median(ours), median(limit))


def _by_pgbench(url: str, tenant: Opened) -> float:
    """The statements of `record_fact`, with what they typically store; one transaction of three tells somebody."""
    from xuanhu.apps.cases.statements import LOCK_MANY, RECORD, STORE
    from xuanhu.apps.notices.actions import PUT_OUT

    one = "ARRAY[:case]"
    store = _filled(STORE, GIVEN["facts"], "'[]'", "'{}'", GIVEN["summary"])
    said = _filled("SELECT set_config('xuanhu.insurers', %s, true)", ":insurer::text")
    statements = ["BEGIN", said, _filled(LOCK_MANY, one), _filled(RECORD, one), store]
    told = [*statements, _filled(PUT_OUT, GIVEN["notice"])]
    ids = [number for _, number in tenant.cases]
    with tempfile.TemporaryDirectory(prefix="xuanhu-pgbench-") as folder:
        options = []
        for name, weight, texts in (("quiet", 2, statements), ("told", 1, told)):
            path = Path(folder) / f"{name}.sql"
            numbers = f"\\set case random({min(ids)}, {max(ids)})\n\\set seq random(1000, 2000000000)\n"
            path.write_text(numbers + "".join(f"{_on_one_line(text)};\n" for text in [*texts, "COMMIT"]))
            options += ["-f", f"{path}@{weight}"]
        command = [find_binaries().program("pgbench"), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "1"]
        command += ["-t", str(CASES * len(STEPS)), "-D", f"insurer={tenant.insurer}", *options, url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(re.findall(r"tps = ([\d.]+)", done.stdout)[-1])


def _filled(statement: str, *values: str) -> str:
    for value in values:
        statement = statement.replace("%s", value, 1)
    return statement


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _by_processes(tenant: Opened) -> float:
    shares = [tenant.cases[number::CONNECTIONS] for number in range(CONNECTIONS)]
    command = [sys.executable, "-m", "bench.facts"]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(CONNECTIONS)
    ]
    for process, share in zip(processes, shares, strict=True):
        _tell(process, json.dumps([tenant.insurer, share]))
        _hear(process)
    began = perf_counter()
    for process in processes:
        _tell(process, "go")
    for process in processes:
        if _hear(process) != "done" or process.wait() != 0:
            raise SystemExit("a fact was not recorded; nothing to measure")
    return len(tenant.cases) * len(STEPS) / (perf_counter() - began)


def _tell(process: "subprocess.Popen[str]", text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def _hear(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _work() -> None:
    """One connection: learn the share, be ready, and record when told to."""
    import django

    django.setup()
    from xuanhu.apps.cases.actions import record_fact
    from xuanhu.apps.cases.loading import reckoned_by
    from xuanhu.apps.editions.queries import library
    from xuanhu.apps.tenancy import every_insurer, seeing

    insurer, share = json.loads(sys.stdin.readline())
    warm = library(), reckoned_by(), every_insurer()
    print("ready" if warm else "", flush=True)
    sys.stdin.readline()
    for name, data, at, by in STEPS:
        for public_id, _ in share:
            with seeing([insurer]):
                acted = record_fact(public_id=public_id, name=name, data=data, at=at, by=by)
            if acted is None or not acted.verdict.allowed:
                raise SystemExit(f"{name} was refused")
    print("done", flush=True)


if __name__ == "__main__":
    _work()
