"""Who sees what: every table without a tenant, every endpoint with a stranger's key."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.integration.accounts.staff import new_person
from tests.integration.api.tenants import SERVICE, VERIFIED, Door, Tenant, add_document, key_for, start_clock, upload
from tests.integration.platform import Platform

HOSPITAL = "STRANGERS-1"
PARTNERS = {"handbook": "axa-tianping", "from": "2026-01-01", "hospitals": ["锦州路人医院"]}
PROVIDER = {"code": "P-1", "name": "何小禾", "city": "北京", "from": "2026-01-01"}
PROVIDERS = {"escorts": {}, "experts": {}, "laboratories": {}, "institutions": {"region": "北京", "address": "路1号"}}
# Tables that are not of any insurer, and why the application may read them before it knows whose request it is.
OF_NOBODY = {
    "accounts_apikey": "a key says whose request it is",
    "accounts_allowance": "a number a caller",
    "accounts_person": "a login says whose request it is; names are sealed",
    "accounts_wrongtries": "hashes, and when",
    "django_session": "a number says whose request it is",
    "editions_edition": "handbooks are public",
    "network_hospital": "a directory of the whole country",
    "portal_account": "a phone, sealed, says whose request it is; whom it acts for is fenced",
    "portal_code": "a phone and a code, sealed, for minutes",
    "portal_usedlink": "hashes, for minutes",
    "procrastinate_events": "when a job began and ended",
    "procrastinate_jobs": "a job carries numbers, never what is about a person",
    "procrastinate_periodic_defers": "when a job was last put in line",
    "procrastinate_workers": "which workers live",
    "work_reckonedupto": "two numbers",
    "work_savedview": "a person's own: filters, and a sealed name",
    "django_migrations": "Django's own",
}


# Addresses with a name in them that are of no insurer.
PUBLIC = ("/hospitals/", "/handbooks/")
REVEAL = {"fields": ["name"], "reason": "核对身份"}


def tables(db: psycopg.Connection) -> list[tuple[str, bool]]:
    return db.execute(
        "SELECT relname::text, relrowsecurity FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace = 'public'::regnamespace ORDER BY 1"
    ).fetchall()


def fenced(db: psycopg.Connection) -> list[str]:
    return [name for name, _ in tables(db) if name not in OF_NOBODY]


def count(db: psycopg.Connection, table: str) -> int:
    (found,) = db.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608 - a name of the catalogue
    return found


def fill(tenant: Tenant) -> None:
    """A row in as many tables as an ordinary day writes."""
    tenant.door.post(f"/insureds/{tenant.insured}/reveal", REVEAL)
    tenant.door.post(
        f"/cases/{tenant.case}/facts", {"fact": "identity-verified", "data": VERIFIED}, Idempotency_Key="k"
    )
    put_on_the_network(tenant)
    escort_and_talk(tenant)
    tenant.door.get(f"/cases/{tenant.case}/documents/{add_document(tenant)}/content")
    put_to_work(tenant)


def put_to_work(tenant: Tenant) -> None:
    """The tenant's case in somebody's hands, its promises reckoned."""
    from tests.integration.accounts.staff import new_person
    from xuanhu.apps.tenancy import seeing
    from xuanhu.apps.work.actions import claim
    from xuanhu.apps.work.outcomes import reckon_outcomes

    person = new_person([tenant.id])
    path = f"/cases/{tenant.case}/facts"
    tenant.door.post(path, {"fact": "documents-added", "data": {"kinds": ["pathology-report"]}})
    Door(key_for([tenant.id], role="reviewer")).post(path, {"fact": "reviewed", "data": {"result": "passed"}})
    with seeing([tenant.id]):
        claim(case=UUID(tenant.case), person=person, at=person.created_at)
    reckon_outcomes(insurers=[tenant.id], after=0, until=2**62)


def escort_and_talk(tenant: Tenant) -> None:
    """A visit, its escort's login, an appointment without one; a message, and advice."""
    from xuanhu.apps.cases.models import Case
    from xuanhu.apps.escorting.actions import decline_escort, link_escort, plan_visit
    from xuanhu.apps.escorting.conflicts import Outing
    from xuanhu.apps.network.models import Escort
    from xuanhu.apps.talk.actions import Writer, give_feedback, say, wish_for
    from xuanhu.apps.talk.models import Advice
    from xuanhu.apps.tenancy import seeing

    at, person = datetime.now(UTC), new_person([tenant.id], "escort")
    with seeing([tenant.id]):
        case, escort = Case.objects.get(public_id=tenant.case), Escort.objects.get(insurer_id=tenant.id)
        outing = Outing(at, at + timedelta(hours=1), "北京", "北京松鹤医院")
        link_escort(escort=escort, person=person)
        plan_visit(case=case, escort=escort, outing=outing, by="tests", at=at)
        decline_escort(case=case, appointment_at=at, by="tests", at=at)
        say(case=case, person=None, text="您好", at=at)
        wish_for(case=case, slot=at, writer=Writer("account:1", "self"), at=at)
        give_feedback(case=case, mark=5, text="好", writer=Writer("account:1", "self"), at=at)
        Advice.objects.create(insurer_id=tenant.id, case=case, person=person, at=at, minutes=1, text="x")
    ask_experts_and_laboratories(tenant)


def ask_experts_and_laboratories(tenant: Tenant) -> None:
    """A row in each table of opinions and of samples that an ordinary day writes."""
    from tests.integration.accounts.staff import by, new_person
    from tests.integration.rows_of_rooms import write_rows

    write_rows(insurer=tenant.id, case=tenant.case, person=new_person([tenant.id], "expert"), by=by())


def test_every_table_is_behind_the_fence_or_is_nobodys(platform: Platform):
    with psycopg.connect(platform.access.owner) as owner:
        assert [name for name, is_fenced in tables(owner) if not is_fenced and name not in OF_NOBODY] == []


def test_without_a_tenant_no_table_shows_a_row(tenant: Tenant, platform: Platform):
    fill(tenant)
    with psycopg.connect(platform.access.owner) as owner, psycopg.connect(platform.access.app) as app:
        full = [name for name in fenced(owner) if count(owner, name)]
        assert {
            "cases_case",
            "cases_fact",
            "parties_insured",
            "parties_policy",
            "accounts_answer",
            "audit_trail",
        } <= set(full)
        assert {"network_partnerlist", "network_partnerhospital", "network_escort"} <= set(full)
        assert {"papers_document", "papers_opening"} <= set(full)
        assert {"work_assignment", "work_holder", "work_promiseoutcome"} <= set(full)
        assert {"escorting_visit", "escorting_escortlogin", "escorting_declined"} <= set(full)
        assert {"talk_message", "talk_advice", "talk_wish", "talk_feedback"} <= set(full)
        assert {f"opinions_{name}" for name in ("panel", "invitation", "draft", "opinion", "qualitycheck")} <= set(full)
        assert {"opinions_translation", "samples_sample", "samples_laboratoryperson"} <= set(full)
        assert {"consents_text", "consents_chain", "consents_record"} <= set(full)
        assert {name: count(app, name) for name in fenced(owner)} == dict.fromkeys(fenced(owner), 0)


def test_no_table_shows_a_strangers_rows(tenant: Tenant, stranger: Tenant, platform: Platform):
    fill(tenant)
    with psycopg.connect(platform.access.app) as app:
        app.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(stranger.id)])
        for table in fenced(app):
            column = "id" if table == "parties_insurer" else "insurer_id"
            column = "unnest(insurers)" if table == "accounts_answer" else column
            found = {row[0] for row in app.execute(f'SELECT {column} FROM "{table}"').fetchall()}  # noqa: S608
            assert found <= {stranger.id}, table


def test_no_row_is_written_for_a_stranger(tenant: Tenant, stranger: Tenant, platform: Platform):
    with psycopg.connect(platform.access.app) as app:
        app.execute("SELECT set_config('xuanhu.insurers', %s, true)", [str(stranger.id)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "INSERT INTO cases_timer (insurer_id, kind, subject, due_at) VALUES (%s, 'x', 1, now())", [tenant.id]
            )


def put_on_the_network(tenant: Tenant) -> int:
    """A hospital of the directory; a partner list and an escort of the tenant. The list's number."""
    from xuanhu.apps.network.actions import put_hospitals

    about = {"name": "锦州路人医院", "province": "辽宁", "city": "锦州", "level": "tertiary", "ownership": "public"}
    put_hospitals(rows=[{"code": HOSPITAL, **about}])
    manager = Door(key_for([tenant.id], role="care-manager"))
    manager.post(f"/insurers/{tenant.code}/escorts", PROVIDER)
    number: int = manager.post(f"/insurers/{tenant.code}/partner-lists", PARTNERS).json["id"]
    return number


def paths_of(tenant: Tenant) -> dict[str, str]:
    """Every address of the OpenAPI document that reads, filled in with what a tenant has."""
    ids = {"{case}": tenant.case, "{insured}": tenant.insured, "{code}": tenant.code, "{number}": tenant.policy}
    ids |= {"{fact}": "booked", "{hospital}": HOSPITAL, "{handbook}": "axa-tianping", "{service}": SERVICE}
    ids["{partner_list}"] = str(put_on_the_network(tenant))
    ids["{document}"] = add_document(tenant)
    found = {}
    for path, operations in document(tenant)["paths"].items():
        filled = path.removeprefix("/api/v1")
        for name, value in ids.items():
            filled = filled.replace(name, value)
        if "get" in operations:
            found[path] = filled
    return found


def administrator(tenant: Tenant) -> Door:
    """Who may read whatever a tenant has."""
    return Door(key_for([tenant.id], role="administrator"))


def document(tenant: Tenant) -> dict[str, dict[str, dict[str, object]]]:
    return tenant.door.get("/openapi.json").json


def test_every_address_hides_a_strangers_rows(tenant: Tenant, stranger: Tenant):
    secrets = [tenant.case.encode(), tenant.insured.encode(), tenant.policy.encode()]
    fill(tenant)
    door = administrator(stranger)
    for path, filled in paths_of(tenant).items():
        said = door.get(filled)
        if "{" in path and not filled.startswith(PUBLIC):
            assert said.problem == (404, "not-found"), path
        else:
            assert said.status == 200, path
            assert not [one for one in secrets if one in said.content], path


def test_every_address_answers_its_own_tenant(tenant: Tenant):
    clock = start_clock(tenant)
    door = administrator(tenant)
    found = {path: door.get(filled.replace("booked", clock)).status for path, filled in paths_of(tenant).items()}
    assert found == dict.fromkeys(found, 200)


def test_every_write_about_a_strangers_is_not_found(tenant: Tenant, stranger: Tenant):
    asked = {"service": SERVICE, "insurer": tenant.code, "policy": tenant.policy}
    policy = {"insurer": tenant.code, "number": "1", "handbook": "axa-tianping", "insured": tenant.insured}
    policy["from"] = "2026-01-01"
    bodies = {
        "/checks": asked,
        "/cases": asked,
        f"/cases/{tenant.case}/facts": {"fact": "identity-verified", "data": VERIFIED},
        "/insureds": {"insurer": tenant.code, "name": "王芳"},
        "/insureds/search": {"insurer": tenant.code, "name": "王芳"},
        "/policies": policy,
        f"/insureds/{tenant.insured}/reveal": REVEAL,
    }
    for path, body in bodies.items():
        assert stranger.door.post(path, body).problem == (404, "not-found"), path
    assert stranger.door.post("/policies", {**policy, "insurer": stranger.code}).problem == (404, "not-found")
    said = stranger.door.post("/facts", {"items": [{"case": tenant.case, "fact": "identity-verified"}]})
    assert said.json["items"][0]["result"] == "not-found"
    manager = Door(key_for([stranger.id], role="care-manager"))
    network = {f"/insurers/{{code}}/{kind}": PROVIDER | more for kind, more in PROVIDERS.items()}
    network |= {f"/insurers/{{code}}/{kind}/{{provider}}/end": {"until": None} for kind in PROVIDERS}
    network["/insurers/{code}/partner-lists"] = PARTNERS
    for path, body in network.items():
        filled = path.replace("{code}", tenant.code).replace("{provider}", PROVIDER["code"])
        assert manager.post(filled, body).problem == (404, "not-found"), path
    assert upload(tenant, stranger.door).problem == (404, "not-found")
    withdrawn = f"/cases/{tenant.case}/documents/{add_document(tenant)}/withdraw"
    assert stranger.door.post(withdrawn, {"reason": "x"}).problem == (404, "not-found")
    covered = {path.replace(tenant.case, "{case}").replace(tenant.insured, "{insured}") for path in bodies}
    covered |= {"/facts", "/session", *network}  # a login is about no insurer
    covered |= {"/cases/{case}/documents", "/cases/{case}/documents/{document}/withdraw"}
    rehearsals = {"/rehearsals", "/rehearsals/{code}/pass"}
    writes = {path.removeprefix("/api/v1") for path, one in document(tenant)["paths"].items() if "post" in one}
    assert covered | rehearsals == writes
    for path in ("/rehearsals", f"/rehearsals/{tenant.code}/pass"):
        assert stranger.door.post(path, {"handbook": "axa-tianping"}).problem == (403, "not-permitted")


def test_a_rehearsal_sees_no_real_insurer(tenant: Tenant, rehearsal):
    assert rehearsal.get(f"/cases/{tenant.case}").problem == (404, "not-found")
    assert rehearsal.get(f"/insurers/{tenant.code}/policies").problem == (404, "not-found")
