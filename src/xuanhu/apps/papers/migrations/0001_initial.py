"""Documents and openings, fenced; the database lets neither be changed or deleted."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# A document is withdrawn once; its keys may be sealed anew. All else stays, and so does the row.
KEPT = """
CREATE FUNCTION keep_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    withdrawing CONSTANT text[] := ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawn_reason', 'withdrawn_actor'];
BEGIN
    IF TG_OP <> 'UPDATE'
        OR to_jsonb(OLD) - ARRAY['data_key', 'name'] - withdrawing IS DISTINCT FROM
            to_jsonb(NEW) - ARRAY['data_key', 'name'] - withdrawing
        OR OLD.withdrawn_at IS NOT NULL AND to_jsonb(OLD) - ARRAY['data_key', 'name'] IS DISTINCT FROM
            to_jsonb(NEW) - ARRAY['data_key', 'name']
    THEN
        RAISE EXCEPTION 'documents are never changed; withdraw one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_is_kept BEFORE UPDATE OR DELETE ON papers_document
    FOR EACH ROW EXECUTE FUNCTION keep_document();
CREATE FUNCTION keep_papers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'documents, and who opened them, stay on record' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_are_kept BEFORE TRUNCATE ON papers_document
    FOR EACH STATEMENT EXECUTE FUNCTION keep_papers();
CREATE TRIGGER opening_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON papers_opening
    FOR EACH STATEMENT EXECUTE FUNCTION keep_papers();
"""
NOT_KEPT = """
DROP TRIGGER opening_is_kept ON papers_opening;
DROP TRIGGER documents_are_kept ON papers_document;
DROP FUNCTION keep_papers();
DROP TRIGGER document_is_kept ON papers_document;
DROP FUNCTION keep_document();
"""
FENCED = ("papers_document", "papers_opening")


def fence(table: str) -> str:
    """Row-level security on a table: rows of visible insurers only, to read and to write."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY by_insurer ON {table} USING (insurer_id = ANY (visible_insurers()))
        WITH CHECK (insurer_id = ANY (visible_insurers()));
    """


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0003_timers_by_due"),
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.BinaryField()),
                ("store_key", models.TextField(unique=True)),
                ("data_key", models.TextField()),
                ("added_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField(default="")),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.TextField(null=True)),
                ("withdrawn_reason", models.TextField(null=True)),
                ("withdrawn_actor", models.TextField(default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="cases.case"
                    ),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField(default="")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="papers.document"
                    ),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("case", "kind", "sha256"),
                name="document_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_reason", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        ("withdrawn_reason__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="document_withdrawn_whole",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(migrations.RunSQL(fence(table), f"DROP POLICY by_insurer ON {table}") for table in FENCED),
    ]
