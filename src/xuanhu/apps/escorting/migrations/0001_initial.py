"""Visits, logins of escorts, appointments that need nobody."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables."""

    initial = True

    dependencies = [
        ("accounts", "0004_answers_by_age"),
        ("cases", "0005_look_up_policy"),
        ("network", "0002_fences"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.CreateModel(
            name="EscortLogin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "escort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="login", to="network.escort"
                    ),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person")),
            ],
        ),
        migrations.CreateModel(
            name="Declined",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("appointment_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                (
                    "case",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.case"),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "appointment_at"), name="declined_once")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("on", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("appointment_at", models.DateTimeField(null=True)),
                ("city", models.TextField(default="")),
                ("hospital", models.TextField()),
                ("department", models.TextField(default="")),
                ("state", models.TextField(default="planned")),
                ("planned_at", models.DateTimeField()),
                ("planned_by", models.TextField()),
                ("called_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("hours", models.DecimalField(decimal_places=1, max_digits=5, null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_by", models.TextField(default="")),
                ("notes", models.TextField(default="")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "escort",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="network.escort"),
                ),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["insurer", "on"], name="visit_by_day"),
                    models.Index(fields=["person", "on"], name="visit_by_person"),
                    models.Index(fields=["escort", "on"], name="visit_by_escort"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="visit_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("planned", "called", "arrived", "left", "cancelled"))),
                        name="visit_has_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at__isnull", False), ("state", "cancelled")),
                            models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancelled_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="visit_cancelled_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "left"), _negated=True),
                            models.Q(
                                ("arrived_at__isnull", False), ("hours__isnull", False), ("left_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="visit_left_after_it_was_reached",
                    ),
                ],
            },
        ),
    ]
