"""The daily report of one enterprise: at most five numbers, once a day, corrected by a further report with its reason.

A report is a row that nobody changes: it is itself the record of who said what, when and through which channel. A
correction is an event besides, since it moves figures that others may have seen.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.resumption import partitions, report_checks, standings
from fugong.resumption.models import Report, Standing
from fugong.resumption.standings_sql import REPORTED


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a report. `report` is None where it said what was known already."""

    report: Report | None
    warnings: tuple[Fault, ...] = ()


@dataclass(slots=True)
class ReportOfDay:
    """What a correction's event is about: one enterprise's report of one day, whichever its number."""

    pk: str
    enterprise_id: int
    campaign_id: int
    area_code: str
    event_kind: str = "report"

    @classmethod
    def of(cls, report: Report, area_code: str) -> "ReportOfDay":
        return cls(f"{report.enterprise_id}/{report.day}", report.enterprise_id, report.campaign_id, area_code)


@transaction.atomic
def submit(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    day: dt.date,
    values: Mapping[str, int | None],
    by: User,
    via: str = "page",
    reason: str = "",
    note: str = "",
) -> Submitted:
    """Takes an enterprise's report of one day; a further one for the same day corrects the one before and says why.

    `values`: column → number, None where it isn't said. Raises NotAllowed, or Refused with a fault for each field.
    """
    require_reporter(by, enterprise)
    check_day(campaign, day)
    _require_enrolled(campaign, enterprise)
    standings.open_day(campaign, day)
    standings.hold(campaign, whole_day=False)
    given = {key: values.get(key) for key in REPORTED if values.get(key) is not None}
    earlier = latest(campaign, enterprise, day)
    if earlier is not None:
        given = {key: getattr(earlier, key) for key in REPORTED if getattr(earlier, key) is not None} | given
        if not note and all(getattr(earlier, key) == value for key, value in given.items()):
            return Submitted(None)
    warnings = _check(campaign, enterprise, given, correction=earlier is not None, reason=reason)
    report = _write(campaign, enterprise, day, given, by=by, via=via, reason=reason, note=note)
    if earlier is not None:
        _tell_of_correction(earlier, report, campaign, enterprise, by=by, reason=reason)
    standings.refresh(campaign=campaign, day=day, enterprise_ids=[enterprise.pk])
    return Submitted(report, tuple(warnings))


def require_reporter(by: User, enterprise: Enterprise) -> None:
    """Refuses unless the person may report for the enterprise: its liaison, or an officer who telephoned."""
    if not (may(by, Permission.REPORT_SUBMIT, enterprise) or may(by, Permission.REPORT_ENTER, enterprise)):
        raise NotAllowed(_("You can't report for %(enterprise)s.") % {"enterprise": enterprise})


def check_day(campaign: Campaign, day: dt.date) -> None:
    """Refuses days to come and days before the campaign was opened."""
    first = clock.local(campaign.opened_at).date()
    if day > clock.today():
        fault = _("%(day)s hasn't come yet: report on the day itself.") % {"day": dates.shown(day)}
    elif day < first:
        fault = _("This campaign began on %(first)s: there is nothing to report for %(day)s.") % {
            "first": dates.shown(first),
            "day": dates.shown(day),
        }
    elif campaign.closed_at is not None:
        fault = _("This campaign is closed: nothing more can be reported.")
    else:
        return
    raise Refused(fault, fields=[Fault("day", fault, "day")])


def latest(campaign: Campaign, enterprise: Enterprise, day: dt.date) -> Report | None:
    """The report of that day that counts."""
    reports = Report.objects.filter(enterprise_id=enterprise.pk, campaign_id=campaign.pk, day=day)
    return reports.order_by("-seq").first()


def prefilled(campaign: Campaign, enterprise: Enterprise, day: dt.date) -> dict[str, int | None]:
    """What the form starts with: the day's own report, else what held yesterday. Exceptions start empty each day."""
    said = latest(campaign, enterprise, day)
    if said is not None:
        return {key: getattr(said, key) for key in REPORTED}
    before = Standing.objects.filter(campaign=campaign, enterprise=enterprise, day__lt=day).order_by("-day").first()
    if before is None or not _has_reported(campaign, enterprise, day):
        return dict.fromkeys(REPORTED)
    return {key: getattr(before, key) for key in REPORTED} | {"exceptions": 0}


def history(campaign: Campaign, enterprise: Enterprise, *, days: int = 30) -> list[Report]:
    """Every report of the last days as it came, the newest first."""
    since = clock.today() - dt.timedelta(days=days)
    reports = Report.objects.filter(enterprise_id=enterprise.pk, campaign_id=campaign.pk, day__gte=since)
    return list(reports.order_by("-day", "-seq"))


def _has_reported(campaign: Campaign, enterprise: Enterprise, day: dt.date) -> bool:
    return Report.objects.filter(enterprise_id=enterprise.pk, campaign_id=campaign.pk, day__lt=day).exists()


def _require_enrolled(campaign: Campaign, enterprise: Enterprise) -> None:
    if not campaign.enrolments.filter(enterprise=enterprise).exists():
        raise Refused(_("%(enterprise)s doesn't take part in this campaign.") % {"enterprise": enterprise})


def _check(
    campaign: Campaign, enterprise: Enterprise, given: dict[str, Any], *, correction: bool, reason: str
) -> list[Fault]:
    asked = campaign.pack.resumption.daily_report
    found = report_checks.faults(given, asked=asked, registered=enterprise.staff_total)
    if correction and not reason.strip():
        found.append(Fault("reason", _("Say why the earlier report is corrected."), "missing"))
    errors = [fault for fault in found if fault.level == "error"]
    if errors:
        raise Refused(_("The report can't be taken like this."), fields=errors)
    return [fault for fault in found if fault.level == "warning"]


def _write(
    campaign: Campaign,
    enterprise: Enterprise,
    day: dt.date,
    given: dict[str, Any],
    *,
    by: User,
    via: str,
    reason: str,
    note: str,
) -> Report:
    """The next report of the day. The day's standing is taken first, so that two who report at once follow each other."""
    partitions.ensure(day)
    list(Standing.objects.select_for_update().filter(campaign=campaign, enterprise=enterprise, day=day).values("day"))
    before = latest(campaign, enterprise, day)
    report = Report(
        enterprise_id=enterprise.pk,
        campaign_id=campaign.pk,
        day=day,
        seq=before.seq + 1 if before else 1,
        at=clock.now(),
        by_id=by.pk,
        via=via,
        reason=reason.strip()[:300],
        note=note.strip()[:300],
        **given,
    )
    report.save(force_insert=True)
    return report


def _tell_of_correction(
    earlier: Report, report: Report, campaign: Campaign, enterprise: Enterprise, *, by: User, reason: str
) -> None:
    moved = {
        key: [getattr(earlier, key), getattr(report, key)]
        for key in REPORTED
        if getattr(earlier, key) != getattr(report, key)
    }
    subject = ReportOfDay.of(report, enterprise.area_code)
    record("report.correct", subject, by=by, reason=reason, day=report.day.isoformat(), seq=report.seq, moved=moved)
