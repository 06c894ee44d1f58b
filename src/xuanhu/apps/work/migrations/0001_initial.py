"""Assignments, holders, saved views, outcomes of promises; what is of an insurer is fenced."""

import django.db.models.deletion
from django.db import migrations, models

FENCED = ("work_assignment", "work_holder", "work_promiseoutcome")


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
        ("cases", "0007_queue_indexes"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReckonedUpTo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done", models.BigIntegerField(default=0)),
                ("given", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("by", models.TextField()),
                ("word", models.TextField(default="")),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person")),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("filters", models.JSONField(default=dict)),
                ("order", models.IntegerField(default=0)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person")),
            ],
        ),
        migrations.CreateModel(
            name="Holder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("by", models.TextField()),
                (
                    "case",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.case"),
                ),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.person"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "since"], name="holder_by_case"),
                    models.Index(fields=["insurer", "id"], name="holder_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handbook", models.TextField()),
                ("service", models.TextField()),
                ("fact", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.case"),
                ),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["insurer", "due_at"], name="outcome_by_due")],
                "constraints": [models.UniqueConstraint(fields=("case", "fact"), name="outcome_once")],
            },
        ),
        *(migrations.RunSQL(fence(table), f"DROP POLICY by_insurer ON {table}") for table in FENCED),
    ]
