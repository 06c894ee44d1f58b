"""Messages and advice."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables."""

    initial = True

    dependencies = [
        ("accounts", "0004_answers_by_age"),
        ("cases", "0005_look_up_policy"),
        ("papers", "0001_initial"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.CreateModel(
            name="Advice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("minutes", models.IntegerField()),
                ("text", models.TextField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person")),
            ],
            options={
                "indexes": [models.Index(fields=["insurer", "at"], name="advice_by_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minutes__gt", 0)), name="advice_took_some_minutes")
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("side", models.TextField()),
                ("at", models.DateTimeField()),
                ("text", models.TextField(default="")),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.case"),
                ),
                (
                    "document",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="papers.document"),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                (
                    "person",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.person"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "id"], name="message_by_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", True), ("side", "insured")),
                            models.Q(("person__isnull", False), ("side", "person")),
                            _connector="OR",
                        ),
                        name="message_is_of_a_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), ("document__isnull", False), _connector="OR"
                        ),
                        name="message_says_or_shows_something",
                    ),
                ],
            },
        ),
    ]
