"""The first tables of this room."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("handbook", models.TextField()),
                ("edition", models.TextField()),
                ("service", models.TextField()),
                ("applied_on", models.DateField()),
                ("city", models.TextField(default="")),
                ("outcome", models.TextField(null=True)),
                ("standing", models.TextField(default="reserved")),
                (
                    "awaiting",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("next_due_at", models.DateTimeField(null=True)),
                ("fact_count", models.IntegerField(default=0)),
                ("head_hash", models.BinaryField(default=b"")),
                ("insured", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insured")),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                (
                    "policy",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="parties.policy"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entitlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grant", models.TextField()),
                ("starts_on", models.DateField()),
                ("granted", models.IntegerField()),
                ("held", models.IntegerField(default=0)),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                ("policy", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.policy")),
            ],
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.IntegerField()),
                ("name", models.TextField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField(default="")),
                ("data", models.JSONField(default=dict)),
                ("hash", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="cases.case"
                    ),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standing", models.TextField()),
                ("at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                ("entitlement", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.entitlement")),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("fact", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("subject", models.BigIntegerField()),
                ("due_at", models.DateTimeField(db_index=True)),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["policy", "service"], name="cases_case_policy__270ce8_idx"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("outcome__isnull", True)),
                fields=["insurer", "next_due_at"],
                name="case_open_by_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.UniqueConstraint(fields=("policy", "grant", "starts_on"), name="entitlement_once"),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("held__gte", 0), ("held__lte", models.F("granted"))), name="uses_never_below_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(fields=("case", "seq"), name="fact_once"),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(fields=("case", "kind", "fact", "due_at"), name="mark_once"),
        ),
        migrations.AddConstraint(
            model_name="timer",
            constraint=models.UniqueConstraint(fields=("kind", "subject"), name="timer_once"),
        ),
    ]
