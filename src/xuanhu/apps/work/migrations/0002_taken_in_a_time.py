"""Who took how many cases since a day is found by an index; before, all changes of hands were read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="holder",
            index=models.Index(fields=["insurer", "since"], include=("person",), name="holder_by_since"),
        ),
    ]
