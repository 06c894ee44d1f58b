"""What time will do to a case is a row each; what the queue was told of it is in the outbox alone."""

import django.db.models.deletion
from django.db import migrations, models

FENCE = """
ALTER TABLE cases_happening ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurer ON cases_happening USING (insurer_id = ANY (visible_insurers()))
    WITH CHECK (insurer_id = ANY (visible_insurers()));
"""
UNFENCE = "DROP POLICY by_insurer ON cases_happening; ALTER TABLE cases_happening DISABLE ROW LEVEL SECURITY;"
# A mark's notice gets the key under which it is known from now on. A case that has a timer is reckoned anew by the
# next sweep, because nobody names himself as having reckoned this row.
MOVE = """
UPDATE notices_notice n SET key = c.public_id || ':' || m.kind || ':' || m.fact || ':'
    || (extract(epoch FROM m.due_at) * 1000000)::bigint
FROM cases_mark m JOIN cases_case c ON c.id = m.case_id
WHERE n.case_id = m.case_id AND n.kind = m.kind AND n.at = m.due_at;
INSERT INTO cases_happening (insurer_id, case_id, kind, fact, at, reckoned_by)
SELECT insurer_id, subject, 'overdue', '', due_at, '' FROM cases_timer WHERE kind = 'case';
DELETE FROM cases_timer WHERE kind = 'case';
"""


class Migration(migrations.Migration):
    """Happenings in, marks out."""

    dependencies = [("cases", "0003_timers_by_due"), ("notices", "0002_sent_and_called")]

    operations = [
        migrations.CreateModel(
            name="Happening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("fact", models.TextField()),
                ("at", models.DateTimeField(db_index=True)),
                ("reckoned_by", models.TextField()),
                ("put_off_until", models.DateTimeField(null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                (
                    "insurer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(FENCE, UNFENCE),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Mark"),
    ]
