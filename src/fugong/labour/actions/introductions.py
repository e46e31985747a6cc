"""Introductions: proposed by the desk or asked for by the seeker, made, answered by the enterprise."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed
from fugong.labour import matching, telling
from fugong.labour.access import holds
from fugong.labour.actions import vacancies
from fugong.labour.actions.held import begun, held
from fugong.labour.actions.seekers import OWN
from fugong.labour.models import Fair, Introduction, Seeker, Vacancy
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.workflow.moves import move


@transaction.atomic
def propose(*, vacancy: Vacancy, seeker: Seeker, by: User | None, fair: Fair | None = None) -> Introduction:
    """Puts the two beside each other, with what fits and what doesn't. `by` None: the seeker asks on the own page.

    Raises Conflict where it was proposed before, or one of the two isn't looking any more.
    """
    row = held(vacancy)
    must_be_open(row.campaign)
    person = Seeker.objects.select_for_update(of=("self",), no_key=True).filter(pk=seeker.pk).first()
    if person is None or person.campaign_id != row.campaign_id or person.state != "seeking":
        raise Conflict(_("This person doesn’t look for work any more."))
    if row.state != "published":
        raise Conflict(_("This vacancy is not open any more."))
    if by is not None and not holds(by, Permission.LABOUR_MATCH, row):
        raise NotAllowed(_("You don’t bring people and work together here."))
    person.campaign = row.campaign
    match = matching.compare(row, person)
    made = Introduction(
        campaign=row.campaign, pack_version=row.campaign.pack_version, vacancy=row, seeker=person,
        enterprise=row.enterprise, area_code=row.area_code, fair=fair, asked_by_seeker=by is None,
        fits=match.fits, lacks=match.lacks, proposed_at=clock.now(), proposed_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            begun(made, row.campaign.pack.labour.clocks.answer, clock_kind="introduce")
    except IntegrityError:
        raise Conflict(_("The two were brought together before.")) from None
    event = record("introduction.propose", made, by=by, as_name="" if by else OWN, to="proposed")
    if by is None:
        telling.desk(made, telling.PROPOSED, lambda: _("A seeker asks to be introduced"), event)
    return made


@transaction.atomic
def introduce(*, introduction: Introduction, by: User) -> Introduction:
    """The enterprise learns who it is, and must answer in time."""
    row = held(introduction)
    must_be_open(row.campaign)
    if row.seeker_id is None:
        raise Conflict(_("The person’s entry was erased."))
    if row.vacancy.state != "published":
        raise Conflict(_("This vacancy is not open any more."))
    due = row.campaign.pack.due(clock.now(), row.campaign.pack.labour.clocks.answer)
    event = move(row, "introduce", by=by, due_at=due, set={"introduced_at": clock.now(), "introduced_by": by})
    telling.enterprise(row, telling.INTRODUCED, lambda: _("Somebody is introduced to you: please answer"), event)
    return row


@transaction.atomic
def hire(*, introduction: Introduction, by: User) -> Introduction:
    """Hired: counted at the vacancy, which is filled with the last place; the person's other introductions end."""
    vacancy = held(introduction.vacancy)
    row = held(introduction)
    event = move(row, "hire", by=by, set={"answered_at": clock.now()})
    vacancy.hired += 1
    vacancy.save(update_fields=["hired"])
    if row.seeker_id is not None:
        seeker = Seeker.objects.select_for_update(of=("self",)).get(pk=row.seeker_id)
        if seeker.state == "seeking":
            move(seeker, "hire", by=None, as_name=by.name)
        others = Introduction.objects.select_for_update(of=("self",)).filter(
            seeker=seeker, state__in=("proposed", "introduced")
        )
        for each in others:
            move(each, "lapse", by=None, as_name=by.name)
    if vacancy.state == "published" and vacancy.hired >= vacancy.wanted:
        vacancies.end(vacancy=vacancy, key="fill", by=by)
    telling.desk(row, telling.ANSWERED, lambda: _("An introduction was answered: hired"), event, but=by)
    return row


@transaction.atomic
def decline(*, introduction: Introduction, reason: str, by: User) -> Introduction:
    """It doesn't come to anything, and why."""
    row = held(introduction)
    event = move(row, "decline", by=by, reason=reason[:300], set={"answered_at": clock.now()})
    telling.desk(row, telling.ANSWERED, lambda: _("An introduction was answered: declined"), event, but=by)
    return row


@transaction.atomic
def drop(*, introduction: Introduction, reason: str, by: User) -> Introduction:
    """It isn't worth an introduction."""
    row = held(introduction)
    move(row, "drop", by=by, reason=reason[:300])
    return row


def reveal(*, introduction: Introduction, by: User) -> dict[str, Any]:
    """Name and telephone in clear, after the introduction; each look is recorded. Raises NotAllowed, Conflict."""
    rows = Introduction.objects.select_related("seeker__key", "enterprise", "campaign__jurisdiction")
    row = rows.get(pk=introduction.pk)
    if row.seeker is None:
        raise Conflict(_("The person’s entry was erased."))
    if not row.may_reveal(by):
        raise NotAllowed(_("Nobody is told the number before the introduction."))
    with transaction.atomic():
        record("introduction.reveal", row, by=by)
    return {"name": row.seeker.opened.get("name", ""), "phone": row.seeker.opened.get("phone", "")}
