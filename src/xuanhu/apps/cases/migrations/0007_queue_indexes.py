"""The queue finds its page, and what is new, by indexes alone; as many of them as before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of open cases covers the queue's filters; facts are found by insurer and number."""

    dependencies = [
        ("cases", "0006_of_one_insurer"),
        ("parties", "0002_purpose"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_by_due",
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
