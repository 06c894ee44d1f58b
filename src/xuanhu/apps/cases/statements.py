"""The SQL of the hot paths: recording a fact, and the passing of time. What is read and written here is written by hand
because it happens a thousand times a second; everything else goes through the ORM.

Each statement says what it gives or takes. Moments, hashes and lists travel as JSON, so that one prepared statement
serves one case as well as a hundred.
"""

from typing import Final

# A case with its person and its policy, given in the order of CASE, INSURED, POLICY.
CASE: Final = (
    *("id", "insurer_id", "public_id", "policy_id", "insured_id", "handbook", "edition", "service", "applied_on"),
    *("city", "outcome", "standing", "awaiting", "next_due_at", "fact_count", "head_hash"),
)
INSURED: Final = ("id", "insurer_id", "public_id", "name", "id_number", "phone", "details", "diagnosis")
POLICY: Final = (
    *("id", "insurer_id", "number", "handbook", "insured_id", "starts_on", "ends_on", "waiting_days", "services"),
    "details",
)
LOCK: Final = """
SELECT c.id, c.insurer_id, c.public_id, c.policy_id, c.insured_id, c.handbook, c.edition, c.service, c.applied_on,
       c.city, c.outcome, c.standing, c.awaiting, c.next_due_at, c.fact_count, c.head_hash,
       i.id, i.insurer_id, i.public_id, i.name, i.id_number, i.phone, i.details, i.diagnosis,
       p.id, p.insurer_id, p.number, p.handbook, p.insured_id, p.starts_on, p.ends_on, p.waiting_days, p.services,
       p.details
FROM cases_case c JOIN parties_insured i ON i.id = c.insured_id LEFT JOIN parties_policy p ON p.id = c.policy_id
"""
LOCK_ONE: Final = LOCK + "WHERE c.public_id = %s FOR NO KEY UPDATE OF c"
LOCK_MANY: Final = LOCK + "WHERE c.id = ANY(%s::bigint[]) ORDER BY c.id FOR NO KEY UPDATE OF c"

# What stands on record of locked cases: (case, facts, happenings, what the queue was told, calls). Asked after the
# lock, in a statement of its own: whoever held the case before may have written while we waited.
RECORD: Final = """
SELECT c.id,
    (SELECT json_agg(json_build_array(f.name, f.at, f.recorded_at, f.by, f.data) ORDER BY f.seq)
     FROM cases_fact f WHERE f.case_id = c.id)::text,
    (SELECT json_agg(json_build_array(h.id, h.kind, h.fact, h.at, h.reckoned_by)) FROM cases_happening h
     WHERE h.case_id = c.id)::text,
    ARRAY(SELECT n.key FROM notices_notice n WHERE n.case_id = c.id AND n.audience = 'queue'),
    (SELECT json_agg(json_build_array(w.kind, w.due_at, w.state)) FROM notices_workitem w WHERE w.case_id = c.id)::text
FROM cases_case c WHERE c.id = ANY(%s::bigint[])
"""

# Facts only, of cases that are merely looked at.
FACTS: Final = """
SELECT case_id, json_agg(json_build_array(name, at, recorded_at, by, data) ORDER BY seq)::text
FROM cases_fact WHERE case_id = ANY(%s::bigint[]) GROUP BY case_id
"""

# All that an act writes into this room, or nothing: new facts, what time will do now, what it will not any more, and
# the summary. Takes (facts, happenings, ids of happenings that go, summaries).
STORE: Final = """
WITH facts AS (
    INSERT INTO cases_fact (insurer_id, case_id, seq, name, at, recorded_at, by, actor, data, hash)
    SELECT f.insurer, f."case", f.seq, f.name, f.at, f.recorded_at, f.by, f.actor, f.data, decode(f.hash, 'hex')
    FROM jsonb_to_recordset(%s::jsonb) AS f(insurer bigint, "case" bigint, seq int, name text, at timestamptz,
        recorded_at timestamptz, by text, actor text, data jsonb, hash text)
), ahead AS (
    INSERT INTO cases_happening (insurer_id, case_id, kind, fact, at, reckoned_by)
    SELECT h.insurer, h."case", h.kind, h.fact, h.at, h.reckoned_by
    FROM jsonb_to_recordset(%s::jsonb) AS h(insurer bigint, "case" bigint, kind text, fact text, at timestamptz,
        reckoned_by text)
), gone AS (
    DELETE FROM cases_happening WHERE id = ANY(%s::bigint[])
)
UPDATE cases_case c SET outcome = s.outcome, standing = s.standing, awaiting = s.awaiting, next_due_at = s.next_due_at,
    fact_count = s.fact_count, head_hash = decode(s.head_hash, 'hex')
FROM jsonb_to_recordset(%s::jsonb) AS s(id bigint, outcome text, standing text, awaiting text[],
    next_due_at timestamptz, fact_count int, head_hash text)
WHERE c.id = s.id
"""

# Promises that pass unkept, and warnings before that. The case has not changed since they were reckoned: whoever
# changes it holds its lock and writes them anew in the same transaction; and same facts, same reckoning, same answer.
# So nothing is left to reckon: the queue is told, and they are gone. Takes (until, reckoned by what, how many).
MARK: Final = """
WITH due AS MATERIALIZED (
    SELECT h.id, h.insurer_id, h.case_id, h.kind, h.fact, h.at, c.public_id
    FROM cases_happening h JOIN cases_case c ON c.id = h.case_id
    WHERE h.at <= %s AND h.kind IN ('overdue', 'warning') AND h.reckoned_by = %s AND h.put_off_until IS NULL
    ORDER BY h.at LIMIT %s FOR NO KEY UPDATE OF c, h SKIP LOCKED
), gone AS (
    DELETE FROM cases_happening WHERE id = ANY(ARRAY(SELECT id FROM due))
), told AS (
    INSERT INTO notices_notice (insurer_id, case_id, audience, kind, key, at, text, template, params, notes, state,
        tries, next_try_at, provider, provider_id, problem)
    SELECT insurer_id, case_id, 'queue', kind,
        public_id || ':' || kind || ':' || fact || ':' || (extract(epoch FROM at) * 1000000)::bigint,
        at, '', '', '', '{}', 'silent', 0, at, '', '', ''
    FROM due ON CONFLICT (key) DO NOTHING
)
SELECT count(*) FROM due
"""

# Cases for which time does more than mark, or whose happenings were reckoned by another calendar or release: locked.
# A case that somebody works on is passed over. Takes (until, reckoned by what, until, how many).
CLAIM: Final = """
SELECT c.id FROM cases_case c WHERE c.id = ANY(ARRAY(
    SELECT h.case_id FROM cases_happening h
    WHERE h.at <= %s AND (h.kind NOT IN ('overdue', 'warning') OR h.reckoned_by <> %s)
        AND (h.put_off_until IS NULL OR h.put_off_until <= %s)
    ORDER BY h.at LIMIT %s
)) ORDER BY c.id FOR NO KEY UPDATE SKIP LOCKED
"""

# A case that cannot be reckoned is set aside for a while, with all that waits for it. Takes (until when, case).
PUT_OFF: Final = "UPDATE cases_happening SET put_off_until = %s, reckoned_by = '' WHERE case_id = %s"

# A key, the policy that it asks about, the person, the uses held, and which editions are published: for one check.
# The function sets what the key may see before it reads, so the fence of row-level security holds here as everywhere.
# Takes (hash of the key, the insurer's code, the policy's number).
LOOK_UP: Final = "SELECT * FROM look_up_policy(%s, %s, %s)"
