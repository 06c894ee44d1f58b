"""A notice of a case is of the case's insurer, by one constraint; indexes that nobody asks go."""

import django.db.models.deletion
from django.db import migrations, models

OF_CASE = """
ALTER TABLE notices_notice ADD CONSTRAINT notices_notice_of_one_insurer FOREIGN KEY (case_id, insurer_id)
    REFERENCES cases_case (id, insurer_id) DEFERRABLE INITIALLY DEFERRED;
"""
NOT_OF_CASE = "ALTER TABLE notices_notice DROP CONSTRAINT notices_notice_of_one_insurer;"
# Django makes a second index of every unique text, for searching by its beginning; nobody does.
NO_BEGINNINGS = """
DO $$ DECLARE name_of_it text; BEGIN
    SELECT indexname INTO name_of_it FROM pg_indexes WHERE tablename = 'notices_notice' AND indexname LIKE '%key%_like';
    IF name_of_it IS NOT NULL THEN EXECUTE format('DROP INDEX %I', name_of_it); END IF;
END $$;
"""


class Migration(migrations.Migration):
    """One constraint instead of two on what is written most."""

    dependencies = [("notices", "0002_sent_and_called"), ("cases", "0006_of_one_insurer")]

    operations = [
        migrations.AlterField(
            "notice",
            "insurer",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="parties.insurer",
            ),
        ),
        migrations.AlterField(
            "notice",
            "case",
            models.ForeignKey(
                db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="cases.case"
            ),
        ),
        migrations.AlterField(
            "notice",
            "insured",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="parties.insured"
            ),
        ),
        migrations.AddIndex("notice", models.Index(fields=["insurer", "id"], name="notice_of_insurer")),
        migrations.RunSQL(OF_CASE, NOT_OF_CASE),
        migrations.RunSQL(NO_BEGINNINGS, migrations.RunSQL.noop),
    ]
