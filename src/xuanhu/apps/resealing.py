"""Every sealed column, in one place, and how what is in it comes under a new key while the platform runs.

A value is replaced only where it still is what was read, so nothing that is written meanwhile is lost; whoever is
killed goes on where values are still under an older key. Facts are append-only and chained by hash: what is sealed in
them stays under its key, which therefore stays in the ring.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db import connection

from xuanhu.apps.accounts.answers import WHERE as ANSWER
from xuanhu.apps.accounts.people import NAME as PERSON_NAME
from xuanhu.apps.accounts.people import SECOND_FACTOR
from xuanhu.apps.audit.actions import WHERE as TRAIL
from xuanhu.apps.audit.queries import see_accounts
from xuanhu.apps.cases.stored import WHERE as FACT
from xuanhu.apps.consents.sealed import COLUMNS as OF_RECORDS
from xuanhu.apps.consents.sealed import WHERE as CONSENTS
from xuanhu.apps.escorting.actions import NOTES as VISIT_NOTES
from xuanhu.apps.incoming.pieces import NAME as SHEET_NAME
from xuanhu.apps.incoming.reading import READING
from xuanhu.apps.network.models import Escort, Expert, Institution, Laboratory
from xuanhu.apps.network.sealed import private_columns, sealed
from xuanhu.apps.notices.actions import PARAMS, TEXT
from xuanhu.apps.opinions.sealed import WHERE as OPINIONS
from xuanhu.apps.papers.actions import NAME as DOCUMENT_NAME
from xuanhu.apps.papers.keeping import DATA_KEY
from xuanhu.apps.parties.actions import WHERE as INSURED
from xuanhu.apps.portal.acting import RELATIVE
from xuanhu.apps.portal.codes import CODE, CODE_PHONE, PHONE
from xuanhu.apps.portal.links import KEY as APP_KEY
from xuanhu.apps.remarks.actions import TEXT as REMARK_TEXT
from xuanhu.apps.rights.actions import NOTE, SAYS
from xuanhu.apps.rights.exporting import DATA_KEY as EXPORT_KEY
from xuanhu.apps.samples.queries import REMARK
from xuanhu.apps.sealing import Sealer, SealError, sealer
from xuanhu.apps.talk.actions import ADVICE, FEEDBACK
from xuanhu.apps.talk.actions import TEXT as MESSAGE
from xuanhu.apps.tenancy import every_insurer, seeing
from xuanhu.apps.work.actions import WORD
from xuanhu.apps.work.views import NAME as VIEW

BATCH: Final = 500


class SealedColumn(NamedTuple):
    """A column of sealed texts: its table, its name, where its values belong; `stays` for what is never written anew.

    Of a JSON column the sealed values are those of the form {"sealed": text}. `of` names the column whose value ends
    the place, where each row has a place of its own.
    """

    table: str
    column: str
    where: str
    is_json: bool = False
    stays: bool = False
    of: str = ""

    def place_of(self, own: object) -> str:
        """Where the value of a row belongs; `own` is what its column `of` holds."""
        return f"{self.where}.{own}" if self.of else self.where


# Another room adds its columns here; a test looks through every table for one that is missing.
COLUMNS: Final = (
    *(SealedColumn("parties_insured", name, f"{INSURED}.{name}") for name in ("name", "id_number", "phone")),
    *(SealedColumn("parties_insured", name, f"{INSURED}.{name}") for name in ("details", "diagnosis")),
    SealedColumn("accounts_answer", "body", ANSWER),
    SealedColumn("work_assignment", "word", WORD),
    SealedColumn("work_savedview", "name", VIEW),
    SealedColumn("notices_notice", "text", TEXT),
    SealedColumn("notices_notice", "params", PARAMS),
    SealedColumn("papers_document", "name", DOCUMENT_NAME),
    SealedColumn("papers_document", "data_key", DATA_KEY, of="public_id"),
    SealedColumn("incoming_sheet", "name", SHEET_NAME),
    SealedColumn("incoming_sheet", "data_key", DATA_KEY, of="public_id"),
    SealedColumn("incoming_sheet", "shown_data_key", DATA_KEY, of="public_id"),
    SealedColumn("incoming_piece", "data_key", DATA_KEY, of="public_id"),
    SealedColumn("incoming_sheaf", "reading", READING),
    SealedColumn("remarks_remark", "text", REMARK_TEXT),
    SealedColumn("portal_account", "phone", PHONE),
    SealedColumn("portal_code", "phone", CODE_PHONE),
    SealedColumn("portal_code", "code", CODE),
    SealedColumn("portal_actsfor", "name", RELATIVE),
    SealedColumn("portal_appkey", "key", APP_KEY),
    SealedColumn("accounts_person", "name", PERSON_NAME),
    SealedColumn("accounts_person", "second_factor", SECOND_FACTOR),
    *(
        SealedColumn(f"network_{model.__name__.lower()}", column, sealed(model, column).where)
        for model in (Expert, Escort, Laboratory, Institution)
        for column in private_columns(model)
    ),
    SealedColumn("escorting_visit", "notes", VISIT_NOTES),
    SealedColumn("talk_message", "text", MESSAGE),
    SealedColumn("talk_advice", "text", ADVICE),
    SealedColumn("talk_feedback", "text", FEEDBACK),
    *(SealedColumn("opinions_panel", name, f"{OPINIONS}.panel.{name}") for name in ("history", "few_reason")),
    *(SealedColumn("opinions_panel", name, f"{OPINIONS}.panel.{name}") for name in ("of_insured", "of_doctor")),
    SealedColumn("opinions_invitation", "note", f"{OPINIONS}.invitation.note"),
    SealedColumn("opinions_draft", "sections", f"{OPINIONS}.draft.sections"),
    SealedColumn("samples_sample", "remark", REMARK),
    SealedColumn("rights_export", "data_key", EXPORT_KEY, of="public_id"),
    # What is only added to stays as it was written.
    SealedColumn("opinions_opinion", "sections", f"{OPINIONS}.opinion.sections", stays=True),
    SealedColumn("opinions_translation", "sections", f"{OPINIONS}.translation.sections", stays=True),
    SealedColumn("opinions_qualitycheck", "remarks", f"{OPINIONS}.check.remarks", stays=True),
    SealedColumn("consents_text", "plain", f"{CONSENTS}.text.plain", stays=True),
    *(SealedColumn("consents_record", name, f"{CONSENTS}.record.{name}", stays=True) for name in OF_RECORDS),
    SealedColumn("rights_request", "says", SAYS, stays=True),
    SealedColumn("rights_step", "note", NOTE, stays=True),
    SealedColumn("cases_fact", "data", FACT, is_json=True, stays=True),
    SealedColumn("audit_trail", "reason", f"{TRAIL}.reason", stays=True),
)


class Counted(NamedTuple):
    """How many values of a column are under a key."""

    table: str
    column: str
    key: str
    values: int


def counted() -> list[Counted]:
    """Every sealed value, counted by column and key."""
    found = []
    with seeing(every_insurer()), connection.cursor() as cursor:
        see_accounts()
        for one in COLUMNS:
            cursor.execute(_counting(one))
            found += [Counted(one.table, one.column, key, count) for key, count in cursor.fetchall()]
    return found


def _counting(one: SealedColumn) -> str:
    table, column = f'"{one.table}"', f'"{one.column}"'
    if one.is_json:
        return (
            f"SELECT split_part(v.value->>'sealed', ':', 1), count(*) FROM {table}, jsonb_each({column}) v"  # noqa: S608
            " WHERE jsonb_typeof(v.value) = 'object' AND v.value ? 'sealed' GROUP BY 1 ORDER BY 1"
        )
    return (
        f"SELECT split_part({column}, ':', 1), count(*) FROM {table}"  # noqa: S608 - names of our own list
        f" WHERE {column} <> '' GROUP BY 1 ORDER BY 1"
    )


def reseal() -> Iterator[tuple[SealedColumn, int]]:
    """Bring every value under the newest key, a batch a transaction; after each batch, which column and how many.

    Raises SealError for a value that does not open: nothing is thrown away.
    """
    for one in COLUMNS:
        if one.stays:
            continue
        last = 0
        while True:
            last, done = _reseal_batch(one, last)
            if done:
                yield one, done
            if not last:
                break


def left_to_reseal() -> int:
    """How many values are still under an older key, of those that can be written anew."""
    newest = sealer().names[0]
    fixed = {(one.table, one.column) for one in COLUMNS if one.stays}
    return sum(one.values for one in counted() if one.key != newest and (one.table, one.column) not in fixed)


def _reseal_batch(one: SealedColumn, after: int) -> tuple[int, int]:
    """A batch of a column; the last row it looked at (0: there are no more), how many values it wrote."""
    seal = sealer()
    table, column, of = f'"{one.table}"', f'"{one.column}"', f'"{one.of}"' if one.of else "''"
    select = (
        f"SELECT id, {column}, {of} FROM {table} WHERE id > %s AND {column} <> ''"  # noqa: S608
        f" AND split_part({column}, ':', 1) <> %s ORDER BY id LIMIT %s"
    )
    update = f"UPDATE {table} SET {column} = %s WHERE id = %s AND {column} = %s"  # noqa: S608
    with seeing(every_insurer()), connection.cursor() as cursor:
        cursor.execute(select, [after, seal.names[0], BATCH])
        rows = cursor.fetchall()
        new = [(_anew(seal, old, one.place_of(own)), number, old) for number, old, own in rows]
        if new:
            cursor.executemany(update, new)
    return (rows[-1][0], len(rows)) if rows else (0, 0)


def _anew(seal: Sealer, old: str, where: str) -> str:
    return seal.seal(seal.open(old, where), where)


def keys_missing() -> list[str]:
    """Keys that sealed something and are not in the ring: until they return, it is lost."""
    known = set(sealer().names)
    return sorted({one.key for one in counted() if one.key not in known})


def opens_what_is_stored() -> bool:
    """Whether the latest person on file opens: a ring with the right names may still hold other keys."""
    one = COLUMNS[0]
    query = f'SELECT "{one.column}" FROM "{one.table}" ORDER BY id DESC LIMIT 1'  # noqa: S608
    with seeing(every_insurer()), connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    try:
        return row is None or bool(sealer().open(row[0], one.where))
    except SealError:
        return False
