"""Fences of samples."""

from django.db import migrations

FENCED = ("samples_sample", "samples_laboratoryperson")


def fence(table: str) -> str:
    """Row-level security on a table: rows of visible insurers only, to read and to write."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY by_insurer ON {table} USING (insurer_id = ANY (visible_insurers()))
        WITH CHECK (insurer_id = ANY (visible_insurers()));
    """


def unfence(table: str) -> str:
    """The way back."""
    return f"DROP POLICY by_insurer ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


class Migration(migrations.Migration):
    """Fences."""

    dependencies = [("samples", "0001_initial"), ("cases", "0005_look_up_policy")]

    operations = [migrations.RunSQL(fence(table), unfence(table)) for table in FENCED]
