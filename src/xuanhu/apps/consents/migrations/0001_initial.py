"""Texts, records and chains: fenced; what was read and signed is only ever added to."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

FENCED = ("consents_text", "consents_chain", "consents_record")
KEPT = ("consents_text", "consents_record")
REFUSE = """
CREATE FUNCTION keep_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was signed is never changed; a withdrawal is a further record'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


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
        FOR EACH STATEMENT EXECUTE FUNCTION keep_consents();
    """


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0007_queue_indexes"),
        ("parties", "0003_search_keys"),
        ("portal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("length", models.IntegerField(default=0)),
                ("head", models.BinaryField(default=b"")),
                ("insured", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="parties.insured")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Text",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.BinaryField()),
                ("plain", models.TextField()),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("seq", models.IntegerField()),
                ("kind", models.TextField()),
                ("consent", models.TextField()),
                ("case_head", models.BinaryField(default=b"")),
                ("capacity", models.TextField()),
                ("way", models.TextField(default="")),
                ("strokes", models.TextField(default="")),
                ("picture", models.TextField(default="")),
                ("session", models.BinaryField()),
                ("address", models.BinaryField()),
                ("browser", models.TextField(default="")),
                ("ends", models.TextField(default="")),
                ("at", models.DateTimeField()),
                ("hash", models.BinaryField()),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="portal.account")),
                ("case", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "helper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.account"
                    ),
                ),
                (
                    "insured",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insured"
                    ),
                ),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "of",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="consents.record",
                    ),
                ),
                ("text", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="consents.text")),
            ],
        ),
        migrations.AddConstraint(
            model_name="text",
            constraint=models.UniqueConstraint(fields=("insurer", "hash"), name="consent_text_once"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("insured", "seq"), name="consent_record_once"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("signed", "refused", "withdrawn"))), name="consent_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__in", ("self", "guardian"))), name="consent_capacity_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("", "finger", "code"))), name="consent_way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "withdrawn"), ("of__isnull", False)),
                    models.Q(models.Q(("kind", "withdrawn"), _negated=True), ("of__isnull", True)),
                    _connector="OR",
                ),
                name="consent_withdrawn_is_of_one",
            ),
        ),
        migrations.RunSQL(REFUSE, "DROP FUNCTION keep_consents();"),
        *(migrations.RunSQL(keep(table), f"DROP TRIGGER {table}_is_kept ON {table};") for table in KEPT),
        *(migrations.RunSQL(fence(table), f"DROP POLICY by_insurer ON {table}") for table in FENCED),
    ]
