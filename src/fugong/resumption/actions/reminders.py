"""Reminding those whose report is missing. Who is reminded finds it on the home page, in the inbox and in the story of the
enterprise, and gets it by the channels that each chose; officers find the enterprise on today's list.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import NotAllowed
from fugong.ledger.models import Event
from fugong.ledger.recording import record_many
from fugong.places.models import Campaign
from fugong.resumption import standings, telling
from fugong.resumption.actions.reports import ReportOfDay
from fugong.resumption.models import Standing

VERB = "report.remind"
QUIET = dt.timedelta(hours=1)  # nobody is reminded twice within it


def remind(*, campaign: Campaign, day: dt.date, by: User | None) -> int:
    """Reminds every enterprise in the person's scope (None: all) whose report of `day` is missing; returns how many."""
    return len(remind_among(campaign=campaign, day=day, by=by))


@transaction.atomic
def remind_among(*, campaign: Campaign, day: dt.date, by: User | None, among: Any = None) -> list[int]:
    """The same for some enterprises (`among`: a query of ids; None for all); returns the ids of those reminded.

    Enterprises that were reminded within the last hour are left in peace.
    """
    missing = Standing.objects.filter(campaign=campaign, day=day, expected=True, reported_at=None)
    if by is not None:
        if not by.holds(Permission.REPORT_ENTER):
            raise NotAllowed(_("You can't remind enterprises."))
        missing = missing.visible_to(by, Permission.REPORT_ENTER)
    if among is not None:
        missing = missing.filter(enterprise_id__in=among)
    lately = Event.objects.filter(campaign_id=campaign.pk, verb=VERB, at__gt=clock.now() - QUIET)
    missing = missing.exclude(enterprise_id__in=lately.values("enterprise_id"))
    subjects: list[Any] = [
        ReportOfDay(f"{pk}/{day}", pk, campaign.pk, area)
        for pk, area in missing.order_by("enterprise_id").values_list("enterprise_id", "area_code")
    ]
    name: Any = "" if by else gettext_lazy("the clock")
    record_many(VERB, subjects, by=by, as_name=name, data=[{"day": day.isoformat()}] * len(subjects))
    ids = [subject.enterprise_id for subject in subjects]
    telling.missing(campaign, ids)
    return ids


def remind_at(moment: dt.datetime) -> int:
    """What the clock does each minute: campaigns whose pack names this hour remind those who are missing."""
    here = clock.local(moment)
    hour, reminded = f"{here:%H:%M}", 0
    for campaign in Campaign.objects.open().select_related("pack_version", "jurisdiction"):
        if hour in campaign.pack.resumption.daily_report.reminders:
            with transaction.atomic():
                standings.open_day(campaign, here.date())
                reminded += remind(campaign=campaign, day=here.date(), by=None)
    return reminded


def last_reminder(campaign: Campaign, enterprise_id: int, day: dt.date) -> Event | None:
    """The latest reminder of that day's report."""
    about = Event.objects.about("report", f"{enterprise_id}/{day}").filter(verb=VERB, campaign_id=campaign.pk)
    return about.order_by("-id").first()
