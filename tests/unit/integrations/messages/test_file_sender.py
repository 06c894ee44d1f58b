"""The file of messages: each key once, whoever writes, and whatever broke in between."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from xuanhu.core.reckoning import SHANGHAI
from xuanhu.integrations.messages import Message, Unreachable
from xuanhu.integrations.messages.file_sender import FILE_NAME, FileSender

AT = datetime(2026, 10, 8, 15, 30, tzinfo=SHANGHAI)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "messages"


def message(key: str = "k-1", text: str = "王芳您好") -> Message:
    return Message(kind="booked", channel="sms", to="+86 13800138000", text=text, idempotency_key=key)


def keys_in(folder: Path) -> list[str]:
    return [json.loads(line)["key"] for line in (folder / FILE_NAME).read_text("utf-8").splitlines()]


def test_a_line_holds_all_of_a_message(folder: Path):
    sent = message(text="王芳您好，\n门诊约好了")
    FileSender(folder).send(sent, at=AT)
    (line,) = (folder / FILE_NAME).read_text("utf-8").splitlines()
    assert json.loads(line) == {
        "key": "k-1",
        "at": "2026-10-08T15:30:00+08:00",
        "kind": "booked",
        "channel": "sms",
        "to": "13800138000",
        "subject": "",
        "text": "王芳您好，\n门诊约好了",
        "template_code": "",
        "template_params": {},
    }


def test_only_its_owner_reads_the_file(folder: Path):
    FileSender(folder).send(message(), at=AT)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / FILE_NAME)]
    assert modes == [0o700, 0o600]


def test_the_same_key_stands_there_once_and_is_answered_as_before(folder: Path):
    sender = FileSender(folder)
    first = sender.send(message(), at=AT)
    assert sender.send(message(text="别的话"), at=AT + timedelta(days=1)) == first
    assert keys_in(folder) == ["k-1"]


def test_a_sender_that_starts_anew_knows_what_stands_there(folder: Path):
    first = FileSender(folder).send(message(), at=AT)
    assert FileSender(folder).send(message(), at=AT + timedelta(days=1)) == first
    assert keys_in(folder) == ["k-1"]


def test_two_senders_learn_from_each_other(folder: Path):
    one, other = FileSender(folder), FileSender(folder)
    for sender, key in ((one, "k-1"), (other, "k-2"), (one, "k-2"), (other, "k-1"), (one, "k-3")):
        sender.send(message(key), at=AT)
    assert keys_in(folder) == ["k-1", "k-2", "k-3"]


def test_many_senders_at_once_write_each_key_once(folder: Path):
    senders = [FileSender(folder) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: senders[n % 4].send(message(f"k-{n // 4}"), at=AT), range(80)))
    assert sorted(keys_in(folder)) == sorted(f"k-{n}" for n in range(20))


def test_a_line_that_was_cut_short_is_taken_away(folder: Path):
    FileSender(folder).send(message(), at=AT)
    with (folder / FILE_NAME).open("a") as file:
        file.write('{"key": "k-2", "at": "2026-10')
    FileSender(folder).send(message("k-2"), at=AT)
    assert keys_in(folder) == ["k-1", "k-2"]


@pytest.mark.parametrize(
    "spoilt", ["", "{", "[]", "1", '{"key": "k-9"}', '{"key": "k-9", "at": "?"}', '{"at": 1, "key": 2}']
)
def test_a_spoilt_line_is_passed_over(folder: Path, spoilt: str):
    sender = FileSender(folder)
    sender.send(message(), at=AT)
    with (folder / FILE_NAME).open("a") as file:
        file.write(f"{spoilt}\n")
    sender.send(message("k-9"), at=AT)
    lines = (folder / FILE_NAME).read_text("utf-8").splitlines()
    assert (len(lines), json.loads(lines[2])["key"]) == (3, "k-9")


@pytest.mark.parametrize("how", ["moved", "emptied"])
def test_a_file_that_was_put_away_is_begun_anew(folder: Path, how: str):
    sender = FileSender(folder)
    sender.send(message(), at=AT)
    if how == "moved":
        (folder / FILE_NAME).rename(folder / "messages-2026-10.jsonl")
    else:
        (folder / FILE_NAME).write_text("")
    sender.send(message("k-2"), at=AT)
    assert keys_in(folder) == ["k-2"]


def test_what_is_not_safely_on_disk_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch):
    sender = FileSender(folder)
    sender.send(message(), at=AT)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Unreachable) as caught:
            sender.send(message("k-2"), at=AT)
    assert (caught.value.code, caught.value.detail) == ("provider-down", "No space left on device")
    assert keys_in(folder) == ["k-1"]
    sender.send(message("k-2"), at=AT)
    assert keys_in(folder) == ["k-1", "k-2"]


def test_it_shows_its_folder(folder: Path):
    assert repr(FileSender(folder)) == f"FileSender({str(folder)!r})"
