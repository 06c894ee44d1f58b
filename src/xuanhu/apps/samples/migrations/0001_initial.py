"""Samples and who works at which laboratory; behind the fence in the next migration."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables."""

    initial = True

    dependencies = [
        ("accounts", "0004_answers_by_age"),
        ("cases", "0005_look_up_policy"),
        ("network", "0002_fences"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.CreateModel(
            name="LaboratoryPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("actor", models.TextField(default="")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "laboratory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="network.laboratory",
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("laboratory", "person"), name="laboratory_person_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("number", models.TextField(default="")),
                ("is_last", models.BooleanField(default=True)),
                ("ordered_at", models.DateTimeField()),
                ("sent_on", models.DateField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                ("condition", models.TextField(default="")),
                ("remark", models.TextField(default="")),
                ("report_due_on", models.DateField(null=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("electronic_at", models.DateTimeField(null=True)),
                ("paper_at", models.DateTimeField(null=True)),
                ("parcel", models.TextField(default="")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="cases.case",
                    ),
                ),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "laboratory",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="network.laboratory"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["laboratory", "ordered_at"],
                        name="sample_open_by_lab",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("pathology-slide", "peripheral-blood", "biopsy-tissue", "saliva"))
                        ),
                        name="sample_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("condition__in", ("", "ok", "unfit"))), name="sample_condition_is_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_last", True)), fields=("case",), name="sample_that_counts_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("insurer", "laboratory", "number"),
                        name="sample_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("condition", ""), ("received_at__isnull", True)),
                            models.Q(models.Q(("condition", ""), _negated=True), ("received_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="sample_judged_when_received",
                    ),
                ],
            },
        ),
    ]
