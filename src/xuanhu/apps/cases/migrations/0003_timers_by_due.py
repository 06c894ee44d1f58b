"""Timers are found by when they are due alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index on a timer's insurer goes."""

    dependencies = [("cases", "0002_fences")]

    operations = [
        migrations.AlterField(
            model_name="timer",
            name="insurer",
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"),
        ),
    ]
