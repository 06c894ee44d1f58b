"""Accounts of insured persons, codes and links; what belongs to an insurer is fenced."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FENCED = ("portal_actsfor", "portal_appkey")
KEPT = """
CREATE FUNCTION keep_acts_for() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who acted for whom stays on record' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER acts_for_is_kept BEFORE DELETE OR TRUNCATE ON portal_actsfor
    FOR EACH STATEMENT EXECUTE FUNCTION keep_acts_for();
"""
NOT_KEPT = "DROP TRIGGER acts_for_is_kept ON portal_actsfor; DROP FUNCTION keep_acts_for();"


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
        ("parties", "0003_search_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.TextField(null=True)),
                ("phone_index", models.BinaryField(null=True, unique=True)),
                (
                    "insurers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("large_type", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone_index", models.BinaryField(unique=True)),
                ("phone", models.TextField()),
                ("code", models.TextField()),
                ("hash", models.BinaryField()),
                ("asked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="UsedLink",
            fields=[
                ("hash", models.BinaryField(primary_key=True, serialize=False)),
                ("ends_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AppKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(unique=True)),
                ("algorithm", models.TextField()),
                ("key", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
        ),
        migrations.CreateModel(
            name="ActsFor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.TextField(default="self")),
                ("name", models.TextField(default="")),
                ("way", models.TextField()),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts_for", to="portal.account"
                    ),
                ),
                (
                    "insured",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acted_for", to="parties.insured"
                    ),
                ),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("account", "insured"),
                        name="acts_for_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ("self", "spouse", "child", "parent", "other"))),
                        name="acts_for_relation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("identity", "app-link", "named"))), name="acts_for_way"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(migrations.RunSQL(fence(table), f"DROP POLICY by_insurer ON {table}") for table in FENCED),
    ]
