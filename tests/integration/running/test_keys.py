"""A new key for what is sealed: killed in the middle, gone on with, and every sealed column is listed."""

import json
import re
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.integration.platform import Platform
from tests.integration.running.apart import LOAD_DEMO, environment, python, run, state_of
from tests.integration.running.served import XUANHU

MORE = """
INSERT INTO parties_insured (insurer_id, public_id, name, name_index, phone, phone_index)
SELECT insurer_id, gen_random_uuid(), name, name_index, phone, phone_index
FROM (SELECT * FROM parties_insured ORDER BY id LIMIT 1) one, generate_series(1, 1600)
"""
OPEN_ALL = """
from xuanhu.apps.cases.loading import states_of
from xuanhu.apps.cases.models import Case
from xuanhu.apps.notices.actions import TEXT
from xuanhu.apps.notices.models import Notice
from xuanhu.apps.parties.models import Insured
from xuanhu.apps.parties.queries import diagnosis_of, insured_of
from xuanhu.apps.sealing import sealer
from xuanhu.apps.tenancy import every_insurer, seeing
with seeing(every_insurer()):
    people = [(insured_of(row).name, diagnosis_of(row)) for row in Insured.objects.all()]
    texts = [sealer().open(row.text, TEXT) for row in Notice.objects.exclude(text="")]
    cases = states_of(Case.objects.select_related("policy", "insured"))
    found = Insured.objects.filter(name_index=sealer().index(people[0][0], "parties.insured.name")).count()
print(len(people), all(name for name, _ in people), all(texts), len(cases), found > 0)
"""


@pytest.fixture(scope="module")
def state(apart: Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = state_of(tmp_path_factory.mktemp("state"))
    assert python(apart, folder, LOAD_DEMO).split()[:2] == ["5", "61"]
    return folder


def status(apart: Platform, state: Path) -> tuple[list[str], dict[str, set[str]]]:
    """The ring, and the keys of each column."""
    said = json.loads(run(apart, state, "keys", "status", "--json").stdout)
    keys: dict[str, set[str]] = {}
    for one in said["values"]:
        keys.setdefault(f"{one['table']}.{one['column']}", set()).add(one["key"])
    return said["ring"], keys


def test_every_sealed_column_is_listed(apart: Platform, state: Path) -> None:
    with psycopg.connect(apart.access.owner) as owner:
        columns = owner.execute(
            "SELECT table_name::text, column_name::text FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'character varying', 'ARRAY')"
        ).fetchall()
        sealed = {
            f"{table}.{column}"
            for table, column in columns
            if owner.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text ~ %s LIMIT 1',  # noqa: S608
                ['(^|")(tests|k[0-9a-f]{8}):[A-Za-z0-9+/]{38,}={0,2}'],
            ).fetchone()
        }
    listed = {
        f"{one['table']}.{one['column']}"
        for one in json.loads(run(apart, state, "keys", "status", "--json").stdout)["values"]
    }
    assert sealed == listed
    assert {"parties_insured.name", "notices_notice.text", "cases_fact.data"} <= listed


def test_a_rotation_that_is_killed_goes_on_and_everything_opens(apart: Platform, state: Path) -> None:
    with psycopg.connect(apart.access.owner) as owner:
        owner.execute(MORE)
    killed = subprocess.Popen(
        [*XUANHU, "keys", "rotate"], env=environment(apart, state), stdout=subprocess.PIPE, text=True
    )
    assert killed.stdout.readline() == "parties_insured.name：500\n"
    killed.kill()
    killed.wait()
    killed.stdout.close()
    ring, keys = status(apart, state)
    assert (ring[-1], len(keys["parties_insured.name"])) == ("tests", 2)
    assert python(apart, state, OPEN_ALL).split()[1:3] == ["True", "True"]

    done = run(apart, state, "keys", "rotate")
    assert (done.returncode, "上一次更换还没有做完" in done.stdout) == (0, True)
    again, keys = status(apart, state)
    assert again == ring
    # What is only added to stays under the key with which it was written.
    assert [keys.pop("cases_fact.data"), keys.pop("audit_trail.reason")] == [{"tests"}, {"tests"}]
    assert set().union(*keys.values()) == {ring[0]}
    assert python(apart, state, OPEN_ALL).split() == ["1661", "True", "True", "138", "True"]


def test_a_ring_of_the_environment_is_printed_for_every_machine(apart: Platform, state: Path) -> None:
    given = json.loads((state / "secrets.json").read_text())
    done = run(apart, state, "keys", "rotate", **given)
    lines = [line for line in done.stdout.splitlines() if line.startswith("XUANHU_KEYS=")]
    second, first = (re.findall(r"(\w+):", line) for line in lines)
    old = re.findall(r"(\w+):", given["XUANHU_KEYS"])
    assert (done.returncode, second, first) == (0, [old[0], first[0], *old[1:]], [first[0], *old])


def test_a_lost_key_is_named(apart: Platform, state: Path, tmp_path: Path) -> None:
    if len(status(apart, state)[0]) == 1:
        run(apart, state, "keys", "rotate")
    given = json.loads((state / "secrets.json").read_text())
    newest, _, rest = given["XUANHU_KEYS"].partition(",")
    (tmp_path / "secrets.json").write_text(json.dumps({**given, "XUANHU_KEYS": rest}))
    (tmp_path / "secrets.json").chmod(0o600)
    done = run(apart, tmp_path, "keys", "status")
    assert (done.returncode, "没有这把密钥" in done.stdout) == (1, True)
    said = run(apart, tmp_path, "doctor")
    assert (said.returncode, f"✗ 丢了密钥 {newest.partition(':')[0]}" in said.stdout) == (1, True), said.stdout
