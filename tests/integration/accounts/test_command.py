"""`xuanhu accounts` on a real platform: what it prints, and that what it made lets in."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.integration.accounts.staff import new_desk
from tests.integration.api.tenants import Door, Tenant
from tests.integration.platform import Platform


@pytest.fixture
def run(platform: Platform):
    def command(*words: str) -> tuple[int, str]:
        environment = {**platform.environment, "COLUMNS": "500"}
        line = [sys.executable, "-m", "xuanhu.cli", "accounts", *words]
        said = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
        return said.returncode, said.stdout + said.stderr

    return command


def test_a_person_is_added_comes_in_and_is_disabled(run, tenant: Tenant):
    login = f"li.na-{os.urandom(4).hex()}"
    added = run("add", login, "--name", "李娜", "--role", "agent", "--insurer", tenant.code)
    found = re.fullmatch(rf"{login} 的初始密码（只显示这一次）：([a-z2-9]{{4}}(?:-[a-z2-9]{{4}}){{3}})\n", added[1])
    assert (added[0], bool(found)) == (0, True), added
    said = new_desk().log_in(login, found[1])
    assert (said.status, said.json["must_change_password"], said.json["insurers"]) == (200, True, [tenant.code])
    assert run("add", login, "--name", "李娜", "--role", "agent")[0] == 1
    again = run("password", login)[1]
    assert new_desk().log_in(login, again.partition("：")[2].strip()).status == 200
    assert run("role", login, "reviewer") == (0, f"{login}：reviewer\n")
    assert run("insurers", login) == (0, f"{login}：—\n")
    assert "otpauth://totp/Xuanhu:" in run("second-factor", login)[1]
    assert run("disable", login) == (0, f"{login} 已停用。\n")
    people = json.loads(run("list", "--json")[1])["people"]
    (mine,) = [one for one in people if one["login"] == login]
    expected = {"login": login, "name": "李娜", "role": "reviewer", "insurers": [], "active": False}
    assert mine == {**expected, "second_factor": True}
    assert f"{login}  李娜  reviewer  —  已停用  两步登录\n" in run("list")[1]


def test_a_key_is_made_and_taken_back(run, tenant: Tenant):
    name = f"hotline-{os.urandom(4).hex()}"
    code, said = run("key", name, "--role", "agent", "--insurer", tenant.code)
    door = Door(said.partition("：")[2].strip())
    assert (code, door.get("/queue").json["items"][0]["id"]) == (0, tenant.case)
    assert run("revoke-key", name) == (0, f"{name} 已收回。\n")
    assert door.get("/queue").problem == (401, "no-key")
    assert run("revoke-key", name) == (1, f"没有叫 {name} 的、还能用的密钥\n")


def test_an_apps_key_lets_its_links_in_and_is_taken_back(run, tenant: Tenant, tmp_path: Path):
    name, now = f"app-{os.urandom(4).hex()}", datetime.now(UTC)
    private = ec.generate_private_key(ec.SECP256R1())
    file = tmp_path / "key.pem"
    file.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    words = ("app-key", name, "--insurer", tenant.code, "--file", str(file))
    assert run(*words) == (0, f"{name} 已登记，{tenant.code} 的 App 可以用它签链接了。\n")
    assert run(*words) == (1, f"已有名为 {name} 的密钥 (the name is taken)\n")

    def answer() -> int:
        claims = {"iss": tenant.code, "aud": "xuanhu", "sub": tenant.policy, "jti": os.urandom(8).hex()}
        claims |= {"iat": now, "exp": now + timedelta(minutes=10)}
        token = jwt.encode(claims, private, "ES256", headers={"kid": name})
        return int(new_desk().client.get("/my/from-app", {"token": token}).status_code)

    assert answer() == 200
    assert run("revoke-app-key", name) == (0, f"{name} 已收回。\n")
    assert answer() == 403
    assert run("revoke-app-key", name) == (1, f"没有名为 {name} 的密钥 (no such key)\n")
    file.write_text("no key")
    assert run(*words) == (1, "读不出 ES256 的公钥，应为 PEM (a public key in PEM is needed)\n")


def test_what_does_not_exist_is_told(run, tenant: Tenant):
    assert run("disable", "nobody.at.all") == (1, "没有登录名为 nobody.at.all 的人 (no such person)\n")
    code, said = run("add", "li.na", "--name", "李娜", "--role", "agent", "--insurer", "nobody-known")
    assert (code, said.partition("；")[0]) == (1, "没有代码为 nobody-known 的保险公司")
