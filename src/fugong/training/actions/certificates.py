"""Certificates: given when somebody passed, recognised, renewed, revoked; at their last day they expire."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock
from fugong.core.errors import Conflict, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.training import followers, telling
from fugong.training.actions.held import held, require, tidy
from fugong.training.models import Certificate, Trainee
from fugong.workflow.moves import move

RULE: Any = gettext_lazy("the course’s rule")
CLOCK: Any = gettext_lazy("the clock")
OWN = ("name", "name_index", "user", "person", "enterprise", "area_code")
"""What a renewed certificate takes over from the one before."""


def give(*, trainee: Trainee) -> Certificate:
    """For whoever passed. Call it inside a transaction. One that the person has already is followed by the new one."""
    course = trainee.course
    rules = trainee.campaign.pack.training.qualification(course.gives)
    days = rules.days if rules else 180
    today = clock.today()
    before = _before(trainee.campaign, course.gives, user=trainee.user_id, person=trainee.person_id)
    return _make(
        before, by=None, as_name=RULE, campaign=trainee.campaign, qualification=course.gives, source="course",
        trainee=trainee, trained_by=course.trainer, issued_on=today, valid_until=today + dt.timedelta(days=days),
        name=trainee.name, name_index=trainee.name_index, user=trainee.user, person=trainee.person,
        enterprise=trainee.enterprise, area_code=trainee.area_code,
    )  # fmt: skip


@transaction.atomic
def recognise(
    *,
    campaign: Campaign,
    user: User,
    qualification: str,
    by: User | None,
    issued_on: dt.date,
    valid_until: dt.date | None = None,
    trained_by: str = "",
    enterprise: Enterprise | None = None,
    area_code: str = "",
) -> Certificate:
    """Somebody was trained elsewhere and passed, as a paper that the desk has seen says. Raises NotAllowed, Refused."""
    from fugong.training.actions.signups import name_index

    require(P.TRAINING_MANAGE, campaign, by)
    rules = campaign.pack.training.qualification(qualification)
    if rules is None:
        raise refuse("qualification", _("There is no such qualification here."))
    until = valid_until or issued_on + dt.timedelta(days=rules.days)
    if issued_on > clock.today():
        raise refuse("issued_on", _("The day lies ahead."))
    if until < issued_on:
        raise refuse("valid_until", _("It ends before the training."))
    before = _before(campaign, qualification, user=user.pk, person=None)
    same = before is not None and (before.issued_on, before.valid_until) == (issued_on, until)
    if before is not None and same:
        return before
    area = area_code or (enterprise.area_code if enterprise else campaign.jurisdiction.code)
    return _make(
        before, by=by, as_name="" if by else "installation", campaign=campaign, qualification=qualification,
        source="recognised", trained_by=tidy(trained_by, 80), issued_on=issued_on, valid_until=until, issued_by=by,
        name=tidy(user.name, 60), name_index=name_index(user.name), user=user, enterprise=enterprise, area_code=area,
    )  # fmt: skip


@transaction.atomic
def renew(*, certificate: Certificate, by: User) -> Certificate:
    """The desk renews without another examination, where the pack lets it and the end is near. Gives the new one."""
    row = held(certificate)
    must_be_open(row.campaign)
    require(P.TRAINING_MANAGE, row.campaign, by)
    rules = row.campaign.pack.training.qualification(row.qualification)
    if rules is None or rules.renew != "desk":
        raise Conflict(_("This qualification is renewed by passing the course again."))
    if row.days_left > rules.renew_within:
        raise Conflict(_("It can be renewed from %(n)s days before its last day on.") % {"n": rules.renew_within})
    if row.state not in ("valid", "expired"):
        raise Conflict(_("This certificate is “%(state)s”.") % {"state": row.state_name})
    today = clock.today()
    return _make(
        row, by=by, campaign=row.campaign, qualification=row.qualification, source="renewed", trained_by=row.trained_by,
        issued_on=today, valid_until=today + dt.timedelta(days=rules.days), issued_by=by,
        **{name: getattr(row, name) for name in OWN},
    )  # fmt: skip


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """It doesn't hold any more, from this moment on."""
    row = held(certificate)
    event = move(row, "revoke", by=by, reason=tidy(reason, 300))
    followers.tell(row, by)
    telling.holder(row, lambda: _("Revoked: certificate %(number)s") % {"number": row.number}, event)
    return row


def expire(certificate: Certificate) -> None:
    """Its last day is over. Call it inside a transaction."""
    event = move(certificate, "expire", by=None, as_name=CLOCK)
    followers.tell(certificate, None)
    telling.holder(certificate, lambda: _("Expired: certificate %(number)s") % {"number": certificate.number}, event)
    telling.keepers(certificate, lambda: _("Expired: certificate %(number)s") % {"number": certificate.number}, event)


def _before(campaign: Campaign, qualification: str, *, user: int | None, person: int | None) -> Certificate | None:
    rows = Certificate.objects.select_for_update(of=("self",)).filter(
        campaign=campaign, qualification=qualification, state__in=("valid", "expired"), followed_by=None
    )
    if user is not None:
        rows = rows.filter(user=user)
    elif person is not None:
        rows = rows.filter(person=person)
    else:
        return None
    return rows.order_by("-pk").first()


def _make(before: Certificate | None, *, by: User | None, as_name: Any = "", **values: Any) -> Certificate:
    campaign, until = values["campaign"], values["valid_until"]
    if before is not None:
        move(before, "renew", by=None, as_name=as_name or str(by or ""))
    over = clock.at(until + dt.timedelta(days=1))
    made = Certificate.objects.create(
        pack_version=campaign.pack_version, prefix=campaign.pack.training.prefix, state="valid", state_since=clock.now(),
        due_at=over, clock_kind="validity", clock_started_at=clock.now(), follows=before,
        next_rung_at=next_call(campaign, values["qualification"], until), **values,
    )  # fmt: skip
    record(
        "certificate.give", made, by=by, as_name=as_name, to="valid", number=made.number, until=until.isoformat(),
        qualification=made.qualification,
    )  # fmt: skip
    followers.tell(made, by)
    return made


def next_call(campaign: Campaign, qualification: str, until: dt.date) -> dt.datetime:
    """When the clock looks at a certificate next: at the next reminder (nine in the morning), else when it is over."""
    rules = campaign.pack.training.qualification(qualification)
    over = clock.at(until + dt.timedelta(days=1))
    calls = [clock.at(until - dt.timedelta(days=day), 9) for day in (rules.remind if rules else ())]
    return min([each for each in calls if each > clock.now()], default=over)
