"""What belongs to a case is of the case's insurer, by one constraint; indexes that nobody asks go."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

INSURER, CASE = "parties.insurer", "cases.case"


def of_case(table: str) -> str:
    """The constraint on case and insurer together."""
    return f"""
    ALTER TABLE {table} ADD CONSTRAINT {table}_of_one_insurer FOREIGN KEY (case_id, insurer_id)
        REFERENCES cases_case (id, insurer_id) DEFERRABLE INITIALLY DEFERRED;
    """


def not_of_case(table: str) -> str:
    """The way back."""
    return f"ALTER TABLE {table} DROP CONSTRAINT {table}_of_one_insurer;"


def _points_at(to: str, **more: Any) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, db_constraint=False, **more)


class Migration(migrations.Migration):
    """One constraint instead of two on what is written most."""

    dependencies = [("cases", "0005_look_up_policy")]

    operations = [
        migrations.AddConstraint("case", models.UniqueConstraint(fields=["id", "insurer"], name="case_of_insurer")),
        migrations.AlterField("fact", "insurer", _points_at(INSURER, db_index=False)),
        migrations.AlterField("fact", "case", _points_at(CASE, db_index=False, related_name="facts")),
        migrations.AlterField("happening", "insurer", _points_at(INSURER, db_index=False)),
        migrations.AlterField("happening", "case", _points_at(CASE)),
        *(migrations.RunSQL(of_case(table), not_of_case(table)) for table in ("cases_fact", "cases_happening")),
    ]
