"""Files: opened, amended, tied to an enterprise, left; and found by number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, copying
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record, record_many
from fugong.places.models import Campaign, CampaignState
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.workflow import moves
from fugong.workforce import keys
from fugong.workforce.actions import classes
from fugong.workforce.giving import Given, normal_name
from fugong.workforce.models import CampaignKey, DataKey, Employment, Person

PEOPLE_LOCK = 0x46554720  # the advisory lock of whoever makes a campaign's index key
KEPT = ("nationality", "language", "origin", "transport", "lodging")
"""What stands beside the sealed part and is taken over from what is said."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A file after somebody was entered: whether it is new, and the employment (None where no enterprise was named)."""

    person: Person
    is_new: bool
    employment: Employment | None


@transaction.atomic
def enter(
    *,
    campaign: Campaign,
    given: Given,
    by: User | None,
    enterprise: Enterprise | None = None,
    area_code: str = "",
    as_name: str = "",
    is_awaited: bool = False,
) -> Entered:
    """Opens a file, or finds the one that the number has already, and puts the person on an enterprise's list.

    `by` is None where the person does it by the enterprise's link; then `as_name` says so. Without an enterprise `area_code`
    says where the person is. `is_awaited`: a gate receives the person, who is expected until then. Raises NotAllowed, and
    Refused where the number belongs to another name.
    """
    _guard(campaign, by, enterprise, area_code)
    key = index_key(campaign)
    person = _by_number(campaign, key, given.document, lock=True)
    is_new = False
    if person is None:
        made = draft(campaign, given, key, area_code=enterprise.area_code if enterprise else area_code)
        made.is_awaited = is_awaited
        is_new = _opened(made, given.job)
        person = made if is_new else _by_number(campaign, key, given.document, lock=True)
        assert person is not None  # if it isn't ours, somebody else opened it at this moment
    if is_new:
        record("person.enter", person, by=by, as_name=as_name, enterprise=enterprise.pk if enterprise else None)
    else:
        _guard_name(person, given)
        said = given if by is not None or person.state == "left" else _only_new(person, given)
        if is_awaited:
            await_(person)
        _take_over(person, said, key, by=by, as_name=as_name)
    employment = (
        employ(person=person, enterprise=enterprise, job=given.job, by=by, as_name=as_name) if enterprise else None
    )
    if not is_new:
        classes.follow([person], why="file")
    return Entered(person, is_new, employment)


@transaction.atomic
def amend(*, person: Person, given: Given, by: User | None, as_name: str = "") -> None:
    """Corrects a file. The number may change too: then nobody else may have it. Raises NotAllowed, Conflict."""
    if by is not None and not person.may_move(by, Permission.PERSON_EDIT):
        raise NotAllowed(_("You can’t change this file."))
    key = index_key(person.campaign)
    held = Person.objects.select_for_update(of=("self",)).opened().get(pk=person.pk)
    other = _by_number(person.campaign, key, given.document)
    if other is not None and other.pk != person.pk:
        message = _("Another file has this number already.")
        raise Refused(message, fields=[Fault("document", message)])
    _take_over(held, given, key, by=by, as_name=as_name)
    classes.follow([held], why="file")


def note_wish(*, person: Person, text: str) -> None:
    """What the person says is wrong stands sealed in the file until somebody corrects it. Call it inside a transaction."""
    held = Person.objects.select_for_update(of=("self",)).opened().get(pk=person.pk)
    sealed = {**held.opened, "wish": text}
    Person.objects.filter(pk=person.pk).update(sealed=keys.seal(held.key.opened, sealed))


def await_(person: Person) -> None:
    """A gate receives this person. Whoever is here already stays so."""
    if person.state == "expected":
        person.is_awaited = True
        Person.objects.filter(pk=person.pk).update(is_awaited=True)


@transaction.atomic
def receive(*, person: Person) -> None:
    """Somebody at the gate has seen the person, who is here from now on and is sorted by the rules."""
    if not person.is_awaited:
        return
    person.is_awaited = False
    Person.objects.filter(pk=person.pk).update(is_awaited=False)
    classes.follow([person], why="arrival")


@transaction.atomic
def employ(
    *,
    person: Person,
    enterprise: Enterprise,
    job: str = "",
    by: User | None,
    since: dt.date | None = None,
    as_name: str = "",
) -> Employment:
    """Puts the person on an enterprise's list; where the person is on it already, only the kind of work may change."""
    if by is not None and not may(by, Permission.PERSON_EDIT, enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    found = Employment.objects.filter(person=person, enterprise=enterprise, left_on=None).first()
    if found is not None:
        if job and found.job != job:
            found.job = job
            found.save(update_fields=["job"])
        return found
    made = Employment.objects.create(
        campaign_id=person.campaign_id, person=person, enterprise=enterprise, area_code=enterprise.area_code, job=job,
        since=since or clock.today(), is_main=not Employment.objects.filter(person=person, left_on=None).exists(),
    )  # fmt: skip
    record("person.employ", person, by=by, as_name=as_name, enterprise=enterprise.pk)
    if person.area_code != enterprise.area_code and not _works_elsewhere(person, enterprise):
        person.area_code = enterprise.area_code
        Person.objects.filter(pk=person.pk).update(area_code=enterprise.area_code)
    if person.state == "left":
        Person.objects.filter(pk=person.pk).update(left_on=None)
        classes.follow([person], why="file", returns=True)
    return made


@transaction.atomic
def end(*, employment: Employment, by: User) -> None:
    """Takes the person off an enterprise's list; after the last one the person has left."""
    if not may(by, Permission.PERSON_EDIT, employment.enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": employment.enterprise})
    if employment.left_on is not None:
        raise Conflict(_("The person is off this list already."))
    employment.left_on = clock.today()
    employment.save(update_fields=["left_on"])
    following = Employment.objects.filter(person=employment.person_id, left_on=None).order_by("pk").first()
    if employment.is_main and following is not None:
        Employment.objects.filter(pk=following.pk).update(is_main=True)
    person = Person.objects.opened().get(pk=employment.person_id)
    record("person.unemploy", person, by=by, enterprise=employment.enterprise_id)
    if not Employment.objects.filter(person=person, left_on=None).exists() and person.state != "left":
        moves.move(
            person, "leave", by=None, as_name=str(by), set={"left_on": clock.today(), "card": "", "card_until": None}
        )


@transaction.atomic
def leave(*, person: Person, by: User) -> None:
    """The person has gone away: all employments end."""
    moves.move(person, "leave", by=by, set={"left_on": clock.today(), "card": "", "card_until": None})
    Employment.objects.filter(person=person, left_on=None).update(left_on=clock.today())


def reveal(*, person: Person, field: str, reason: str, by: User) -> str:
    """One sealed entry (`name`, `document`, `phone`, `address`, `places`) in clear; the look and its reason are recorded."""
    if field not in ("name", "document", "phone", "address", "places", "note"):
        raise Refused(_("There is nothing of that name in a file."))
    if not person.may_move(by, Permission.PERSON_REVEAL):
        raise NotAllowed(_("You can’t look at this."))
    if not reason.strip():
        raise Refused(_("Say why you need it."), fields=[Fault("reason", _("Say why you need it."))])
    with transaction.atomic():
        record("person.reveal", person, by=by, reason=reason.strip()[:200], field=field)
    value = person.opened.get(field, "")
    return "\n".join(f"{each['code']} – {each['until']}" for each in value) if isinstance(value, list) else str(value)


def find(campaign: Campaign, document: str) -> Person | None:
    """The file of a normalised number; None where there is none."""
    held = CampaignKey.objects.filter(campaign=campaign).select_related("key").first()
    return None if held is None else _by_number(campaign, held.key.opened, document)


def index_key(campaign: Campaign) -> bytes:
    """The campaign's index key, made when first asked for. Call it inside a transaction."""
    held = CampaignKey.objects.filter(campaign=campaign).select_related("key").first()
    if held is not None:
        return held.key.opened
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PEOPLE_LOCK, campaign.pk])
    held = CampaignKey.objects.filter(campaign=campaign).select_related("key").first()
    if held is not None:
        return held.key.opened
    key, sealed = keys.new()
    CampaignKey.objects.create(campaign=campaign, key=DataKey.objects.create(sealed=sealed))
    return key


def draft(campaign: Campaign, given: Given, key: bytes, *, area_code: str) -> Person:
    """A file that isn't in the database yet, with its own key and no class."""
    own, sealed = keys.new()
    said = {
        "area_code": area_code, "sealed": keys.seal(own, given.sealed()), "document_kind": given.document_kind,
        "arrived_on": given.arrived_on, "entered_at": clock.now(), "state": "green", "state_since": clock.now(),
        **indexes(given, key), **{name: getattr(given, name) for name in KEPT},
    }  # fmt: skip
    person = Person(campaign=campaign, key=DataKey(sealed=sealed), **{**copying.unsaid(Person), **said})
    person.nationality = person.nationality or "CN"
    person.language = person.language or "zh-hans"
    person.key.__dict__["opened"] = own
    person.__dict__["opened"] = given.sealed()
    return person


def indexes(given: Given, key: bytes) -> dict[str, Any]:
    """By what a file is found."""
    return {
        "document_index": keys.index(key, given.document, "document"),
        "name_index": keys.index(key, normal_name(given.name).casefold(), "name"),
        "phone_index": keys.index(key, given.phone, "phone") if given.phone else None,
    }


def save_new(people: Sequence[Person], *, by: User | None, via: str) -> None:
    """Many new files at once, each with its key and its event."""
    copying.write([person.key for person in people])
    copying.write(people)
    record_many("person.enter", people, by=by, as_name="" if by else "installation", data=[{"via": via}] * len(people))


def _by_number(campaign: Campaign, key: bytes, document: str, *, lock: bool = False) -> Person | None:
    rows = Person.objects.opened().filter(campaign=campaign, document_index=keys.index(key, document, "document"))
    found: Person | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    return found


def _guard(campaign: Campaign, by: User | None, enterprise: Enterprise | None, area_code: str) -> None:
    if campaign.state != CampaignState.OPEN:
        raise Conflict(_("This campaign is closed: no file is opened any more."))
    if by is None:
        return
    if enterprise is not None and not may(by, Permission.PERSON_EDIT, enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    if enterprise is None and not by.scope(Permission.PERSON_EDIT).covers_area(area_code):
        raise NotAllowed(_("You can’t open a file here."))


def _guard_name(person: Person, given: Given) -> None:
    if normal_name(person.name).casefold() != normal_name(given.name).casefold():
        message = _("This number belongs to a file with another name. Compare both with the document.")
        raise Refused(message, fields=[Fault("name", message)])


def _opened(person: Person, job: str) -> bool:
    """Writes a new file; False where another call opened one for the number at the same moment."""
    classes.first(person, job)
    try:
        with transaction.atomic():
            person.key.save(force_insert=True)
            person.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _only_new(person: Person, given: Given) -> Given:
    """Of what somebody says by a link, without an account, what the file didn't know: nobody sorts themselves anew."""
    known: dict[str, Any] = {name: getattr(person, name) for name in (*KEPT, "arrived_on")}
    known |= {name: person.opened.get(name) for name in ("phone", "address", "note")}
    emptied: dict[str, Any] = {name: None if name == "arrived_on" else "" for name, value in known.items() if value}
    return replace(given, **emptied, places=() if person.places else given.places)


def _take_over(person: Person, given: Given, key: bytes, *, by: User | None, as_name: str) -> None:
    """What is said now into a file that is there; what isn't said stays."""
    sealed = given.sealed(person.opened)
    if by is not None:
        sealed.pop("wish", None)
    values: dict[str, Any] = {name: getattr(given, name) for name in KEPT if getattr(given, name)}
    if given.arrived_on is not None:
        values["arrived_on"] = given.arrived_on
    values |= {name: index for name, index in indexes(given, key).items() if index is not None}
    values["document_kind"] = given.document_kind
    changed = sorted(name for name in {**person.opened, **sealed} if person.opened.get(name) != sealed.get(name))
    changed += sorted(
        name for name in (*KEPT, "arrived_on") if name in values and getattr(person, name) != values[name]
    )
    if not changed:
        return
    if by is not None and "arrived_on" in changed and given.arrived_on and given.arrived_on <= clock.today():
        values["is_awaited"] = False  # somebody knows that the person is here, by another way
    if person.arrived_on is not None and given.arrived_on is not None and given.arrived_on > person.arrived_on:
        values |= {"negatives": 0, "last_negative_on": None, "class_since": None, "silent_until": None}
    person.sealed = keys.seal(person.key.opened, sealed)
    person.__dict__["opened"] = sealed
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=["sealed", *values])
    record("person.amend", person, by=by, as_name=as_name, fields=changed)


def _works_elsewhere(person: Person, enterprise: Enterprise) -> bool:
    return Employment.objects.filter(person=person, left_on=None).exclude(enterprise=enterprise).exists()
