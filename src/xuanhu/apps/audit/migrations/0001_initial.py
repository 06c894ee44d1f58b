"""The trail: added to and never changed, each line seen by whoever sees its insurer."""

import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION refuse_trail_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is only ever added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER trail_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_trail_change();
"""
NOT_APPEND_ONLY = "DROP TRIGGER trail_is_append_only ON audit_trail; DROP FUNCTION refuse_trail_change();"

# A line without an insurer (a login, an account, a key) is written by anybody and shown only where that was asked for.
FENCE = """
ALTER TABLE audit_trail ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_insurer ON audit_trail FOR SELECT USING (
    insurer_id = ANY (visible_insurers())
    OR (insurer_id IS NULL AND current_setting('xuanhu.trail_of_accounts', true) = 'seen'));
CREATE POLICY written_by_insurer ON audit_trail FOR INSERT
    WITH CHECK (insurer_id IS NULL OR insurer_id = ANY (visible_insurers()));
"""
NO_FENCE = """
DROP POLICY written_by_insurer ON audit_trail; DROP POLICY read_by_insurer ON audit_trail;
ALTER TABLE audit_trail DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("parties", "0001_initial"), ("cases", "0002_fences")]

    operations = [
        migrations.CreateModel(
            name="Trail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("role", models.TextField()),
                ("act", models.TextField()),
                ("subject_kind", models.TextField()),
                ("subject", models.TextField()),
                ("reason", models.TextField(default="")),
                ("address", models.BinaryField(null=True)),
                (
                    "insurer",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="parties.insurer"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject_kind", "subject"], name="trail_by_subject")],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
        migrations.RunSQL(FENCE, NO_FENCE),
    ]
