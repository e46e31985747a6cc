"""`fugong report`: daily reports from a sheet, and who hasn't reported."""

from typing import TYPE_CHECKING, Any

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import By, InCampaign, OfDay
from fugong.web.cli.ground import AsJson, show_json, show_table
from fugong.web.cli.importing import DryRun, Errors, File, GoodRows, Wish, take

if TYPE_CHECKING:
    import datetime as dt

    from fugong.accounts.models import User
    from fugong.places.models import Campaign

MISSING = "enterprises.report_missing"
SHOWN = ("uscc", "name", "area", "contact", "phone", "officer")


def register(app: typer.Typer) -> None:
    reports = typer.Typer(help="Daily reports: bring in a sheet, list who is missing.", no_args_is_help=True)
    reports.command("import")(import_)
    reports.command()(missing)
    app.add_typer(reports, name="report")


def import_(
    campaign: InCampaign,
    file: File,
    day: OfDay = None,
    good_rows: GoodRows = False,
    dry_run: DryRun = False,
    errors: Errors = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Bring in what enterprises report of one day; for those that have reported it corrects. Needs --by."""
    from fugong.resumption import report_sheet
    from fugong.resumption.actions.reports import check_day

    actor = asking.needed(by)
    within, of_day = asking.campaign(campaign, actor), asking.day(day)
    check_day(within, of_day)
    wish = Wish(good_rows, dry_run, errors, as_json)
    take(report_sheet.KEY, within, file, by=actor, wish=wish, options={"day": of_day.isoformat()})


def missing(campaign: InCampaign, day: OfDay = None, by: By = None, as_json: AsJson = False) -> None:
    """Who owes a day's report and hasn't sent it, with whom to call."""
    actor = asking.person(by)
    within = asking.campaign(campaign, actor)
    of_day = asking.day_with_figures(within, day)
    found = _missing(within, of_day, actor)
    if as_json:
        show_json({"campaign": within.key, "day": of_day, "missing": found})
    else:
        _show(within, of_day, found)


def _missing(campaign: "Campaign", day: "dt.date", by: "User | None") -> list[dict[str, Any]]:
    """The rows that the measure counts, in the order of the registry."""
    from fugong.accounts.permissions import Permission
    from fugong.figures import measures
    from fugong.resumption import report_lists

    rows: Any = measures.standings(campaign, day).filter(measures.MEASURES[MISSING].rows)
    if by is not None:
        rows = rows.visible_to(by, Permission.REPORT_VIEW)
    rows = report_lists.with_people(rows, campaign)
    return [
        {
            "uscc": row.enterprise.uscc,
            "name": row.enterprise.name,
            "area": str(row.enterprise.jurisdiction),
            "contact": row.contact_name or "",
            "phone": row.contact_phone or "",
            "officer": row.officer_name or "",
        }
        for row in rows.select_related("enterprise__jurisdiction").order_by("enterprise_id")
    ]


def _show(campaign: "Campaign", day: "dt.date", found: list[dict[str, Any]]) -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    if found:
        head = (_("credit code"), _("enterprise"), _("area"), _("contact"), _("telephone"), _("officer"))
        show_table(head, [[each[key] for key in SHOWN] for each in found])
    words = ngettext("%(day)s: %(n)s report is missing.", "%(day)s: %(n)s reports are missing.", len(found))
    due = campaign.pack.resumption.daily_report.due
    print(words % {"day": day, "n": len(found)}, _("Due at %(time)s.") % {"time": due})
