"""Signing up: by the desk, by the enterprise for its people, by a list, by the person through the course's link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, crypto
from fugong.core.errors import Conflict, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.registry.models import Enterprise
from fugong.sheets import cells
from fugong.training import telling
from fugong.training.access import over_place
from fugong.training.actions import attending
from fugong.training.actions.held import held, tidy
from fugong.training.models import Course, Presence, Session, Trainee
from fugong.workflow.moves import move
from fugong.workforce.models import Person

VISITOR: Any = gettext_lazy("the person, by the course’s link")
OWN: Any = gettext_lazy("the person, by the own link")
NAME, PHONE = "training.name", "training.phone"
MOST = 1_000
"""People that one step signs up."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person to be trained: an account, a file, or a name with a telephone number."""

    name: str = ""
    phone: str = ""
    user: User | None = None
    person: Person | None = None
    language: str = ""

    @property
    def said(self) -> str:
        """The name as it stands with the account or in the file, else as it was typed."""
        known = self.user.name if self.user else self.person.name if self.person else self.name
        return tidy(str(known), 60)


def name_index(name: str) -> bytes:
    """By which a name is found without opening any."""
    return crypto.blind_index("".join(name.split()), NAME)


def phone_index(phone: str) -> bytes | None:
    """By which a number is found; None for none."""
    return crypto.blind_index(phone, PHONE) if phone else None


def telephone(said: str) -> str:
    """The number in what was typed. Raises Refused."""
    try:
        return cells.telephones(said.strip())[0] if said.strip() else ""
    except cells.Bad as bad:
        raise refuse("phone", str(bad)) from None


@transaction.atomic
def sign_up(
    *,
    course: Course,
    who: Who,
    by: User | None,
    enterprise: Enterprise | None = None,
    via: str = "desk",
    as_name: Any = "",
) -> Trainee:
    """Puts a person on a course; who is on it already is found again. Raises NotAllowed, Conflict, Refused."""
    must_be_open(course.campaign)
    if course.state != "open":
        raise Conflict(_("This course is “%(state)s”.") % {"state": course.state_name})
    _guard(course, enterprise, by)
    name, phone = who.said, telephone(who.phone)
    if len(name) < 2:
        raise refuse("name", _("Write the name."))
    if who.user is None and who.person is None and not phone:
        raise refuse("phone", _("Write the telephone number."))
    known = _known(course, who, name, phone)
    if known is not None:
        return known
    language = who.language or (who.person.language if who.person else "") or "zh-hans"
    made = Trainee(
        campaign=course.campaign, pack_version=course.pack_version, course=course, enterprise=enterprise,
        area_code=enterprise.area_code if enterprise else course.area_code, user=who.user, person=who.person, name=name,
        name_index=name_index(name), phone=phone or None, phone_index=phone_index(phone), via=via,
        language=language if language in dict(settings.LANGUAGES) else "zh-hans", signed_up_at=clock.now(),
        state="signed_up", state_since=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        found = _known(course, who, name, phone)
        if found is None:
            raise
        return found
    event = record("trainee.sign_up", made, by=by, as_name=as_name, to="signed_up", via=via)
    if by is None or who.user is None or by.pk != who.user.pk:
        telling.holder(made, lambda: _("Signed up for “%(course)s”") % {"course": course}, event)
    attending.follow(made)
    return made


def _known(course: Course, who: Who, name: str, phone: str) -> Trainee | None:
    rows = Trainee.objects.filter(course=course).exclude(state="withdrawn")
    if who.user is not None:
        rows = rows.filter(user=who.user)
    elif who.person is not None:
        rows = rows.filter(person=who.person)
    else:
        rows = rows.filter(name_index=name_index(name), phone_index=phone_index(phone))
    found: Trainee | None = rows.select_related("course", "campaign__pack_version").first()
    return found


def _guard(course: Course, enterprise: Enterprise | None, by: User | None) -> None:
    if by is None or over_place(by, P.TRAINING_MANAGE, course.campaign):
        return
    if enterprise is not None and enterprise.pk in by.scope(P.TRAINING_VIEW).enterprises:
        return
    raise NotAllowed(_("You can’t sign people up for this."))


@transaction.atomic
def people(*, course: Course, enterprise: Enterprise, persons: Iterable[int], by: User) -> int:
    """The enterprise signs up people of its list; how many are new on the course."""
    _guard(course, enterprise, by)
    wanted = list(dict.fromkeys(persons))[:MOST]
    seen = Person.objects.visible_to(by, P.PERSON_VIEW).filter(
        campaign=course.campaign, pk__in=wanted, employments__enterprise=enterprise, employments__left_on=None
    )
    there = set(
        Trainee.objects.filter(course=course, person__in=wanted)
        .exclude(state="withdrawn")
        .values_list("person", flat=True)
    )
    done = 0
    for person in seen.opened().order_by("pk"):
        if person.pk not in there:
            sign_up(course=course, who=Who(person=person), enterprise=enterprise, by=by, via="enterprise")
            done += 1
    return done


@transaction.atomic
def by_link(*, token: str, who: Who, uscc: str, read_notice: bool) -> Trainee:
    """Somebody signs up by the course's link. Raises Refused; the link has an end, for it hangs where all see it."""
    course = opened(token)
    if course is None:
        raise Conflict(_("This course is closed."))
    if not read_notice:
        raise refuse("read_notice", _("Read what is kept and why, and tick that you have."))
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)  # those who come at once are counted one by one
    name, phone = tidy(who.name, 60), telephone(who.phone)
    if not phone:
        raise refuse("phone", _("Write the telephone number."))
    known = _known(course, Who(), name, phone)
    if known is not None:
        return known
    many = Trainee.objects.filter(course=course, via="link").count()
    if many >= course.campaign.pack.training.by_link:
        raise Refused(_("Nobody else can sign up by this link. Ask the desk, or your employer."))
    enterprise = None
    if uscc.strip():
        rows = Enterprise.objects.filter(uscc=uscc.strip().upper(), enrolments__campaign=course.campaign)
        enterprise = rows.first()
        if enterprise is None:
            raise refuse("uscc", _("No enterprise of this campaign has this code. Leave it empty if you aren’t sure."))
    return sign_up(course=course, who=who, by=None, enterprise=enterprise, via="link", as_name=VISITOR)


def opened(token: str) -> Course | None:
    """The course of a link, while it is open."""
    rows = Course.objects.filter(token=token, state="open", campaign__state="open")
    return rows.select_related("campaign__pack_version", "campaign__jurisdiction", "pack_version").first()


def own(token: str) -> Trainee | None:
    """The trainee of a personal page, as long as it is kept."""
    rows = Trainee.objects.filter(token=token, name__isnull=False)
    return rows.select_related(
        "course", "campaign__pack_version", "campaign__jurisdiction", "enterprise", "pack_version", "user", "person"
    ).first()


@transaction.atomic
def withdraw(*, trainee: Trainee, reason: str, by: User) -> Trainee:
    """The person doesn't come; seats are free again."""
    row = held(trainee)
    move(row, "withdraw", by=by, reason=tidy(reason, 300))
    for presence in Presence.objects.filter(trainee=row, signed_in_at=None, session__state="planned").order_by(
        "session"
    ):
        _free(presence)
    return row


def _free(presence: Presence) -> None:
    session = Session.objects.select_for_update(no_key=True).get(pk=presence.session_id)
    presence.delete()
    Session.objects.filter(pk=session.pk).update(taken=session.taken - 1)


@transaction.atomic
def allow(*, trainee: Trainee, reason: str, by: User) -> Trainee:
    """One more try, beyond those of the rule."""
    row = held(trainee)
    if row.course.state != "open":
        raise Conflict(_("This course is “%(state)s”.") % {"state": row.course.state_name})
    event = move(row, "allow", by=by, reason=tidy(reason, 300), set={"more_tries": row.more_tries + 1})
    telling.holder(row, lambda: _("You have one more try: “%(course)s”") % {"course": row.course}, event)
    return row
