"""Answers of writes that may be sent twice, and how many requests each caller has left."""

import django.contrib.postgres.fields
from django.db import migrations, models

# An answer is seen by whoever sees all of its insurers; where nothing is set, visible_insurers() is null: nobody.
FENCE = """
ALTER TABLE accounts_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurers ON accounts_answer USING (insurers <@ visible_insurers())
    WITH CHECK (insurers <@ visible_insurers());
"""
NO_FENCE = "DROP POLICY by_insurers ON accounts_answer; ALTER TABLE accounts_answer DISABLE ROW LEVEL SECURITY;"
# Written with every request and worth nothing after a crash: not logged, updated in place.
IN_PLACE = "ALTER TABLE accounts_allowance SET UNLOGGED; ALTER TABLE accounts_allowance SET (fillfactor = 50);"
LOGGED = "ALTER TABLE accounts_allowance SET LOGGED; ALTER TABLE accounts_allowance RESET (fillfactor);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("cases", "0002_fences")]

    operations = [
        migrations.AddField(model_name="apikey", name="per_minute", field=models.IntegerField(default=1200)),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("holder", models.TextField(primary_key=True, serialize=False)),
                ("left", models.FloatField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.TextField()),
                ("key", models.TextField()),
                ("part", models.IntegerField(default=0)),
                (
                    "insurers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("request", models.BinaryField()),
                ("status", models.IntegerField()),
                ("body", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("holder", "key", "part"), name="answer_once")],
            },
        ),
        migrations.RunSQL(FENCE, NO_FENCE),
        migrations.RunSQL(IN_PLACE, LOGGED),
    ]
