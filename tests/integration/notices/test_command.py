"""The command as an operator types it: send, look at what is dead, try again."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.integration.notices.office import PHONE, Office, at
from tests.integration.platform import Platform
from xuanhu.commands.notices import notices


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(notices, list(arguments))
    return result.exit_code, result.output


def test_dead_notices_are_listed_without_personal_data_and_retried_by_number(platform: Platform) -> None:
    from xuanhu.apps.notices.delivering import deliver
    from xuanhu.integrations.messages import Message, Rejected

    class Blocked:
        def send(self, message: Message, *, at: object) -> None:
            raise Rejected("blocked")

    office = Office("ins-oncology")
    office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    deliver(at=at(9, 22), sender=Blocked(), insurers=[office.insurer])  # type: ignore[arg-type]
    (row,) = office.notices()
    code, text = run("dead", "--json")
    assert code == 0
    (listed,) = [one for one in json.loads(text) if one["id"] == row.id]
    assert (listed["problem"], listed["kind"], listed["tries"]) == ("blocked", "applied", 1)
    code, text = run("dead")
    assert (code, f"{row.id}  2026-09-21 10:00" in text, "对方不收我们的消息" in text) == (0, True, True)
    assert [value for value in ("王芳", PHONE) if value in text] == []
    assert run("retry", str(row.id)) == (0, f"{row.id}：会再发一次。\n")
    assert office.notices()[0].state == "pending"
    assert run("retry", str(row.id))[0] == 1


def test_send_writes_to_the_folder_that_is_named_and_leaves_rehearsals_alone(
    platform: Platform, tmp_path: Path
) -> None:
    assert run("send", "--via", tmp_path.as_uri())[0] == 0  # what real insurers of other tests left
    office = Office("ins-oncology")
    office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    assert run("send", "--via", tmp_path.as_uri()) == (0, "发出 0 条，稍后再试 0 条，发不出 0 条。\n")
    assert office.notices()[0].state == "pending"


def test_sender_that_cannot_be_used_is_said_in_words(platform: Platform) -> None:
    code, _ = run("send", "--via", "pigeon:")
    assert code == 2


def test_command_without_a_platform_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XUANHU_DATABASE_URL", raising=False)
    assert run("dead")[0] == 2
