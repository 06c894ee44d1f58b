"""What was sent to a person last is found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_ages_by_the_index"),
        ("notices", "0003_of_one_insurer"),
        ("parties", "0003_search_keys"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("audience", "insured")), fields=["insured", "id"], name="notice_of_insured"
            ),
        ),
    ]
