"""An insurer is there for business, for a rehearsal, or for the demonstration."""

from django.db import migrations, models

KEPT = "UPDATE parties_insurer SET purpose = 'rehearsal' WHERE is_rehearsal"
# Going back, the demonstration counts as a rehearsal: no phone rings for either.
BACK = "UPDATE parties_insurer SET is_rehearsal = purpose <> 'business'"


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial")]

    operations = [
        migrations.AddField(model_name="insurer", name="purpose", field=models.TextField(default="business")),
        migrations.RunSQL(KEPT, BACK),
        migrations.RemoveField(model_name="insurer", name="is_rehearsal"),
        migrations.AddConstraint(
            model_name="insurer",
            constraint=models.CheckConstraint(
                condition=models.Q(purpose__in=("business", "rehearsal", "demo")), name="insurer_has_a_known_purpose"
            ),
        ),
    ]
