"""Fences; and what was written, checked, translated and released stays as it was, whoever asks for a change."""

from django.db import migrations

FENCED = tuple(
    f"opinions_{name}" for name in ("panel", "invitation", "draft", "opinion", "qualitycheck", "translation", "release")
)
KEPT = ("opinions_opinion", "opinions_qualitycheck", "opinions_translation", "opinions_release")
REFUSE = """
CREATE FUNCTION keep_opinions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions are never changed; write a further one' USING ERRCODE = 'restrict_violation';
END $$;
"""
# Whoever wrote a version does not judge it, by whatever way the row comes.
OTHER_EYES = """
CREATE FUNCTION check_with_other_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM opinions_opinion o WHERE o.id = NEW.opinion_id AND o.actor = NEW.actor) THEN
        RAISE EXCEPTION 'nobody checks what they wrote' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checked_with_other_eyes BEFORE INSERT ON opinions_qualitycheck
    FOR EACH ROW EXECUTE FUNCTION check_with_other_eyes();
"""


def fence(table: str) -> str:
    """Row-level security on a table: rows of visible insurers only, to read and to write."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY by_insurer ON {table} USING (insurer_id = ANY (visible_insurers()))
        WITH CHECK (insurer_id = ANY (visible_insurers()));
    """


def unfence(table: str) -> str:
    """The way back."""
    return f"DROP POLICY by_insurer ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


def keep(table: str) -> str:
    """Rows of a table are only added."""
    return f"""
    CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION keep_opinions();
    """


class Migration(migrations.Migration):
    """Fences, and triggers."""

    dependencies = [("opinions", "0001_initial"), ("cases", "0005_look_up_policy")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION keep_opinions();"),
        migrations.RunSQL(
            OTHER_EYES,
            "DROP TRIGGER checked_with_other_eyes ON opinions_qualitycheck; DROP FUNCTION check_with_other_eyes();",
        ),
        *(migrations.RunSQL(fence(table), unfence(table)) for table in FENCED),
        *(migrations.RunSQL(keep(table), f"DROP TRIGGER {table}_is_kept ON {table};") for table in KEPT),
    ]
