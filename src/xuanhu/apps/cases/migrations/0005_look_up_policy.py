"""One statement for one check: what a key and a policy's number lead to."""

from django.db import migrations

# plpgsql, because each of its statements sees what the one before it has set.
MAKE = """
CREATE FUNCTION look_up_policy(asked_key bytea, asked_insurer text, asked_number text)
RETURNS TABLE (key_id bigint, key_name text, role text, insurers bigint[], per_minute int,
    insured_id bigint, insured_insurer bigint, insured_public uuid, name text, id_number text, phone text,
    insured_details text, diagnosis text,
    policy_id bigint, policy_insurer bigint, number text, handbook text, policy_insured bigint, starts_on date,
    ends_on date, waiting_days int, services text[], details text,
    held text, last_edition bigint, editions bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE caller accounts_apikey%ROWTYPE;
BEGIN
    SELECT * INTO caller FROM accounts_apikey WHERE hash = asked_key AND revoked_at IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM set_config('xuanhu.insurers', array_to_string(caller.insurers, ','), true);
    RETURN QUERY
    SELECT caller.id, caller.name, caller.role, caller.insurers, caller.per_minute,
        i.id, i.insurer_id, i.public_id, i.name, i.id_number, i.phone, i.details, i.diagnosis,
        p.id, p.insurer_id, p.number, p.handbook, p.insured_id, p.starts_on, p.ends_on, p.waiting_days, p.services,
        p.details::text,
        (SELECT json_agg(json_build_array(e."grant", e.starts_on, e.held)) FROM cases_entitlement e
         WHERE e.policy_id = p.id)::text,
        (SELECT max(id) FROM editions_edition), (SELECT count(*) FROM editions_edition)
    FROM parties_insurer t JOIN parties_policy p ON p.insurer_id = t.id JOIN parties_insured i ON i.id = p.insured_id
    WHERE t.code = asked_insurer AND p.number = asked_number;
END $$;
"""


class Migration(migrations.Migration):
    """Looked up by whoever holds a key, as the application's own role."""

    dependencies = [
        ("cases", "0004_happenings"),
        ("accounts", "0002_answers_and_allowances"),
        ("editions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION look_up_policy")]
