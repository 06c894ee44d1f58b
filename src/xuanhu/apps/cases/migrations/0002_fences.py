"""What the database itself forbids: changing a fact, and seeing another insurer's rows."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'facts are only ever added; correct one by a further fact' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fact_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_fact
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
NOT_APPEND_ONLY = "DROP TRIGGER fact_is_append_only ON cases_fact; DROP FUNCTION refuse_change();"

# The insurers whose rows a transaction may see, set by the application at its beginning; nothing set, nothing seen.
VISIBLE = """
CREATE FUNCTION visible_insurers() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT string_to_array(NULLIF(current_setting('xuanhu.insurers', true), ''), ',')::bigint[] $$;
CREATE FUNCTION every_insurer() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER AS
$$ SELECT id FROM parties_insurer $$;
"""
NOT_VISIBLE = "DROP FUNCTION every_insurer(); DROP FUNCTION visible_insurers();"
FENCED = (
    "parties_insured",
    "parties_policy",
    "cases_case",
    "cases_fact",
    "cases_entitlement",
    "cases_ledgerentry",
    "cases_timer",
    "cases_mark",
    "notices_notice",
)


def fence(table: str, column: str = "insurer_id") -> str:
    """Row-level security on a table: rows of visible insurers only, to read and to write."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY by_insurer ON {table} USING ({column} = ANY (visible_insurers()))
        WITH CHECK ({column} = ANY (visible_insurers()));
    """


def unfence(table: str) -> str:
    """The way back."""
    return f"DROP POLICY by_insurer ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    """Fences."""

    dependencies = [("cases", "0001_initial"), ("notices", "0001_initial"), ("parties", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(VISIBLE, NOT_VISIBLE),
        migrations.RunSQL(fence("parties_insurer", "id"), unfence("parties_insurer")),
        *(migrations.RunSQL(fence(table), unfence(table)) for table in FENCED),
    ]
