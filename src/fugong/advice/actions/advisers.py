"""Advisers and their duties: entered by the desk, one by one or by sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.advice.access import steers
from fugong.advice.actions.held import tidy
from fugong.advice.models import Adviser, Duty, Enquiry
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign


def _guard(campaign: Campaign, by: User | None) -> None:
    if by is not None and not steers(by, campaign):
        raise NotAllowed(_("The desk keeps the list of advisers."))
    must_be_open(campaign)


@transaction.atomic
def put(
    *,
    campaign: Campaign,
    user: User,
    fields: Iterable[str],
    by: User | None,
    about: str = "",
    most: int | None = None,
    area_code: str = "",
) -> Adviser:
    """Somebody answers in these fields; again: the fields are these from now on. Raises NotAllowed, Refused."""
    _guard(campaign, by)
    known = {each.key: each for each in campaign.pack.advice.fields}
    chosen = [key for key in dict.fromkeys(fields) if key in known]
    faults = []
    if not chosen:
        faults.append(Fault("fields", _("Choose a field at least.")))
    if not user.is_active or not user.holds(P.ADVICE_ANSWER):
        faults.append(
            Fault(
                "username",
                _("%(name)s has no account that answers: it needs the role of expert or medical contact.")
                % {"name": user},
            )
        )
    elif wrong := [known[key].name for key in chosen if known[key].by not in user.role_keys]:
        faults.append(Fault("fields", _("This field is answered by another role: %(field)s.") % {"field": wrong[0]}))
    if faults:
        raise Refused(_("The adviser can’t be entered yet."), fields=faults)
    area = area_code or campaign.jurisdiction.prefix
    values = {"role": known[chosen[0]].by, "fields": chosen, "about": tidy(about, 120), "most": most, "area_code": area}
    found, made = Adviser.objects.update_or_create(
        campaign=campaign, user=user, until=None, defaults=values, create_defaults={**values, "since": clock.today()}
    )
    record("adviser.enter", found, by=by, as_name="" if by else "installation", name=str(user), fields=chosen, new=made)
    return found


@transaction.atomic
def end(*, adviser: Adviser, by: User) -> None:
    """Somebody answers no more. Raises Conflict while questions are open with them."""
    _guard(adviser.campaign, by)
    if Enquiry.objects.filter(adviser=adviser, state__in=("assigned", "taken")).exists():
        raise Conflict(_("Questions are still open with this adviser: give them to others first."))
    if not Adviser.objects.filter(pk=adviser.pk, until=None).update(until=clock.today()):
        raise Conflict(_("This adviser has ended already."))
    record("adviser.end", adviser, by=by, name=str(adviser))


@transaction.atomic
def roster(*, adviser: Adviser, begins_at: dt.datetime, ends_at: dt.datetime, by: User | None) -> Duty:
    """On duty from a moment to a moment; the same again is the same."""
    _guard(adviser.campaign, by)
    if begins_at >= ends_at:
        raise refuse("ends", _("It ends before it begins."))
    found, made = Duty.objects.update_or_create(adviser=adviser, begins_at=begins_at, defaults={"ends_at": ends_at})
    if made:
        record(
            "adviser.duty",
            adviser,
            by=by,
            as_name="" if by else "installation",
            name=str(adviser),
            when=begins_at.isoformat(),
        )
    return found


@transaction.atomic
def off_duty(*, duty: Duty, by: User) -> None:
    """Not on duty then after all."""
    _guard(duty.adviser.campaign, by)
    record("adviser.off_duty", duty.adviser, by=by, name=str(duty.adviser), when=duty.begins_at.isoformat())
    duty.delete()
