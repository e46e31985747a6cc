"""Volunteers: entered, called for a language, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.arrivals import coming, telling
from fugong.arrivals.actions.held import require_open, require_plan, require_receive
from fugong.arrivals.models import Service, Volunteer, VolunteerCall
from fugong.core import clock
from fugong.core.errors import Conflict, refuse
from fugong.ledger.recording import record
from fugong.places.models import Campaign

VOLUNTEER: Any = gettext_lazy("the volunteer, by the link")


@transaction.atomic
def add(
    *,
    campaign: Campaign,
    name: str,
    languages: Sequence[str],
    times: str,
    phone: str,
    user: User | None = None,
    by: User,
) -> Volunteer:
    """Somebody offers to interpret."""
    require_plan(campaign, by)
    said = coming.contact(name, phone)
    if not said.name:
        raise refuse("name", _("Write the name."))
    spoken = [each for each in dict(settings.LANGUAGES) if each in languages]
    if not spoken:
        raise refuse("languages", _("Choose at least one language."))
    row = Volunteer.objects.create(
        campaign=campaign,
        name=said.name,
        languages=spoken,
        times=times.strip()[:120],
        phone=said.phone or None,
        user=user,
    )
    record("volunteer.add", row, by=by, languages=spoken)
    return row


@transaction.atomic
def leave(*, volunteer: Volunteer, by: User) -> None:
    """No longer called."""
    require_plan(volunteer.campaign, by)
    if not Volunteer.objects.filter(pk=volunteer.pk, left_at=None).update(left_at=clock.now()):
        raise Conflict(_("The volunteer isn’t called any more already."))
    record("volunteer.leave", volunteer, by=by)


@transaction.atomic
def call(*, service: Service, language: str, by: User) -> list[VolunteerCall]:
    """Calls everyone who speaks the language for a service; whoever was called before isn't called twice."""
    require_receive(service.campaign, by)
    rows = Volunteer.objects.filter(campaign=service.campaign, left_at=None, languages__contains=[language])
    called = service.calls.filter(language=language).values("volunteer")
    found = list(rows.exclude(pk__in=called).select_related("user"))
    if not found:
        if service.calls.filter(language=language).exists():
            raise Conflict(_("Everybody who speaks this language was called already."))
        raise refuse("language", _("No volunteer speaks this language: add one first."))
    made = []
    for volunteer in found:
        row = VolunteerCall.objects.create(
            campaign=service.campaign, volunteer=volunteer, service=service, language=language, asked_at=clock.now(),
            asked_by=by,
        )  # fmt: skip
        telling.called(row, record("volunteer_call.ask", row, by=by, language=language, service=service.number))
        made.append(row)
    return made


@transaction.atomic
def answer(*, call: VolunteerCall, comes: bool) -> VolunteerCall:
    """Yes or no; a later answer counts, as long as the service's day isn't over."""
    row = VolunteerCall.objects.select_for_update(of=("self",)).select_related("campaign", "service").get(pk=call.pk)
    require_open(row.campaign)
    if row.service.day < clock.today():
        raise Conflict(_("That day is over."))
    if row.comes is not comes:
        row.comes, row.answered_at = comes, clock.now()
        row.save(update_fields=["comes", "answered_at"])
        record("volunteer_call.answer", row, by=None, as_name=VOLUNTEER, comes=comes)
    return row
