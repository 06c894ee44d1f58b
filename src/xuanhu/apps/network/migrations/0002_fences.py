"""A tenant's lists and providers are behind the fence; the directory of hospitals is everybody's."""

from django.db import migrations

FENCE = """
ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurer ON {0} USING (insurer_id = ANY (visible_insurers()))
    WITH CHECK (insurer_id = ANY (visible_insurers()));
"""
UNFENCE = "DROP POLICY by_insurer ON {0}; ALTER TABLE {0} DISABLE ROW LEVEL SECURITY;"
FENCED = ("partnerlist", "partnerhospital", "expert", "escort", "laboratory", "institution")


class Migration(migrations.Migration):
    """Fences."""

    dependencies = [("network", "0001_initial"), ("cases", "0002_fences")]

    operations = [
        migrations.RunSQL(FENCE.format(f"network_{table}"), UNFENCE.format(f"network_{table}")) for table in FENCED
    ]
