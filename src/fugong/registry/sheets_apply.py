"""Writing an accepted enterprise list: a handful of statements, whatever the number of rows.

Guard, write, events, enrolments, all in the transaction of `sheets.actions.apply`.
"""

from itertools import islice
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
        ["sector", "scale", "ownership", "country", "registered_capital", "legal_form", "business_scope", "address"], "''"
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
GIVEN = ", ".join(f'coalesce(given."{name}", {WHEN_EMPTY[name]})' if name in WHEN_EMPTY else f'given."{name}"' for name in TYPES)
INSERT = f"""
INSERT INTO registry_enterprise
    (uscc, area_code, search_terms, names, created_at, changed_at, {FIELDS})
SELECT given.uscc, area.code, terms.terms, '{{}}', %(now)s, %(now)s, {GIVEN}
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
SET {KEEP}, area_code = area.code, search_terms = coalesce(terms.terms, kept.search_terms), changed_at = %(now)s
{STAGED}
LEFT JOIN enterprise_terms terms ON terms.row_id = staged.id
CROSS JOIN places_jurisdiction area
WHERE staged.sheet_import_id = %(import)s AND staged.verdict = 'changed' AND kept.id = staged.target_id
  AND area.id = coalesce(given.jurisdiction_id, kept.jurisdiction_id)
"""
TARGETS = """
UPDATE sheets_sheetrow staged SET target_id = made.id
FROM registry_enterprise made
WHERE staged.sheet_import_id = %(import)s AND staged.verdict = 'new' AND made.uscc = staged."values"->>'uscc'
"""
CONTACTS = """
INSERT INTO registry_contact (enterprise_id, kind, name, phone, phone_index, phone_masked)
SELECT staged.target_id, %(kind)s, staged."values"->>%(name)s, decode(staged."values"->>%(sealed)s, 'hex'),
       decode(staged."values"->>%(index)s, 'hex'), coalesce(staged."values"->>%(masked)s, '')
FROM sheets_sheetrow staged
WHERE staged.sheet_import_id = %(import)s AND staged.verdict IN ('new', 'changed') AND staged."values" ? %(name)s
ON CONFLICT (enterprise_id, kind, name) DO UPDATE
SET phone = EXCLUDED.phone, phone_index = EXCLUDED.phone_index, phone_masked = EXCLUDED.phone_masked
WHERE EXCLUDED.phone IS NOT NULL AND registry_contact.phone_index IS DISTINCT FROM EXCLUDED.phone_index
"""
EVENTS = """
SELECT made.id::text AS subject_key, made.id AS enterprise_id, made.area_code,
       jsonb_strip_nulls(jsonb_build_object(
           'name', CASE WHEN staged.verdict = 'new' THEN made.name END,
           'changes', nullif(staged.changes - 'contact_name' - 'legal_name', '{}'::jsonb),
           'sheet', %(file)s::text, 'row', staged.number)) AS data
FROM sheets_sheetrow staged JOIN registry_enterprise made ON made.id = staged.target_id
WHERE staged.sheet_import_id = %(import)s AND staged.verdict = %(verdict)s
"""
TERMS_TABLE = "CREATE TEMPORARY TABLE IF NOT EXISTS enterprise_terms (row_id bigint, terms text[]) ON COMMIT DROP"


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
        cursor.execute(TARGETS, {"import": key})
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
    locked = Enterprise.objects.filter(Exists(targets)).select_for_update(of=("self",)).values_list("changed_at", flat=True)
    if any(moment > work.sheet_import.created_at for moment in locked.order_by("pk").iterator()):
        raise _moved_on()


def _moved_on() -> Conflict:
    return Conflict(_("The registry changed since this sheet was read. Upload the sheet again to see what it would do now."))


def _stage_terms(cursor: Any, work: Work) -> None:
    """Search terms of what is new or newly named, computed in Python, joined in SQL."""
    cursor.execute(TERMS_TABLE)
    cursor.execute("TRUNCATE enterprise_terms")
    rows = work.sheet_import.rows.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED])
    known = _names_and_addresses(work)
    found = rows.values_list("pk", "target_id", "values__name", "values__address", "values__uscc").iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        with cursor.copy("COPY enterprise_terms FROM STDIN") as copy:
            for pk, target, name, address, uscc in chunk:
                old_name, old_address = known.get(target, ("", ""))
                copy.write_row((pk, search.terms(name or old_name, address or old_address, uscc)))
    cursor.execute("ANALYZE enterprise_terms")


def _names_and_addresses(work: Work) -> dict[int, tuple[str, str]]:
    changing = work.sheet_import.rows.filter(verdict=Verdict.CHANGED).values("target_id")
    rows = Enterprise.objects.filter(pk__in=changing).values_list("pk", "name", "address")
    return {pk: (name, address) for pk, name, address in rows}


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
    segments.refresh_everywhere(written.values_list("target_id", flat=True))
