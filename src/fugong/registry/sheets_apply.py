"""Writing an accepted enterprise list: a handful of statements, whatever the number of rows.

Guard, write, events, enrolments, all in the transaction of `sheets.actions.apply`.
"""

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Conflict
from fugong.ledger.recording import record_select
from fugong.registry import search, segments, tasks
from fugong.registry.models import Enterprise
from fugong.sheets.kinds import Counts, Work
from fugong.sheets.models import Verdict

REFRESH_AT_ONCE = 5_000
"""More enterprises than this are sorted into segments by a job."""
CHUNK = 5_000

TYPES = {
    "name": "text",
    "sector": "text",
    "sector_is_proposed": "boolean",
    "scale": "text",
    "above_scale": "boolean",
    "ownership": "text",
    "foreign_invested": "boolean",
    "country": "text",
    "output_value": "bigint",
    "revenue": "bigint",
    "tax_paid": "bigint",
    "staff_total": "integer",
    "staff_outside": "integer",
    "registered_on": "date",
    "registered_capital": "text",
    "legal_form": "text",
    "business_scope": "text",
    "address": "text",
    "latitude": "double precision",
    "longitude": "double precision",
    "jurisdiction_id": "bigint",
    "grid_id": "bigint",
    "park_id": "bigint",
    "tags": "text[]",
    "extra": "jsonb",
}
"""What `sheets_check` leaves in a row's values, by field of `Enterprise`."""
WHEN_EMPTY = {
    **dict.fromkeys(
        ["sector", "scale", "ownership", "country", "registered_capital", "legal_form", "business_scope", "address"],
        "''",
    ),
    "sector_is_proposed": "false",
    "foreign_invested": "false",
    "tags": "'{}'::text[]",
    "extra": "'{}'::jsonb",
}
"""What a new enterprise has where the sheet says nothing; null otherwise."""

RECORD = ", ".join(f'"{name}" {kind}' for name, kind in {"uscc": "text", **TYPES}.items())
STAGED = f"""
FROM sheets_sheetrow staged
CROSS JOIN LATERAL jsonb_to_record(staged."values") AS given({RECORD})
"""
FIELDS = ", ".join(f'"{name}"' for name in TYPES)
GIVEN = ", ".join(
    f'coalesce(given."{name}", {WHEN_EMPTY[name]})' if name in WHEN_EMPTY else f'given."{name}"' for name in TYPES
)
INSERT = f"""
INSERT INTO registry_enterprise
    (uscc, area_code, search_terms, names, created_at, changed_at, {FIELDS})
SELECT given.uscc, area.code, string_to_array(terms.terms, chr(31)), '{{}}', %(now)s, %(now)s, {GIVEN}
{STAGED}
JOIN places_jurisdiction area ON area.id = given.jurisdiction_id
JOIN enterprise_terms terms ON terms.row_id = staged.id
WHERE staged.sheet_import_id = %(import)s AND staged.verdict = 'new'
ORDER BY staged.number
ON CONFLICT (uscc) DO NOTHING
"""
KEEP = ", ".join(f'"{name}" = coalesce(given."{name}", kept."{name}")' for name in TYPES)
UPDATE = f"""
UPDATE registry_enterprise kept
SET {KEEP}, area_code = area.code, search_terms = string_to_array(terms.terms, chr(31)), changed_at = %(now)s
{STAGED}
JOIN enterprise_terms terms ON terms.row_id = staged.id
CROSS JOIN places_jurisdiction area
WHERE staged.sheet_import_id = %(import)s AND staged.verdict = 'changed' AND kept.id = staged.target_id
  AND area.id = coalesce(given.jurisdiction_id, kept.jurisdiction_id)
"""  # noqa: S608 (our own text)
MADE = """
FROM sheets_sheetrow staged
JOIN registry_enterprise made ON made.uscc = staged."values"->>'uscc'
WHERE staged.sheet_import_id = %(import)s
"""
CONTACTS = f"""
INSERT INTO registry_contact (enterprise_id, kind, name, phone, phone_index, phone_masked)
SELECT made.id, %(kind)s, staged."values"->>%(name)s, decode(staged."values"->>%(sealed)s, 'hex'),
       decode(staged."values"->>%(index)s, 'hex'), coalesce(staged."values"->>%(masked)s, '')
{MADE} AND staged.verdict IN ('new', 'changed') AND staged."values" ? %(name)s
ON CONFLICT (enterprise_id, kind, name) DO UPDATE
SET phone = EXCLUDED.phone, phone_index = EXCLUDED.phone_index, phone_masked = EXCLUDED.phone_masked
WHERE EXCLUDED.phone IS NOT NULL AND registry_contact.phone_index IS DISTINCT FROM EXCLUDED.phone_index
"""  # noqa: S608 (our own text)
EVENTS = f"""
SELECT made.id::text AS subject_key, made.id AS enterprise_id, made.area_code,
       jsonb_strip_nulls(jsonb_build_object(
           'name', CASE WHEN staged.verdict = 'new' THEN made.name END,
           'changes', nullif(staged.changes - 'contact_name' - 'legal_name', '{{}}'::jsonb),
           'sheet', %(file)s::text, 'row', staged.number)) AS data
{MADE} AND staged.verdict = %(verdict)s
"""
TERMS_TABLE = "CREATE TEMPORARY TABLE IF NOT EXISTS enterprise_terms (row_id bigint, terms text) ON COMMIT DROP"
BETWEEN = "\x1f"
"""Stands between terms on their way; psycopg dumps 100,000 arrays slowly."""
STAGED_TEXTS = """
SELECT staged.id, staged."values"->>'uscc', coalesce(staged."values"->>'name', kept.name, ''),
       coalesce(staged."values"->>'address', kept.address, '')
FROM sheets_sheetrow staged LEFT JOIN registry_enterprise kept ON kept.id = staged.target_id
WHERE staged.sheet_import_id = %s AND staged.verdict IN ('new', 'changed')
"""


def apply(work: Work) -> Counts:
    """Writes the new and the changed rows. Raises Conflict where the registry moved on since the preview."""
    _guard(work)
    now, key = clock.now(), work.sheet_import.pk
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gin_pending_list_limit = '128MB'")  # one sorted merge instead of hundreds
        _stage_terms(cursor, work)
        cursor.execute(INSERT, {"import": key, "now": now})
        new = cursor.rowcount
        if new != work.sheet_import.count(Verdict.NEW):
            raise _moved_on()
        cursor.execute(UPDATE, {"import": key, "now": now})
        changed = cursor.rowcount
        if changed != work.sheet_import.count(Verdict.CHANGED):
            raise _moved_on()
        for kind in ("liaison", "legal"):
            names = {part: f"{kind}_{part}" for part in ("name", "sealed", "index", "masked")}
            cursor.execute(CONTACTS, {"import": key, "kind": kind, **names})
        if new > REFRESH_AT_ONCE:
            cursor.execute("SELECT gin_clean_pending_list('enterprise_search')")
    _record(work)
    _refresh(work)
    return Counts(new, changed)


def _guard(work: Work) -> None:
    """Locks the enterprises that change; none may have changed since the sheet was checked."""
    targets = work.sheet_import.rows.filter(verdict=Verdict.CHANGED, target_id=OuterRef("pk"))
    locked = (
        Enterprise.objects.filter(Exists(targets)).select_for_update(of=("self",)).values_list("changed_at", flat=True)
    )
    if any(moment > work.sheet_import.created_at for moment in locked.order_by("pk").iterator()):
        raise _moved_on()


def _moved_on() -> Conflict:
    return Conflict(
        _("The registry changed since this sheet was read. Upload the sheet again to see what it would do now.")
    )


def _stage_terms(cursor: Any, work: Work) -> None:
    """Search terms of the enterprises as they will be, computed in Python, joined in SQL."""
    cursor.execute(TERMS_TABLE)
    cursor.execute("TRUNCATE enterprise_terms")
    cursor.execute(STAGED_TEXTS, [work.sheet_import.pk])
    while chunk := cursor.fetchmany(CHUNK):
        with connection.cursor() as writing, writing.copy("COPY enterprise_terms FROM STDIN") as copy:  # type: ignore[attr-defined]
            for pk, uscc, name, address in chunk:
                copy.write_row((pk, BETWEEN.join(search.terms(name, address, uscc))))
    cursor.execute("ANALYZE enterprise_terms")


def _record(work: Work) -> None:
    """One event for each enterprise: what the sheet made of it."""
    for verdict, verb in ((Verdict.NEW, "enterprise.create"), (Verdict.CHANGED, "enterprise.update")):
        params = {"import": work.sheet_import.pk, "verdict": str(verdict), "file": work.sheet_import.file_name}
        about = {"kind": "enterprise", "by": work.by, "as_name": "installation", "campaign_id": work.campaign.pk}
        record_select(verb, EVENTS, params, **about)


def _refresh(work: Work) -> None:
    """Segments and groups follow: at once, or for a large sheet by a job that begins when this is committed."""
    if work.sheet_import.writes > REFRESH_AT_ONCE:
        tasks.refresh_enrolments.defer(area=work.campaign.jurisdiction.prefix)
        return
    written = work.sheet_import.rows.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED])
    codes = list(written.values_list("values__uscc", flat=True))
    segments.refresh_everywhere(Enterprise.objects.filter(uscc__in=codes).values_list("pk", flat=True))
