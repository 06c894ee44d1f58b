"""Requests, answers and exports: fenced; what was asked and answered is only ever added to."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

FENCED = ("rights_request", "rights_step", "rights_export")
KEPT = ("rights_request", "rights_step")
REFUSE = """
CREATE FUNCTION keep_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked and answered stays on record' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rights_export_is_kept BEFORE DELETE OR TRUNCATE ON rights_export
    FOR EACH STATEMENT EXECUTE FUNCTION keep_rights();
"""
NOT_REFUSE = "DROP TRIGGER rights_export_is_kept ON rights_export; DROP FUNCTION keep_rights();"


def fence(table: str) -> str:
    """Row-level security on a table: rows of visible insurers only, to read and to write."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY by_insurer ON {table} USING (insurer_id = ANY (visible_insurers()))
        WITH CHECK (insurer_id = ANY (visible_insurers()));
    """


def keep(table: str) -> str:
    """Rows of a table are only added."""
    return f"""
    CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION keep_rights();
    """


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0004_not_confirmed"),
        ("portal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("kind", models.TextField()),
                ("field", models.TextField(default="")),
                ("says", models.TextField(default="")),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="portal.account"),
                ),
                ("insured", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insured")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("note", models.TextField(default="")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField()),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="rights.request"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("gone_at", models.DateTimeField(null=True)),
                ("store_key", models.TextField(default="")),
                ("data_key", models.TextField(default="")),
                ("size", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="portal.account"),
                ),
                ("insured", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insured")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("gone_at__isnull", True)), fields=["ends_at"], name="export_to_take_away"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["insurer", "due_at"], name="request_by_due"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("correction", "deletion"))), name="request_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("field__in", ("", "name", "id_number", "phone", "other"))),
                name="request_field_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("done", "refused", "answered"))), name="step_kind_is_known"
            ),
        ),
        migrations.RunSQL(REFUSE, NOT_REFUSE),
        *(migrations.RunSQL(keep(table), f"DROP TRIGGER {table}_is_kept ON {table};") for table in KEPT),
        *(migrations.RunSQL(fence(table), f"DROP POLICY by_insurer ON {table}") for table in FENCED),
    ]
