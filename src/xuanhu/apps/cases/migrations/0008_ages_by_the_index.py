"""The team counts the ages of open cases by the index of the queue, and reads no row for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_queue_indexes"),
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
                include=("service", "city", "awaiting", "applied_on"),
                name="case_open_by_due",
            ),
        ),
    ]
