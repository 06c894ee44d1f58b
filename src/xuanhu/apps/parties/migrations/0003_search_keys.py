"""Keyed hashes by which a person is found while somebody types, fenced like every table of a tenant."""

import django.db.models.deletion
from django.db import migrations, models

FENCED = """
ALTER TABLE parties_searchkey ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurer ON parties_searchkey USING (insurer_id = ANY (visible_insurers()))
    WITH CHECK (insurer_id = ANY (visible_insurers()));
"""
NOT_FENCED = "DROP POLICY by_insurer ON parties_searchkey; ALTER TABLE parties_searchkey DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_purpose"), ("cases", "0005_look_up_policy")]

    operations = [
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "insurer_id", "insured_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
                (
                    "insured",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="parties.insured"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FENCED, NOT_FENCED),
    ]
