"""What is on its way: sheaves, sheets and pieces, fenced."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FENCED = ("incoming_sheaf", "incoming_sheet", "incoming_piece")


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
        ("cases", "0007_queue_indexes"),
        ("parties", "0003_search_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sheaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("actor", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reading_of", models.BigIntegerField(null=True)),
                ("is_being_read", models.BooleanField(default=False)),
                ("reading", models.TextField(default="")),
                ("proposed", models.TextField(default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheaves", to="cases.case"
                    ),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "actor"], name="sheaf_of_case"),
                    models.Index(fields=["ends_at"], name="sheaf_ends"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("begun_as", models.UUIDField()),
                ("actor", models.TextField()),
                ("place", models.IntegerField()),
                ("name", models.TextField()),
                ("size", models.BigIntegerField()),
                ("instead", models.UUIDField(null=True)),
                ("turn", models.IntegerField(default=0)),
                ("media_type", models.TextField(default="")),
                ("is_picture", models.BooleanField(default=False)),
                ("sha256", models.BinaryField(null=True)),
                ("store_key", models.TextField(null=True, unique=True)),
                ("data_key", models.TextField(default="")),
                ("shown_store_key", models.TextField(null=True, unique=True)),
                ("shown_size", models.BigIntegerField(default=0)),
                ("shown_data_key", models.TextField(default="")),
                ("pages", models.IntegerField(default=1)),
                (
                    "faults",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                (
                    "sheaf",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sheets", to="incoming.sheaf"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("actor", "begun_as"), name="sheet_begun_once"),
                    models.CheckConstraint(condition=models.Q(("turn__in", (0, 90, 180, 270))), name="sheet_turn"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("media_type", ""), ("sha256", None), ("store_key", None)),
                            models.Q(
                                models.Q(("media_type", ""), _negated=True),
                                ("sha256__isnull", False),
                                ("store_key__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sheet_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("start", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.BinaryField()),
                ("store_key", models.TextField(unique=True)),
                ("data_key", models.TextField()),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="incoming.sheet"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sheet", "start"), name="piece_once")],
            },
        ),
        *(migrations.RunSQL(fence(table), f"DROP POLICY by_insurer ON {table}") for table in FENCED),
    ]
