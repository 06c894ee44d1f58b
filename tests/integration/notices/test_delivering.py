"""Sending: at least once, under one key, later and later, never after a final no; and safe from kill -9."""

import json
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Lock, Thread
from typing import Any

import pytest

from tests.integration.notices.office import PHONE, Office, at
from tests.integration.platform import Platform
from xuanhu.integrations.messages import Message, Rejected, Sent, Unreachable, sender_for

SECOND_OPINION = {"channel": "hotline"}
NOW = at(9, 21, 11)
MINUTE = timedelta(minutes=1)


class Scripted:
    """A sender that does what it is told, try by try, and is fine afterwards; it keeps what it was given."""

    def __init__(self, *script: Exception) -> None:
        self._script = list(script)
        self._lock = Lock()
        self.given: list[Message] = []

    def send(self, message: Message, *, at: datetime) -> Sent:
        with self._lock:
            self.given.append(message)
            if self._script:
                raise self._script.pop(0)
        return Sent("scripted", message.idempotency_key, at)


@pytest.fixture
def office(platform: Platform) -> Office:
    """A tenant with one message to be sent."""
    office = Office("ins-oncology")
    office.apply("second-opinion", at(9, 21), SECOND_OPINION)
    return office


def delivered(office: Office, sender: Any, when: datetime, **how: Any) -> tuple[int, int, int]:
    from xuanhu.apps.notices.delivering import deliver

    sent, put_off, dead = deliver(at=when, sender=sender, insurers=[office.insurer], **how)
    return sent, put_off, dead


def only(office: Office) -> Any:
    (row,) = office.notices()
    return row


def test_file_sender_end_to_end_writes_each_message_once(office: Office, tmp_path: Path) -> None:
    sender = sender_for(tmp_path.as_uri())
    assert delivered(office, sender, NOW) == (1, 0, 0)
    assert delivered(office, sender, NOW + timedelta(days=9)) == (0, 0, 0)
    (line,) = [json.loads(text) for text in (tmp_path / "messages.jsonl").read_text("utf-8").splitlines()]
    row = only(office)
    assert (line["to"], line["key"], line["kind"], line["channel"]) == (PHONE, row.key, "applied", "sms")
    assert line["text"] == "王芳您好，第二诊疗意见的申请收到了。资料交齐后10个工作日内交报告，有事请打4006065033。"
    assert line["template_params"] == {"name": "王芳", "hotline": "4006065033"}
    assert (row.state, row.tries, row.sent_at, row.provider, row.problem) == ("sent", 1, NOW, "file", "")


def test_template_code_of_a_text_goes_along_where_one_is_registered(office: Office) -> None:
    sender = Scripted()
    delivered(office, sender, NOW, templates={"ins-oncology/second-opinion/applied": "SMS_1"})
    assert [one.template_code for one in sender.given] == ["SMS_1"]


def test_message_before_its_moment_stays(office: Office) -> None:
    assert delivered(office, Scripted(), at(9, 21, 9)) == (0, 0, 0)
    assert only(office).tries == 0


def test_unreachable_gateway_is_tried_again_after_a_minute_with_the_same_key(office: Office) -> None:
    sender = Scripted(Unreachable("no-answer"))
    assert delivered(office, sender, NOW) == (0, 1, 0)
    row = only(office)
    assert (row.state, row.tries, row.next_try_at, row.problem) == ("pending", 1, NOW + MINUTE, "no-answer")
    assert delivered(office, sender, NOW + timedelta(seconds=59)) == (0, 0, 0)
    assert delivered(office, sender, NOW + MINUTE) == (1, 0, 0)
    assert [(one.idempotency_key, one.tried_at) for one in sender.given] == [(row.key, None)] * 2
    assert (only(office).state, only(office).problem) == ("sent", "")


def test_doubt_of_a_try_is_handed_to_the_next_until_it_is_sent(office: Office) -> None:
    sender = Scripted(Unreachable("no-answer", maybe_sent=True), Unreachable("throttled"))
    delivered(office, sender, NOW)
    delivered(office, sender, NOW + MINUTE)
    assert delivered(office, sender, NOW + 6 * MINUTE) == (1, 0, 0)
    assert [one.tried_at for one in sender.given] == [None, NOW, NOW]
    assert len({one.idempotency_key for one in sender.given}) == 1


def test_gateway_that_says_when_to_come_back_is_left_alone_until_then(office: Office) -> None:
    delivered(office, Scripted(Unreachable("throttled", retry_after=timedelta(hours=1))), NOW)
    assert only(office).next_try_at == NOW + timedelta(hours=1)


def test_pauses_grow_and_the_eighth_failure_is_the_last(office: Office) -> None:
    sender, when, pauses = Scripted(*[Unreachable("provider-down")] * 9), NOW, []
    for _ in range(7):
        assert delivered(office, sender, when) == (0, 1, 0)
        following = only(office).next_try_at
        pauses.append((following - when) // MINUTE)
        when = following
    assert pauses == [1, 5, 30, 120, 360, 1440, 1440]
    assert delivered(office, sender, when) == (0, 0, 1)
    row = only(office)
    assert (row.state, row.tries, row.problem, len(sender.given)) == ("dead", 8, "provider-down", 8)
    assert delivered(office, sender, when + timedelta(days=30)) == (0, 0, 0)


def test_rejected_message_is_dead_at_once_and_names_nobody(office: Office) -> None:
    sender = Scripted(Rejected("blocked", detail=f"{PHONE} 王芳"))
    assert delivered(office, sender, NOW) == (0, 0, 1)
    row = only(office)
    assert (row.state, row.problem) == ("dead", "blocked")
    assert delivered(office, sender, NOW + timedelta(days=2)) == (0, 0, 0)
    assert len(sender.given) == 1


def test_dead_message_that_is_tried_again_goes_out_under_its_old_key(office: Office) -> None:
    from xuanhu.apps.notices.actions import retry
    from xuanhu.apps.notices.queries import dead_notices
    from xuanhu.apps.tenancy import seeing

    sender = Scripted(Rejected("blocked"))
    delivered(office, sender, NOW)
    row = only(office)
    with seeing([office.insurer]):
        assert [(one.id, one.problem, one.tries) for one in dead_notices()] == [(row.id, "blocked", 1)]
        assert retry(notice=row.id, at=NOW)
        assert not retry(notice=row.id, at=NOW)
    assert delivered(office, sender, NOW) == (1, 0, 0)
    assert [one.idempotency_key for one in sender.given] == [row.key, row.key]


def test_message_that_does_not_open_is_dead_and_the_next_goes_out(office: Office) -> None:
    from xuanhu.apps.notices.models import Notice
    from xuanhu.apps.tenancy import seeing

    office.apply("genetic-test", at(9, 21), SECOND_OPINION)
    first, second = office.notices()
    with seeing([office.insurer]):
        Notice.objects.filter(id=first.id).update(text=first.params)  # sealed for another column
    sender = Scripted()
    assert delivered(office, sender, NOW) == (1, 0, 1)
    assert [one.idempotency_key for one in sender.given] == [second.key]
    assert office.notices(id=first.id)[0].problem == "unreadable"


def test_pass_of_real_insurers_leaves_rehearsals_alone(office: Office) -> None:
    from xuanhu.apps.notices.delivering import real_insurers

    assert office.insurer not in real_insurers()


def test_two_deliverers_at_once_send_each_message_once(platform: Platform) -> None:
    from django.db import connection

    office = Office("ins-oncology")
    for _ in range(12):
        office.apply("direct-billing", at(9, 21), SECOND_OPINION)
    sender, both, sums = Scripted(), Barrier(2), []

    def work() -> None:
        both.wait(timeout=30)
        sums.append(delivered(office, sender, NOW, limit=1000))
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    rows = office.notices()
    assert len(rows) == 12
    assert sorted(one.idempotency_key for one in sender.given) == sorted(row.key for row in rows)
    assert sum(sent for sent, _, _ in sums) == 12
    assert {row.state for row in rows} == {"sent"}


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
import django
django.setup()
from xuanhu.apps.notices.delivering import deliver
from xuanhu.integrations.messages import sender_for

class SentThenKilled:
    def __init__(self, folder):
        self.real = sender_for(Path(folder).as_uri())
    def send(self, message, *, at):
        self.real.send(message, at=at)
        os.kill(os.getpid(), signal.SIGKILL)

deliver(at=datetime.fromisoformat(sys.argv[2]), sender=SentThenKilled(sys.argv[1]), insurers=[int(sys.argv[3])])
"""


def test_deliverer_killed_between_send_and_commit_sends_again_under_the_same_key_only(
    platform: Platform, office: Office, tmp_path: Path
) -> None:
    process = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), NOW.isoformat(), str(office.insurer)],
        env=platform.environment,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    row = only(office)
    assert (row.state, row.tries, row.tried_at) == ("pending", 1, NOW)
    (line,) = (tmp_path / "messages.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["key"] == row.key
    sender = Scripted()
    assert delivered(office, sender, NOW + 9 * MINUTE) == (0, 0, 0)  # it might be at work still
    assert delivered(office, sender, NOW + 10 * MINUTE) == (1, 0, 0)
    assert [(one.idempotency_key, one.tried_at) for one in sender.given] == [(row.key, NOW)]


def test_deliverer_killed_again_and_again_leaves_a_dead_letter_and_no_endless_sending(office: Office) -> None:
    class Killed(Scripted):
        def send(self, message: Message, *, at: datetime) -> Sent:
            super().send(message, at=at)
            raise KeyboardInterrupt

    sender, when = Killed(), NOW
    for _ in range(8):
        with pytest.raises(KeyboardInterrupt):
            delivered(office, sender, when)
        when += 10 * MINUTE
    assert delivered(office, sender, when) == (0, 0, 1)
    assert (only(office).problem, len(sender.given)) == ("in-doubt", 8)
