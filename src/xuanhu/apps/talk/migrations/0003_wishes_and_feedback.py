"""Who wrote for the insured; slots that they ask for; how a service was. Fenced, and none of it is changed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FENCE = """
ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurer ON {0} USING (insurer_id = ANY (visible_insurers()))
    WITH CHECK (insurer_id = ANY (visible_insurers()));
CREATE TRIGGER talk_is_kept BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION keep_talk();
CREATE TRIGGER all_talk_is_kept BEFORE TRUNCATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION keep_talk();
"""
UNFENCE = """
DROP TRIGGER all_talk_is_kept ON {0}; DROP TRIGGER talk_is_kept ON {0};
DROP POLICY by_insurer ON {0}; ALTER TABLE {0} DISABLE ROW LEVEL SECURITY;
"""
FENCED = ("talk_wish", "talk_feedback")


class Migration(migrations.Migration):
    """Two tables, and two columns of messages."""

    dependencies = [("talk", "0002_fences")]

    operations = [
        migrations.AddField(model_name="message", name="actor", field=models.TextField(default="")),
        migrations.AddField(model_name="message", name="relation", field=models.TextField(default="")),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["insurer", "case"],
                condition=Q(side="insured", read_at__isnull=True),
                name="message_not_seen",
            ),
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slot", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["insurer", "slot"], name="wish_by_slot")]},
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("relation", models.TextField()),
                ("mark", models.SmallIntegerField()),
                ("text", models.TextField(default="")),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["insurer", "at"], name="feedback_by_day")],
                "constraints": [
                    models.CheckConstraint(condition=Q(mark__range=(1, 5)), name="feedback_is_one_of_five")
                ],
            },
        ),
        *(migrations.RunSQL(FENCE.format(table), UNFENCE.format(table)) for table in FENCED),
    ]
