"""Processes of a platform at work, to be killed: `set-up`, `act SEED FILE`, `sweep`, `check FILE...`.

Time runs fast: a second here is four days there, counted from when the platform was set up. Each fact whose act was
acknowledged is noted in FILE, one write a line, so that nothing acknowledged can be lost without being missed.
"""

import json
import os
import random
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.db import DatabaseError, connection, transaction  # noqa: E402

from tests.integration.cases.tenants import CONSENT, JUNE_1, a_tenant, apply, publish_care, record  # noqa: E402
from xuanhu.apps.cases.actions import Acted  # noqa: E402
from xuanhu.apps.cases.applicants import Applicant  # noqa: E402
from xuanhu.apps.cases.auditing import verify  # noqa: E402
from xuanhu.apps.cases.models import Case, Fact  # noqa: E402
from xuanhu.apps.cases.rebuilding import rebuild  # noqa: E402
from xuanhu.apps.cases.sweeping import sweep  # noqa: E402
from xuanhu.apps.notices.models import Notice  # noqa: E402
from xuanhu.apps.parties.models import Policy  # noqa: E402
from xuanhu.apps.tenancy import every_insurer, seeing  # noqa: E402

DAYS_A_SECOND = 4
BEGAN = "XUANHU_TEST_BEGAN"
ACTS = ("apply", "apply", "signed", "signed", "attended", "withdrawn", "voided")


def now() -> datetime:
    passed = (time.time() - float(os.environ[BEGAN])) * DAYS_A_SECOND
    return JUNE_1 + timedelta(days=passed)


def set_up() -> None:
    publish_care()
    a_tenant(6)


def act(seed: str, path: str) -> None:
    choose = random.Random(int(seed))  # noqa: S311 - not for secrets
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while True:
        try:
            done = one_act(choose)
        except DatabaseError:
            connection.close()
            continue
        if done is not None:
            os.write(out, f"{done.case.public_id} {done.case.fact_count}\n".encode())


def one_act(choose: random.Random) -> Acted | None:
    insurers = every_insurer()
    with seeing(insurers):
        policy = choose.choice(list(Policy.objects.select_related("insured").order_by("id")))
        case = Case.objects.filter(policy=policy).order_by("?").first()
    who = Applicant(policy.insurer_id, policy.handbook, policy.insured, policy)
    name = choose.choice(ACTS)
    if name == "apply" or case is None:
        return apply(who, choose.choice(["care", "talk"]), now())
    more = {"signed": CONSENT, "voided": {"fact": choose.choice(["signed", "withdrawn"]), "reason": "误点"}}
    return record(who, Acted(case, None), name, now(), **more.get(name, {}))


def sweep_on() -> None:
    while True:
        try:
            sweep(insurers=every_insurer(), until=now())
        except DatabaseError:
            connection.close()


def check(*paths: str) -> None:
    """Everything that does not add up, as JSON."""
    sweep(insurers=every_insurer(), until=now())
    with transaction.atomic():
        wrong = {"audit": [list(one) for one in verify()]}
    wrong["rebuild"] = [list(map(str, one)) for one in rebuild(repair=False, at=now())]
    with seeing(every_insurer()):
        wrong["lost"] = lost(paths)
        wrong["outbox"] = told_twice()
        counted = {
            "cases": Case.objects.count(),
            "facts": Fact.objects.count(),
            "marks": Notice.objects.filter(audience="queue").count(),
        }
        counted["expired"] = Fact.objects.filter(name="expired").count()
    sys.stdout.write(json.dumps({"wrong": wrong, "counted": counted}))


def lost(paths: tuple[str, ...]) -> list[str]:
    stored = dict(Case.objects.values_list("public_id", "fact_count"))
    lines = [line.split() for path in paths for line in Path(path).read_text().splitlines()]
    return [case for case, seq in lines if stored.get(UUID(case), 0) < int(seq)]


def told_twice() -> list[str]:
    """Notices of a case that are not one for each fact, or mark, that they tell of."""
    found = []
    for case in Case.objects.all():
        facts = list(Fact.objects.filter(case=case).values_list("name", flat=True))
        marks = list(Notice.objects.filter(case=case, audience="queue").values_list("kind", flat=True))
        told_of = facts + marks
        kinds = list(Notice.objects.filter(case=case).values_list("kind", flat=True))
        found += [f"{case.public_id} {kind}" for kind in set(kinds) if kinds.count(kind) > told_of.count(kind)]
        musts = {*marks, "expired"}
        found += [f"{case.public_id} {kind}" for kind in musts if kinds.count(kind) != told_of.count(kind)]
    return found


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        {"set-up": set_up, "act": act, "sweep": sweep_on, "check": check}[sys.argv[1]](*sys.argv[2:])
