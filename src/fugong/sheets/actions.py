"""What can be done with a sheet: read it, apply it, discard it.

    found = read(kind=kind, file="/tmp/名单.xlsx", name="名单.xlsx", campaign=campaign, by=user)
    apply(sheet_import=found, only_good=False, by=user)

`read` stages rows and changes nothing else; `apply` writes all of them, or the good ones, in one transaction. Large
files are read and applied by jobs (`upload`, `apply_later`): pages show their progress.
"""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.core.ids import uuid7
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.sheets import staging
from fugong.sheets.book import BIGGEST_FILE, refusal
from fugong.sheets.columns import by_key
from fugong.sheets.kinds import Counts, Ground, SheetKind, Work
from fugong.sheets.models import ImportState, SheetImport, SheetRow, Verdict
from fugong.sheets.reader import Table, read_table

AT_ONCE = 1 << 20
"""Files up to this size are read while the user waits; larger ones by a job."""
APPLY_AT_ONCE = 5_000
"""Rows that are applied while the user waits."""
Told = Callable[[SheetImport], object] | None
KEPT_FOR = dt.timedelta(days=7)
"""How long staged rows are kept: they hold people's names and numbers."""


def read(
    *,
    kind: SheetKind,
    file: Path | str | bytes,
    name: str,
    campaign: Campaign,
    by: Any,
    options: dict[str, Any] | None = None,
    told: Told = None,
) -> SheetImport:
    """Reads and stages a sheet now. Raises Refused where the file or its heading can't be read.

    `told` is called with the import each time that more rows are staged: commands show how far it is.
    """
    found = _begin(kind, name, campaign, by, options)
    try:
        _read_into(found, kind, file, told)
    except Refused:
        found.delete()
        raise
    return found


@transaction.atomic
def upload(
    *, kind: SheetKind, file: BinaryIO, name: str, campaign: Campaign, by: Any, options: dict[str, Any] | None = None
) -> SheetImport:
    """Keeps a large file and has it read by a job; its import is `reading` until then."""
    found = _begin(kind, name, campaign, by, options)
    folder = Path(settings.MEDIA_ROOT) / "sheets"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / str(found.uid)
    with path.open("wb") as kept:
        path.chmod(0o600)
        shutil.copyfileobj(file, kept, 1 << 20)
    if path.stat().st_size > BIGGEST_FILE:
        path.unlink()
        raise refusal("size", most=BIGGEST_FILE >> 20)
    found.stored_at = str(path)
    found.save(update_fields=["stored_at"])
    from fugong.sheets import tasks

    tasks.read_upload.defer(import_id=found.pk)
    return found


def read_uploaded(*, sheet_import: SheetImport) -> None:
    """The job behind `upload`. A file that can't be read leaves its reason with the import; the file is removed."""
    path = Path(sheet_import.stored_at)
    try:
        with override(sheet_import.by.language if sheet_import.by else None):
            SheetRow.objects.filter(sheet_import=sheet_import).delete()  # of a job that was killed half-way
            _read_into(sheet_import, sheet_import.kind_of_sheet, path)
    except Refused as refused:
        sheet_import.rows.all().delete()
        _update(sheet_import, state=ImportState.FAILED, failure=refused.message)
    path.unlink(missing_ok=True)


@transaction.atomic
def apply(*, sheet_import: SheetImport, only_good: bool = False, by: Any) -> Counts:
    """Writes the import's rows: all of them, or with `only_good` those without faults. Nothing is left half-done."""
    found = _locked(sheet_import, by, ImportState.READ, ImportState.APPLYING)
    _must_be_open(found.campaign)
    if found.count(Verdict.REFUSED) and not only_good:
        raise Refused(_has_faults(found.count(Verdict.REFUSED)), code="sheet_has_faults")
    counts = found.kind_of_sheet.apply(Work(found, by))
    if found.kind_of_sheet.forgets:
        found.rows.exclude(verdict=Verdict.REFUSED).delete()
    _update(
        found,
        state=ImportState.APPLIED,
        applied_at=clock.now(),
        applied={"new": counts.new, "changed": counts.changed},
    )
    record(
        "sheet_import.apply",
        found,
        by=by,
        as_name="" if by else "installation",
        file=found.file_name,
        kind=found.kind,
        new=counts.new,
        changed=counts.changed,
        refused=found.count(Verdict.REFUSED),
    )
    sheet_import.refresh_from_db()
    return counts


@transaction.atomic
def apply_later(*, sheet_import: SheetImport, only_good: bool, by: Any) -> None:
    """Has the rows applied by a job; the import is `applying` until then."""
    found = _locked(sheet_import, by, ImportState.READ)
    _must_be_open(found.campaign)
    if found.count(Verdict.REFUSED) and not only_good:
        raise Refused(_has_faults(found.count(Verdict.REFUSED)), code="sheet_has_faults")
    _update(found, state=ImportState.APPLYING)
    from fugong.sheets import tasks

    tasks.apply_import.defer(import_id=found.pk, only_good=only_good)


@transaction.atomic
def discard(*, sheet_import: SheetImport, by: Any) -> None:
    """Drops the staged rows; the import stays as a line of history."""
    found = _locked(sheet_import, by, ImportState.READ, ImportState.FAILED, ImportState.READING)
    found.rows.all().delete()
    _update(found, state=ImportState.DISCARDED)
    if found.stored_at:
        Path(found.stored_at).unlink(missing_ok=True)
    sheet_import.refresh_from_db()


def sweep() -> int:
    """Removes staged rows that nobody needs any more; returns how many imports it emptied."""
    old = SheetImport.objects.filter(created_at__lt=clock.now() - KEPT_FOR, rows__isnull=False).distinct()
    swept = list(old)
    for found in swept:
        found.rows.all().delete()
        if found.state in (ImportState.READ, ImportState.READING):
            _update(found, state=ImportState.DISCARDED)
    return len(swept)


def _has_faults(refused: int) -> str:
    """Why a sheet with faults isn't applied whole."""
    return _("%(count)s rows have faults. Mend them and upload the sheet again, or apply the good rows only.") % {
        "count": refused
    }


def _begin(kind: SheetKind, name: str, campaign: Campaign, by: Any, options: dict[str, Any] | None) -> SheetImport:
    if not kind.may(by, campaign):
        raise NotAllowed(_("You can't import %(kind)s here.") % {"kind": kind.name})
    _must_be_open(campaign)
    return SheetImport.objects.create(
        uid=uuid7(),
        kind=kind.key,
        campaign=campaign,
        by=by,
        file_name=name[-200:],
        options=options or {},
        created_at=clock.now(),
    )


def _must_be_open(campaign: Campaign) -> None:
    if campaign.closed_at is not None:
        raise Refused(_("The campaign %(key)s is closed: nothing new begins in it.") % {"key": campaign.key})


def _locked(sheet_import: SheetImport, by: Any, *states: ImportState) -> SheetImport:
    """The import, held against others, in one of the states; whoever may not see it is told so."""
    found = (
        SheetImport.objects.select_for_update(of=("self",))
        .select_related("campaign__jurisdiction")
        .get(pk=sheet_import.pk)
    )
    if found.by_id != (by.pk if by else None) or not found.kind_of_sheet.may(by, found.campaign):
        raise NotAllowed(_("Only whoever uploaded a sheet can apply or discard it."))
    if found.state not in states:
        raise Conflict(_("This sheet is no longer waiting: it is %(state)s.") % {"state": found.state_name.lower()})
    return found


def _read_into(found: SheetImport, kind: SheetKind, file: Path | str | bytes, told: Told = None) -> None:
    columns = kind.columns(found.campaign)
    asked = str(found.options.get("sheet", ""))
    with read_table(file, found.file_name, columns=columns, sheet=asked) as table:
        _describe(found, table)
        counts = _stage(found, kind, table, told)
    if not found.rows_read:
        raise Refused(_("The sheet has a heading, but no rows below it."), code="sheet_no_rows")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sheets_sheetrow")
    warned = counts.pop("warned", 0)
    _update(
        found,
        state=ImportState.READ,
        read_at=clock.now(),
        counts=counts,
        rows_warned=warned,
        rows_passed_over=table.skipped,
    )


def _describe(found: SheetImport, table: Table) -> None:
    _update(
        found,
        sheet_name=str(table.sheet["name"])[:100],
        headings=[{"index": h.index, "text": h.text, "key": h.key, "unit": h.unit} for h in table.headings],
        notes=table.notes,
        unread=table.unread,
        rows_expected=max(table.height - table.found.first_row, 0),
    )


def _stage(found: SheetImport, kind: SheetKind, table: Table, told: Told) -> dict[str, int]:
    """Checks and stages list after list. Each is committed, so that others see how far it is; memory stays flat."""
    letters = {key: table.letter_of(key) for key in table.columns}
    ground = Ground(found.campaign, found.by, letters, found.options)
    check, twins = kind.check(ground), staging.Twins(kind.identify)
    seal = staging.Seal(
        table.headings, [key for key, column in by_key(table.columns.values()).items() if column.personal]
    )
    counts: dict[str, int] = {}
    for rows in table.chunks():
        twins.check(rows, ground.cell)
        with transaction.atomic():
            check(rows)
            for key, count in staging.settle(rows).items():
                counts[key] = counts.get(key, 0) + count
            staging.write(found.pk, rows, seal)
            _update(found, rows_read=found.rows_read + len(rows))
        if told is not None:
            told(found)
    return counts


def _update(found: SheetImport, **values: Any) -> None:
    """Sets fields of the import, in memory and in its row."""
    for key, value in values.items():
        setattr(found, key, value)
    found.save(update_fields=list(values))
