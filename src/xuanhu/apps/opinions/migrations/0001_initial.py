"""Panels, invitations, opinions and what follows them; behind the fence in the next migration."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables."""

    initial = True

    dependencies = [
        ("accounts", "0004_answers_by_age"),
        ("cases", "0005_look_up_policy"),
        ("network", "0002_fences"),
        ("papers", "0001_initial"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("sections", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="cases.case",
                    ),
                ),
                ("expert", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="network.expert")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Panel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("history", models.TextField(default="")),
                ("of_insured", models.TextField(default="")),
                ("of_doctor", models.TextField(default="")),
                ("few_reason", models.TextField(default="")),
                ("changed_at", models.DateTimeField()),
                ("actor", models.TextField(default="")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="panel", to="cases.case"
                    ),
                ),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="QualityCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("result", models.TextField()),
                ("remarks", models.TextField(default="")),
                ("checked_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField()),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="check_made", to="opinions.opinion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("sections", models.TextField()),
                ("translated_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField()),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="opinions.opinion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("released_at", models.DateTimeField()),
                ("by", models.TextField()),
                ("actor", models.TextField()),
                ("document", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="papers.document")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "opinion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="release", to="opinions.opinion"
                    ),
                ),
                (
                    "translation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="opinions.translation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.TextField()),
                ("sections", models.TextField()),
                ("revision", models.IntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
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
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.person")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "person", "purpose"), name="draft_once")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invited_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("by", models.TextField()),
                ("actor", models.TextField(default="")),
                ("answer", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="cases.case",
                    ),
                ),
                ("expert", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="network.expert")),
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
                "constraints": [
                    models.UniqueConstraint(fields=("case", "expert"), name="expert_invited_once"),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ("", "yes", "no", "asked"))),
                        name="invitation_answer_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_answered_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(fields=("case", "version"), name="opinion_version_once"),
        ),
        migrations.AddConstraint(
            model_name="qualitycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ("passed", "returned"))), name="quality_result_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(fields=("opinion", "version"), name="translation_version_once"),
        ),
    ]
