"""Remarks and mentions, fenced; the database lets no remark be changed or deleted, but for withdrawing and new keys."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE FUNCTION keep_remark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE'
        OR to_jsonb(OLD) - ARRAY['text', 'withdrawn_at'] IS DISTINCT FROM to_jsonb(NEW) - ARRAY['text', 'withdrawn_at']
        OR OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at
    THEN
        RAISE EXCEPTION 'remarks are never changed; withdraw one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER remark_is_kept BEFORE UPDATE OR DELETE ON remarks_remark
    FOR EACH ROW EXECUTE FUNCTION keep_remark();
"""
NOT_KEPT = "DROP TRIGGER remark_is_kept ON remarks_remark; DROP FUNCTION keep_remark();"
FENCED = ("remarks_remark", "remarks_mention")


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
        ("accounts", "0004_answers_by_age"),
        ("cases", "0005_look_up_policy"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("at", models.DateTimeField()),
                ("text", models.TextField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="cases.case"
                    ),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person")),
            ],
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(null=True)),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="accounts.person"
                    ),
                ),
                (
                    "remark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="remarks.remark"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)), fields=["person"], name="mention_not_seen"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("remark", "person"), name="mentioned_once")],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(migrations.RunSQL(fence(table), f"DROP POLICY by_insurer ON {table}") for table in FENCED),
    ]
