"""The first tables of this room."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Insurer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", models.TextField()),
                ("is_rehearsal", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Insured",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("name", models.TextField()),
                ("name_index", models.BinaryField()),
                ("id_number", models.TextField(null=True)),
                ("id_number_index", models.BinaryField(null=True)),
                ("phone", models.TextField(null=True)),
                ("phone_index", models.BinaryField(null=True)),
                ("details", models.TextField(null=True)),
                ("diagnosis", models.TextField(null=True)),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField()),
                ("handbook", models.TextField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("waiting_days", models.IntegerField(default=0)),
                (
                    "services",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None),
                ),
                ("details", models.JSONField(default=dict)),
                ("insured", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insured")),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.AddIndex(
            model_name="insured",
            index=models.Index(fields=["insurer", "name_index"], name="parties_ins_insurer_485e50_idx"),
        ),
        migrations.AddIndex(
            model_name="insured",
            index=models.Index(fields=["insurer", "id_number_index"], name="parties_ins_insurer_aee0d1_idx"),
        ),
        migrations.AddIndex(
            model_name="insured",
            index=models.Index(fields=["insurer", "phone_index"], name="parties_ins_insurer_3c0571_idx"),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(fields=("insurer", "number"), name="policy_number_once"),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="policy_ends_after_it_starts",
            ),
        ),
    ]
