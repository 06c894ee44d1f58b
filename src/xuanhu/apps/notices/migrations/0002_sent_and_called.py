"""Notices carry their sealed words and how sending went; calls that people have to make get a table of their own."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# What was written before notices had words cannot be sent any more; what is not for the insured never was.
OLD_ROWS = "UPDATE notices_notice SET state = 'silent' WHERE state = 'pending'"
FENCE = """
ALTER TABLE notices_workitem ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurer ON notices_workitem USING (insurer_id = ANY (visible_insurers()))
    WITH CHECK (insurer_id = ANY (visible_insurers()));
"""
UNFENCE = "DROP POLICY by_insurer ON notices_workitem; ALTER TABLE notices_workitem DISABLE ROW LEVEL SECURITY;"


def _add(name: str, field: Any) -> migrations.AddField:
    return migrations.AddField(model_name="notice", name=name, field=field)


def _texts() -> Any:
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)


class Migration(migrations.Migration):
    """Words, tries, calls."""

    dependencies = [
        ("cases", "0002_fences"),
        ("notices", "0001_initial"),
        ("parties", "0001_initial"),
    ]

    operations = [
        _add(
            "insured",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="parties.insured"),
        ),
        _add("audience", models.TextField(default="insured")),
        _add("template", models.TextField(default="")),
        _add("params", models.TextField(default="")),
        _add("notes", _texts()),
        _add("tried_at", models.DateTimeField(null=True)),
        _add("sent_at", models.DateTimeField(null=True)),
        _add("provider", models.TextField(default="")),
        _add("provider_id", models.TextField(default="")),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state", "dead")), fields=["insurer", "id"], name="notice_dead"),
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("state", models.TextField(default="open")),
                ("done_at", models.DateTimeField(null=True)),
                ("by", models.TextField(default="")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="cases.case")),
                ("insurer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="parties.insurer")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "kind", "due_at"), name="work_item_once")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["insurer", "due_at"],
                        name="work_item_open_by_due",
                    )
                ],
            },
        ),
        migrations.RunSQL(FENCE, UNFENCE),
        migrations.RunSQL(OLD_ROWS, migrations.RunSQL.noop),
    ]
