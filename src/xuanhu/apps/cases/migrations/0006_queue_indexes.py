"""The queue finds its page, and what is new, by indexes alone; as many of them as before."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of open cases covers the queue's filters; facts are found by insurer and number."""

    dependencies = [
        ("cases", "0005_look_up_policy"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_by_due",
        ),
        migrations.AlterField(
            model_name="fact",
            name="insurer",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("outcome__isnull", True)),
                fields=["insurer", "next_due_at", "id"],
                include=("service", "city", "awaiting"),
                name="case_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["insurer", "id"], name="fact_newest"),
        ),
    ]
