"""What was said and advised is behind the fence, and stays: messages for 3 years at least, advice for 15."""

from django.db import migrations

FENCE = """
ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_insurer ON {0} USING (insurer_id = ANY (visible_insurers()))
    WITH CHECK (insurer_id = ANY (visible_insurers()));
"""
UNFENCE = "DROP POLICY by_insurer ON {0}; ALTER TABLE {0} DISABLE ROW LEVEL SECURITY;"
FENCED = ("talk_message", "talk_advice")

# A message is seen once; its words may be sealed anew. All else stays, and so does the row.
KEPT = """
CREATE FUNCTION keep_talk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(OLD) - ARRAY['text', 'read_at'] IS NOT DISTINCT FROM to_jsonb(NEW) - ARRAY['text', 'read_at']
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was said and advised stays on record' USING ERRCODE = 'restrict_violation';
END $$;
"""
NOT_KEPT = "DROP FUNCTION keep_talk();"
KEEP = """
CREATE TRIGGER talk_is_kept BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION keep_talk();
CREATE TRIGGER all_talk_is_kept BEFORE TRUNCATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION keep_talk();
"""
NOT_KEEP = "DROP TRIGGER all_talk_is_kept ON {0}; DROP TRIGGER talk_is_kept ON {0};"


class Migration(migrations.Migration):
    """Fences and triggers."""

    dependencies = [("talk", "0001_initial"), ("cases", "0002_fences")]

    operations = [
        *(migrations.RunSQL(FENCE.format(table), UNFENCE.format(table)) for table in FENCED),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(migrations.RunSQL(KEEP.format(table), NOT_KEEP.format(table)) for table in FENCED),
    ]
