"""`fugong import`: a list of enterprises from a file, looked at before anything changes.

`take` does the same for every kind of sheet.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import By, InCampaign
from fugong.web.cli.ground import AsJson, show_json, show_table

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign
    from fugong.sheets.actions import Told
    from fugong.sheets.kinds import Counts
    from fugong.sheets.models import SheetImport

FAULTS_SHOWN = 20

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="xlsx, xls, ods, et, csv in any usual encoding.")
]
GoodRows = Annotated[bool, typer.Option("--good-rows", help="Take the rows without faults and leave the others.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what it would do.")]
Worksheet = Annotated[
    str, typer.Option("--sheet", metavar="NAME", help="The worksheet to read; without it the first that fits.")
]
Errors = Annotated[
    Path | None, typer.Option("--errors", metavar="OUT.xlsx", help="Write the sheet back, its faults beside the cells.")
]


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a sheet."""

    good_rows: bool = False
    dry_run: bool = False
    errors: Path | None = None
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, as it is told: the cell, `error` or `warning`, its code, and what to do."""

    cell: str
    level: str
    code: str
    message: str


def import_(
    campaign: InCampaign,
    file: File,
    good_rows: GoodRows = False,
    dry_run: DryRun = False,
    sheet: Worksheet = "",
    errors: Errors = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Bring in a list of enterprises: all rows or none. The same list again changes nothing."""
    actor = asking.person(by)
    wish = Wish(good_rows, dry_run, errors, as_json)
    options = {"sheet": sheet} if sheet else None
    counts = take("enterprises", asking.campaign(campaign, actor), file, by=actor, wish=wish, options=options)
    if counts and not as_json:
        _tell_of_worker(counts)


def take(
    kind: str, campaign: "Campaign", file: Path, *, by: "User | None", wish: Wish, options: dict[str, Any] | None = None
) -> "Counts | None":
    """Reads a sheet, tells what it would do, and applies it as wished. Raises Refused where it isn't applied for its faults."""
    from fugong.core.errors import Refused
    from fugong.sheets import actions

    _guard(file, wish)
    found = _read(kind, campaign, file, by, options or {})
    try:
        faults = list(_faults(found))
        if wish.errors and faults:
            _hand_back(found, wish.errors)
        refusal = _refusal(found, wish)
        counts = None
        if not (refusal or wish.dry_run):
            with _writing(found):
                counts = actions.apply(sheet_import=found, only_good=wish.good_rows, by=by)
    finally:
        _forget(found, by)
    if wish.as_json:
        _show_json(found, faults, counts)
    else:
        _show(found, faults, counts, is_trial=wish.dry_run)
    if refusal:
        raise Refused(refusal, code="sheet_has_faults")
    return counts


def _tell_of_worker(counts: "Counts") -> None:
    from django.utils.translation import gettext as _

    from fugong.registry.sheets_apply import REFRESH_AT_ONCE

    if counts.new + counts.changed > REFRESH_AT_ONCE:
        print(_("`fugong worker` now sorts the enterprises into segments."))


def _guard(file: Path, wish: Wish) -> None:
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused

    if wish.errors and wish.errors.resolve() == file.resolve():
        raise Refused(_("--errors would overwrite the sheet itself. Name another file."))


def _read(kind: str, campaign: "Campaign", file: Path, by: "User | None", options: dict[str, Any]) -> "SheetImport":
    from fugong.sheets import actions, kinds

    with _bar() as told:
        return actions.read(
            kind=kinds.get(kind), file=file, name=file.name, campaign=campaign, by=by, options=options, told=told
        )


def _faults(found: "SheetImport") -> Iterator[Found]:
    """What is wrong or doubtful, in the order of the sheet; what refuses a row comes first."""
    from fugong.sheets.models import Verdict

    rows = found.rows.exclude(faults=[]).order_by("number")
    for some in (rows.filter(verdict=Verdict.REFUSED), rows.exclude(verdict=Verdict.REFUSED)):
        for row in some.iterator(chunk_size=2_000):
            yield from (Found(where, level, code, message) for where, message, code, level in row.faults)


def _hand_back(found: "SheetImport", target: Path) -> None:
    from fugong.sheets import papers

    with papers.handed_back(found) as content:
        asking.write(target, content)


def _refusal(found: "SheetImport", wish: Wish) -> str:
    """Why the sheet can't be applied as wished; empty where it can."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from fugong.sheets.models import Verdict

    refused = found.count(Verdict.REFUSED)
    if refused == found.rows_read:
        return _("No row can be taken. Nothing was changed.")
    if not refused or wish.good_rows:
        return ""
    words = ngettext(
        "%(n)s row has faults, so nothing was changed. Mend it, or take the others with --good-rows.",
        "%(n)s rows have faults, so nothing was changed. Mend them, or take the others with --good-rows.",
        refused,
    )
    return words % {"n": refused}


def _forget(found: "SheetImport", by: "User | None") -> None:
    """Drops the staged rows of a sheet that wasn't applied: they hold names and numbers."""
    from fugong.sheets import actions
    from fugong.sheets.models import ImportState

    if found.state == ImportState.READ:
        actions.discard(sheet_import=found, by=by)


def _show_json(found: "SheetImport", faults: list[Found], counts: "Counts | None") -> None:
    from fugong.sheets.models import Verdict

    show_json(
        {
            "file": found.file_name,
            "sheet": found.sheet_name,
            "unread": found.unread,
            "rows": found.rows_read,
            "passed_over": found.rows_passed_over,
            **{verdict: found.count(verdict) for verdict in Verdict.values},
            "doubtful": found.rows_warned,
            "notes": found.notes,
            "faults": [asdict(fault) for fault in faults],
            "applied": asdict(counts) if counts else None,
        }
    )


def _show(found: "SheetImport", faults: list[Found], counts: "Counts | None", *, is_trial: bool) -> None:
    from django.utils.translation import gettext as _

    from fugong.sheets.preview import ORDER

    print(found.file_name + (f" · {found.sheet_name}" if found.sheet_name else ""))
    for note in found.notes:
        print(f"  {note}")
    if found.unread:
        names = "、".join(f"{each['name']} ({each['rows']})" for each in found.unread)
        print("  " + _("Not read, with the same columns: %(names)s. Read each with --sheet.") % {"names": names})
    rows = [(str(verdict.label), found.count(verdict)) for verdict in ORDER]
    rows += [(_("taken with doubts"), found.rows_warned), (_("passed over: totals, titles"), found.rows_passed_over)]
    show_table((_("rows"), str(found.rows_read)), rows)
    _show_faults(faults)
    if counts is not None:
        print(_("%(new)s added, %(changed)s changed.") % {"new": counts.new, "changed": counts.changed})
    elif is_trial:
        print(_("This was a trial: nothing was changed."))


def _show_faults(faults: list[Found]) -> None:
    from django.utils.translation import gettext as _

    if not faults:
        return
    names = {"error": _("error"), "warning": _("warning")}
    shown = faults[:FAULTS_SHOWN]
    show_table((_("cell"), "", _("what to mend")), [(f.cell, names.get(f.level, f.level), f.message) for f in shown])
    if len(faults) > len(shown):
        print(_("… and %(n)s more; --errors OUT.xlsx writes each beside its cell.") % {"n": len(faults) - len(shown)})


@contextmanager
def _bar() -> Iterator["Told"]:
    """A bar on a terminal that shows how many rows are read."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("", total=None)
        yield lambda found: bars.update(
            task, description=found.file_name, completed=found.rows_read, total=found.rows_expected
        )


def _writing(found: "SheetImport") -> AbstractContextManager[Any]:
    """Says on a terminal that rows are being written."""
    from django.utils.translation import gettext as _
    from rich.console import Console

    console = Console(stderr=True)
    return (
        console.status(_("%(n)s rows are being written …") % {"n": found.writes})
        if console.is_terminal
        else nullcontext()
    )
