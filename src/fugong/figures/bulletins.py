"""The evening's bulletin: drafted from the figures, issued by a person, numbered, and never changed after."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, dates, kept
from fugong.core.errors import Conflict, Refused
from fugong.figures import composing, compute, freezing
from fugong.figures.models import Bulletin
from fugong.ledger import sealing
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.resumption import standings

REMARKS_MAX = 2_000


@transaction.atomic
def draft(*, campaign: Campaign, day: dt.date, by: User | None, remarks: str | None = None) -> Bulletin:
    """Writes the day's bulletin anew from the figures as they are. `remarks` are the author's own paragraph.

    Raises NotAllowed, Conflict where it is issued already, Refused for a day without figures.
    """
    if by is not None:
        freezing.require(by, Permission.BULLETIN_ISSUE, campaign)
    _check_day(campaign, day)
    there = Bulletin.objects.select_for_update().filter(campaign=campaign, day=day).first()
    if there is not None and there.issued_at is not None:
        raise Conflict(_("The bulletin of %(day)s is issued and stays as it is.") % {"day": dates.shown(day)})
    if remarks is not None and len(remarks) > REMARKS_MAX:
        raise Refused(_("Remarks can have %(n)s signs at most.") % {"n": REMARKS_MAX})
    bulletin = there or Bulletin(campaign=campaign, day=day)
    bulletin.content = composing.compose(campaign, day)
    bulletin.drafted_at = clock.now()
    if remarks is not None:
        bulletin.remarks = remarks.strip()
    bulletin.save()
    return bulletin


@transaction.atomic
def issue(*, campaign: Campaign, day: dt.date, by: User, remarks: str | None = None) -> Bulletin:
    """Freezes the day's figures, writes the bulletin from them, and gives it the campaign's next number."""
    freezing.require(by, Permission.BULLETIN_ISSUE, campaign)
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # two who issue at once take different numbers
    bulletin = draft(campaign=campaign, day=day, by=by, remarks=remarks)
    freezing.freeze(campaign=campaign, day=day, by=None)
    last = Bulletin.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    bulletin.number = last + 1
    bulletin.issued_at = clock.now()
    bulletin.issued_by = by
    if last_seal := sealing.head():  # whoever holds the paper can prove what the ledger said (ADR 0044)
        bulletin.content = {**bulletin.content, "sealed": str(last_seal)}
    bulletin.save()
    record("bulletin.issue", bulletin, by=by, day=day.isoformat(), number=bulletin.number)
    return bulletin


def of_day(campaign: Campaign, day: dt.date) -> Bulletin:
    """The day's bulletin: the one issued, the draft, or one written for this look only."""
    there = Bulletin.objects.filter(campaign=campaign, day=day).select_related("issued_by").first()
    if there is not None and there.issued_at is not None:
        return there
    _check_day(campaign, day)
    found = _composed(campaign, day)
    return Bulletin(
        pk=there.pk if there else None,
        campaign=campaign,
        day=day,
        content=found.value,
        drafted_at=found.as_of or clock.now(),
        remarks=there.remarks if there else "",
    )


def _composed(campaign: Campaign, day: dt.date) -> kept.Answer[composing.Content]:
    """What a look shows: of a large place a moment old, and every paper of the day alike. What is drafted or issued is counted."""
    write = lambda: composing.compose(campaign, day)  # noqa: E731
    if not compute.figures(campaign, day).is_large:
        return kept.Answer(write())
    return kept.answer("bulletins.look", (campaign.pk, campaign.pack_version_id, day), write)


def _check_day(campaign: Campaign, day: dt.date) -> None:
    if day > clock.today():
        raise Refused(_("%(day)s hasn't come yet.") % {"day": dates.shown(day)})
    if day == clock.today():
        standings.open_day(campaign, day)
    elif not standings.is_open(campaign, day):
        raise Refused(_("There are no figures of %(day)s.") % {"day": dates.shown(day)})
