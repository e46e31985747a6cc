"""Specialists: trained, examined, valid until a day. An account may be qualified for several kinds."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.testing.access import may_at
from fugong.testing.models import Point, ShiftPost, Specialist
from fugong.training import certified
from fugong.training.actions import certificates


@transaction.atomic
def enter(
    *,
    campaign: Campaign,
    user: User,
    kind: str,
    by: User,
    trained_on: dt.date,
    passed: bool = True,
    valid_until: dt.date | None = None,
    trained_by: str = "",
    enterprise: Enterprise | None = None,
    point: Point | None = None,
) -> Specialist:
    """A qualification, or a newer one of the same person and kind. Without an end it holds as long as the pack says.

    Where a course of the pack leads to it, the certificate is what proves it: a paper that the desk has seen is recognised as one.

    Raises NotAllowed, Refused.
    """
    training = {each.key: each for each in campaign.pack.testing.specialists}.get(kind)
    if training is None:
        message = _("There is no such kind of specialist here.")
        raise Refused(message, fields=[Fault("kind", message)])
    area = point.area_code if point else enterprise.area_code if enterprise else campaign.jurisdiction.code
    _guard(campaign, user, by, enterprise, point)
    until = valid_until or trained_on + dt.timedelta(days=training.days)
    if trained_on > clock.today():
        raise Refused(_("The training lies ahead."), fields=[Fault("trained_on", _("The day lies ahead."))])
    if until < trained_on:
        message = _("It ends before the training.")
        raise Refused(message, fields=[Fault("valid_until", message)])
    values = {
        "trained_on": trained_on, "passed": passed, "valid_until": until, "trained_by": trained_by.strip()[:80],
        "enterprise": enterprise, "point": point, "area_code": area,
    }  # fmt: skip
    if passed and certified.needed(campaign, kind):
        values["certificate"] = certificates.recognise(
            campaign=campaign, user=user, qualification=kind, by=by, issued_on=trained_on, valid_until=until,
            trained_by=trained_by, enterprise=enterprise, area_code=area,
        )  # fmt: skip
    found, _made = Specialist.objects.update_or_create(
        campaign=campaign, user=user, kind=kind, ended_on=None, defaults=values
    )
    record("testing_specialist.enter", found, by=by, rule=kind, passed=passed, until=until.isoformat())
    return found


def _guard(campaign: Campaign, user: User, by: User, enterprise: Enterprise | None, point: Point | None) -> None:
    if point is not None:
        allowed = may_at(by, Permission.TESTING_PLAN, point)
    elif enterprise is not None:
        allowed = may(by, Permission.TESTING_PLAN, enterprise)
    else:
        allowed = by.scope(Permission.TESTING_PLAN).covers_area(campaign.jurisdiction.prefix)
    if not allowed:
        raise NotAllowed(_("You don’t plan the testing there."))
    if not user.is_active or not user.holds(Permission.SAMPLE_TAKE):
        message = _("%(name)s has no account with which samples can be taken.") % {"name": user}
        raise Refused(message, fields=[Fault("user", message)])


@transaction.atomic
def end(*, specialist: Specialist, by: User) -> None:
    """The person serves no more; shifts that aren't open yet need somebody else."""
    allowed = by.scope(Permission.TESTING_PLAN).covers_area(specialist.area_code)
    if not allowed and not (specialist.enterprise and may(by, Permission.TESTING_PLAN, specialist.enterprise)):
        raise NotAllowed(_("You don’t plan the testing there."))
    if specialist.ended_on is not None:
        raise Conflict(_("This qualification has ended already."))
    specialist.ended_on = clock.today()
    specialist.save(update_fields=["ended_on"])
    ShiftPost.objects.filter(specialist=specialist, shift__state="planned").update(specialist=None)
    record("testing_specialist.end", specialist, by=by, rule=specialist.kind)
