"""Many people at once: of one enterprise, or of a whole area's list. A file that is there already is found, never doubled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, copying
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.workforce import keys
from fugong.workforce.actions import classes, files
from fugong.workforce.giving import Given, normal_name
from fugong.workforce.models import Employment, Person

CHUNK = 2_000
MANY = 5_000  # new files in one list, after which the planner must hear of them at once
Line = tuple[Enterprise, Given, bytes]
"""Where somebody works, who it is, and by what the file is found."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many files were opened, how many people came onto a list, and how many stood there already."""

    new: int
    employed: int
    known: int


@transaction.atomic
def take(*, campaign: Campaign, enterprise: Enterprise, people: Sequence[Given], by: User) -> Taken:
    """Puts people on one enterprise's list, all or nobody. Raises Refused naming those whose number has another name."""
    if not may(by, Permission.PERSON_EDIT, enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    return take_all(campaign=campaign, rows=((enterprise, given) for given in people), by=by, via="sheet")


def take_all(*, campaign: Campaign, rows: Iterable[tuple[Enterprise, Given]], by: User | None, via: str) -> Taken:
    """The same for many enterprises; whoever calls has asked whether `by` may. Inside a transaction."""
    if campaign.state != CampaignState.OPEN:
        raise Conflict(_("This campaign is closed: no file is opened any more."))
    key = files.index_key(campaign)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [files.PEOPLE_LOCK, campaign.pk])
    new = employed = known = 0
    faults: list[Fault] = []
    for chunk in _chunks(rows):
        some = [(enterprise, given, keys.index(key, given.document, "document")) for enterprise, given in chunk]
        found = _existing(campaign, [index for _enterprise, _given, index in some])
        faults += _other_names(found, some, key)
        if faults:
            continue
        made = _drafts(campaign, some, found, key)
        try:
            with transaction.atomic():
                files.save_new(list(made.values()), by=by, via=via)
        except IntegrityError:
            raise Conflict(_("Somebody of this list was entered at the same moment. Send it again.")) from None
        people = {index: person for index, person in found.items()} | made
        came = _employ(campaign, some, people)
        new, employed, known = new + len(made), employed + came, known + len(some) - came
    if faults:
        raise Refused(_("Some people can't be added; nobody was."), fields=faults[:50])
    if new > MANY:
        _count()
    record("person.roster", campaign, by=by, as_name="" if by else "installation", new=new, employed=employed, via=via)
    return Taken(new, employed, known)


def _count() -> None:
    """The database counts by itself a minute later; whoever opens the day's lists before that would wait for minutes."""
    with connection.cursor() as cursor:
        for table in (Person, Employment):
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {table._meta.db_table}")


def existing(campaign: Campaign, key: bytes, people: Sequence[Given]) -> dict[bytes, Person]:
    """Index → the file, of those who have one."""
    return _existing(campaign, [keys.index(key, given.document, "document") for given in people])


def _existing(campaign: Campaign, wanted: list[bytes]) -> dict[bytes, Person]:
    rows = Person.objects.opened().filter(campaign=campaign, document_index__in=wanted)
    return {bytes(person.document_index): person for person in rows}


def is_other(person: Person, given: Given, key: bytes) -> bool:
    """Whether a number's file has another name."""
    return bytes(person.name_index) != keys.index(key, normal_name(given.name).casefold(), "name")


def _other_names(found: dict[bytes, Person], some: Sequence[Line], key: bytes) -> list[Fault]:
    words = _("%(name)s: this number belongs to a file with another name. Compare both with the document.")
    return [
        Fault(given.name, words % {"name": given.name})
        for _enterprise, given, index in some
        if (person := found.get(index)) and is_other(person, given, key)
    ]


def _drafts(campaign: Campaign, some: Sequence[Line], found: dict[bytes, Person], key: bytes) -> dict[bytes, Person]:
    made: dict[bytes, Person] = {}
    for enterprise, given, index in some:
        if index in found or index in made:
            continue
        person = files.draft(campaign, given, key, area_code=enterprise.area_code)
        classes.first(person, given.job)
        made[index] = person
    return made


def _employ(campaign: Campaign, some: Sequence[Line], people: dict[bytes, Person]) -> int:
    today = clock.today()
    wanted = {}
    for enterprise, given, index in some:
        person = people[index]
        wanted[person.pk, enterprise.pk] = Employment(
            campaign=campaign, person=person, enterprise=enterprise, area_code=enterprise.area_code, job=given.job,
            since=today,
        )  # fmt: skip
    pairs = Employment.objects.current().filter(person__in={person for person, _enterprise in wanted})
    there = set(pairs.values_list("person_id", "enterprise_id"))
    rows = [employment for pair, employment in wanted.items() if pair not in there]
    counted = set(pairs.filter(is_main=True).values_list("person_id", flat=True))
    for row in rows:
        row.is_main = row.person_id not in counted
        counted.add(row.person_id)
    copying.write(rows)
    returned = [person for person in people.values() if person.state == "left"]
    if returned:
        Person.objects.filter(pk__in=[person.pk for person in returned]).update(left_on=None)
        classes.follow(returned, why="file", returns=True)
    return len(rows)


def _chunks(rows: Iterable[tuple[Enterprise, Given]]) -> Iterator[list[tuple[Enterprise, Given]]]:
    walking = iter(rows)
    while some := list(islice(walking, CHUNK)):
        yield some
