"""Persons and policies that a caller told of, before any census of the insurer names them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_search_keys")]

    operations = [
        migrations.AddField(
            model_name=name, name="is_confirmed", field=models.BooleanField(db_default=True, default=True)
        )
        for name in ("insured", "policy")
    ]
