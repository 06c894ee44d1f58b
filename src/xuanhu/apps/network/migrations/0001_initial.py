"""Tables of the network."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """As the models say."""

    initial = True

    dependencies = [
        ("parties", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hospital",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField(db_index=True)),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("searched", models.TextField()),
                ("province", models.TextField()),
                ("city", models.TextField(db_index=True)),
                ("level", models.TextField()),
                ("ownership", models.TextField()),
                ("social_insurance_designated", models.BooleanField(null=True)),
                (
                    "departments",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("address", models.TextField(default="")),
                ("phone", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["searched"], name="hospital_searched", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["other_names"], name="hospital_other_names"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handbook", models.TextField()),
                ("service", models.TextField(default="")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("loaded_at", models.DateTimeField()),
                ("loaded_by", models.TextField(default="")),
                ("source", models.TextField(default="")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PartnerHospital",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                (
                    "hospital",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="network.hospital"),
                ),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "partner_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hospitals",
                        to="network.partnerlist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Escort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("city", models.TextField()),
                (
                    "specialties",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("phone", models.TextField(null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("insurer", "code"), name="escort_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="escort_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("city", models.TextField()),
                (
                    "specialties",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("phone", models.TextField(null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("hospital", models.TextField(default="")),
                ("rank", models.TextField(default="")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("insurer", "code"), name="expert_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="expert_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Institution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("city", models.TextField()),
                (
                    "specialties",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("phone", models.TextField(null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("region", models.TextField()),
                ("address", models.TextField()),
                ("fee_note", models.TextField(default="")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("insurer", "code"), name="institution_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="institution_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Laboratory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("city", models.TextField()),
                (
                    "specialties",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("phone", models.TextField(null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("address", models.TextField(default="")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("insurer", "code"), name="laboratory_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="laboratory_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="partnerlist",
            constraint=models.UniqueConstraint(
                fields=("insurer", "handbook", "service", "from_on"), name="partner_list_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerlist",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"),
                name="partner_list_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerlist",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("insurer", "="),
                    ("handbook", "="),
                    ("service", "="),
                    (
                        models.Func(
                            "from_on",
                            "until_on",
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="partner_lists_do_not_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerhospital",
            constraint=models.UniqueConstraint(fields=("partner_list", "name"), name="partner_hospital_once"),
        ),
    ]
