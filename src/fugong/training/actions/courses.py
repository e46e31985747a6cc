"""Courses: opened from the pack, or entered by the desk; closed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.training.actions.held import held, require, tidy
from fugong.training.models import Course, Presence, Session
from fugong.training.models.course import MODES
from fugong.training.policy import CourseKind, Examination
from fugong.workflow.moves import move

LANGUAGES = ("zh", "en", "ja", "ko")


@transaction.atomic
def open_kind(*, campaign: Campaign, key: str, by: User | None) -> Course:
    """Opens a course of the pack. The same again, while it is open, is the same. Raises Refused."""
    require(Permission.TRAINING_MANAGE, campaign, by)
    must_be_open(campaign)
    kind = campaign.pack.training.course(key)
    if kind is None:
        raise refuse("key", _("The pack has no such course."))
    found = Course.objects.filter(campaign=campaign, key=key, state="open").first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(campaign, by, _of_pack(kind))
    except IntegrityError:
        return Course.objects.get(campaign=campaign, key=key, state="open")


def _of_pack(kind: CourseKind) -> dict[str, Any]:
    return {
        "key": kind.key, "names": kind.name.by_language, "abouts": kind.about.by_language if kind.about else {},
        "gives": kind.gives, "trainer": kind.by, "mode": kind.mode, "address": kind.address, "recorded": kind.recorded,
        "minutes": kind.minutes, "exam": kind.examination.model_dump() if kind.examination else None,
    }  # fmt: skip


@transaction.atomic
def enter(*, campaign: Campaign, values: Mapping[str, Any], by: User) -> Course:
    """A course of the desk's own. `values`: names and abouts by language, gives, trainer, mode, address, recorded, minutes,
    exam (as Examination takes it, or None). Raises Refused with each fault at its field.
    """
    require(Permission.TRAINING_MANAGE, campaign, by)
    must_be_open(campaign)
    return _make(campaign, by, _checked(campaign, values))


@transaction.atomic
def amend(*, course: Course, values: Mapping[str, Any], by: User) -> Course:
    """Corrects a course that is open. Tries that were begun keep their rule. Raises Refused, Conflict."""
    row = held(course)
    require(Permission.TRAINING_MANAGE, row.campaign, by)
    if row.state != "open":
        raise Conflict(_("This course is “%(state)s”.") % {"state": row.state_name})
    fields = _checked(row.campaign, values)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    record("course.amend", row, by=by)
    return row


def _make(campaign: Campaign, by: User | None, fields: dict[str, Any]) -> Course:
    moment = clock.now()
    made = Course.objects.create(
        campaign=campaign, pack_version=campaign.pack_version, area_code=campaign.jurisdiction.code, state="open",
        state_since=moment, opened_at=moment, opened_by=by, **fields,
    )  # fmt: skip
    record("course.open", made, by=by, as_name="" if by else "installation", name=made.names.get("zh", ""))
    return made


def _checked(campaign: Campaign, values: Mapping[str, Any]) -> dict[str, Any]:
    rules = campaign.pack.training
    faults: list[Fault] = []
    names = {each: said for each in LANGUAGES if (said := tidy(str(values.get("names", {}).get(each, "")), 120))}
    abouts = {
        each: said for each in LANGUAGES if (said := str(values.get("abouts", {}).get(each, "")).strip()[:1000])
    }  # fmt: skip
    if not names:
        faults.append(Fault("name_zh", _("Write the title.")))
    gives, mode = str(values.get("gives", "")), str(values.get("mode", "on_site"))
    if gives and rules.qualification(gives) is None:
        faults.append(Fault("gives", _("There is no such qualification here.")))
    if mode not in MODES:
        faults.append(Fault("mode", _("Choose one.")))
    address = tidy(str(values.get("address", "")), 300)
    if address and urlsplit(address).scheme not in ("http", "https"):
        faults.append(Fault("address", _("Write an address that begins with https://.")))
    numbers = {"recorded": values.get("recorded") or 0, "minutes": values.get("minutes") or 0}
    for name, most in (("recorded", 1440), ("minutes", 10_000)):
        if not 0 <= numbers[name] <= most:
            faults.append(Fault(name, _("The number must be from %(least)s to %(most)s.") % {"least": 0, "most": most}))
    if numbers["recorded"] and not address:
        faults.append(Fault("address", _("A recording needs an address.")))
    exam = _exam(campaign, values.get("exam"), faults)
    if faults:
        raise Refused(_("Something in the course doesn’t fit yet."), fields=faults)
    return {
        "names": names, "abouts": abouts, "gives": gives, "trainer": tidy(str(values.get("trainer", "")), 80),
        "mode": mode, "address": address, "exam": exam, **numbers,
    }  # fmt: skip


def _exam(campaign: Campaign, said: Any, faults: list[Fault]) -> dict[str, Any] | None:
    if not said or not said.get("draw"):
        return None
    try:
        rule = Examination.model_validate(said)
        campaign.pack.clock(rule.wait)
    except ValueError:
        faults.append(Fault("exam", _("Check the examination: questions, pass mark, minutes, tries, waiting time.")))
        return None
    topics = {each.key for each in campaign.pack.training.topics}
    if any(each.topic not in topics for each in rule.draw):
        faults.append(Fault("exam", _("There is no such topic here.")))
    return rule.model_dump()


@transaction.atomic
def close(*, course: Course, by: User) -> Course:
    """Nobody signs up or is examined any more."""
    row = held(course)
    move(row, "close", by=by)
    return row


@transaction.atomic
def reopen(*, course: Course, by: User) -> Course:
    """Open again. Raises Conflict where another of the same kind is open."""
    row = held(course)
    must_be_open(row.campaign)
    if row.key and Course.objects.filter(campaign=row.campaign, key=row.key, state="open").exists():
        raise Conflict(_("Another course of this kind is open."))
    move(row, "reopen", by=by)
    return row


@transaction.atomic
def cancel(*, course: Course, reason: str, by: User) -> Course:
    """It doesn't take place, nor do its sessions."""
    row = held(course)
    move(row, "cancel", by=by, reason=tidy(reason, 300))
    for session in Session.objects.select_for_update().filter(course=row, state__in=("planned", "running")):
        move(session, "cancel", by=None, as_name=str(by), reason=tidy(reason, 300))
        Presence.objects.filter(session=session, signed_in_at=None).delete()
    return row
