"""Old answers are found by their age."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("accounts", "0003_people")]

    operations = [migrations.AddIndex("answer", models.Index(fields=["at"], name="answer_by_age"))]
