"""What lies in the tables: no name, no phone, no word of a message; and nothing for a stranger."""

import json
from typing import LiteralString

import psycopg

from tests.integration.notices.office import ID_NUMBER, NAME, NODULE, PHONE, Office, at
from tests.integration.platform import Platform
from xuanhu.integrations.messages import Message, Rejected, Sent

NOTICES: LiteralString = "SELECT count(*) FROM notices_notice WHERE insurer_id = %s"
CALLS: LiteralString = "SELECT count(*) FROM notices_workitem WHERE insurer_id = %s"


class Refusing:
    """A gateway that repeats what it was given, as some do."""

    def send(self, message: Message, *, at: object) -> Sent:
        raise Rejected("refused", detail=f"{message.to} {message.text}")


def test_raw_rows_of_the_outbox_show_neither_name_nor_phone_nor_text(platform: Platform) -> None:
    from xuanhu.apps.notices.delivering import deliver

    office = Office("ins-oncology")
    office.apply("second-opinion", at(9, 21), {"channel": "hotline"})
    deliver(at=at(9, 22), sender=Refusing(), insurers=[office.insurer])
    with psycopg.connect(platform.access.owner) as owner:
        rows = owner.execute(
            "SELECT to_jsonb(n)::text FROM notices_notice n WHERE insurer_id = %s", [office.insurer]
        ).fetchall()
    (row,) = [json.loads(text) for (text,) in rows]
    assert row["state"] == "dead"
    assert [value for value in (NAME, PHONE, ID_NUMBER, "您好", "4006065033") if value in str(row)] == []
    assert row["text"].startswith("tests:")
    assert row["params"].startswith("tests:")


def test_rows_of_notices_and_calls_without_a_tenant_set_are_none(platform: Platform) -> None:
    office = Office("picc-iwuyou-3", diagnosis=NODULE)
    office.apply("nodule-interpretation", at(9, 21), {"channel": "app", "nodule": "lung-nodule"})
    stranger = Office("ins-oncology")
    for visible in ("", str(stranger.insurer)):
        assert seen(platform, NOTICES, visible, office.insurer) == 0
        assert seen(platform, CALLS, visible, office.insurer) == 0
    assert seen(platform, NOTICES, str(office.insurer), office.insurer) == 1
    assert seen(platform, CALLS, str(office.insurer), office.insurer) == 1


def seen(platform: Platform, query: LiteralString, visible: str, insurer: int) -> int:
    with psycopg.connect(platform.access.app) as app:
        app.execute("SELECT set_config('xuanhu.insurers', %s, true)", [visible])
        row = app.execute(query, [insurer]).fetchone()
    assert row is not None
    return int(row[0])
