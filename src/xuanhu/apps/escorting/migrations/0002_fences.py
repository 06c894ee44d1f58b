"""A tenant's visits are behind the fence."""

from django.db import migrations

FENCE = """
ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurer ON {0} USING (insurer_id = ANY (visible_insurers()))
    WITH CHECK (insurer_id = ANY (visible_insurers()));
"""
UNFENCE = "DROP POLICY by_insurer ON {0}; ALTER TABLE {0} DISABLE ROW LEVEL SECURITY;"
FENCED = ("escorting_escortlogin", "escorting_visit", "escorting_declined")


class Migration(migrations.Migration):
    """Fences."""

    dependencies = [("escorting", "0001_initial"), ("cases", "0002_fences")]

    operations = [migrations.RunSQL(FENCE.format(table), UNFENCE.format(table)) for table in FENCED]
