"""Employees' commitments: the list of those who are to sign, the link they sign by, and signing without an account."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, crypto
from fugong.core.errors import Fault, Refused
from fugong.core.ids import link_token
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.resumption import standings
from fugong.resumption.actions.commitments import digest, text_of
from fugong.resumption.models import EmployeeCommitment, SigningLink, SigningTry
from fugong.resumption.signing import TAIL, Tries, normal_name, normal_tail

MOST_PEOPLE = 50_000
SIGN_LOCK = 0x46554704  # the advisory lock under which failed signings of one link are counted
VISITOR: Any = gettext_lazy("an employee, by the signing link")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is to sign: name, and the identity number or its last four signs."""

    name: str
    identity: str


@transaction.atomic
def add(*, campaign: Campaign, enterprise: Enterprise, people: Iterable[Person], by: User) -> int:
    """Puts people on the roster and returns how many are new. Of the number only a keyed digest of its end is kept.

    Raises Refused with a fault for each line (`0`, `1`, …) that can't be read; then nobody is added.
    """
    require(by, Permission.COMMITMENT_SIGN, enterprise)
    given = list(people)
    _guard_people(given)
    rows = [
        EmployeeCommitment(
            campaign=campaign,
            enterprise=enterprise,
            area_code=enterprise.area_code,
            name=normal_name(person.name),
            tail_index=tail_index(campaign, enterprise, person.identity),
        )
        for person in given
    ]
    before = _roster(campaign, enterprise).count()
    EmployeeCommitment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    added = _roster(campaign, enterprise).count() - before
    if added:
        record("enterprise.roster", enterprise, by=by, added=added, campaign=campaign.pk)
        standings.refresh(campaign=campaign, day=clock.today(), enterprise_ids=[enterprise.pk])
    return added


@transaction.atomic
def remove(*, employee: EmployeeCommitment, by: User) -> None:
    """Takes someone who left off the roster. A signature goes with the person's place on it, and the event stays."""
    require(by, Permission.COMMITMENT_SIGN, employee.enterprise)
    was_signed = employee.signed_at is not None
    record("employee_commitment.remove", employee, by=by, signed=was_signed)
    employee.delete()
    standings.refresh(campaign=employee.campaign, day=clock.today(), enterprise_ids=[employee.enterprise_id])


@transaction.atomic
def link(*, campaign: Campaign, enterprise: Enterprise, by: User) -> SigningLink:
    """The link by which the enterprise's employees sign; made when first asked for."""
    require(by, Permission.COMMITMENT_SIGN, enterprise)
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    existing = SigningLink.objects.filter(campaign=campaign, enterprise=enterprise, withdrawn_at=None).first()
    return existing or _new_link(campaign, enterprise, by)


@transaction.atomic
def renew_link(*, campaign: Campaign, enterprise: Enterprise, by: User) -> SigningLink:
    """A new link; the old one stops working at once."""
    require(by, Permission.COMMITMENT_SIGN, enterprise)
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    SigningLink.objects.filter(campaign=campaign, enterprise=enterprise, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )
    return _new_link(campaign, enterprise, by)


def open_link(token: str) -> SigningLink | None:
    """The link that a token opens; None where there is none, it was withdrawn, or its campaign is closed."""
    found = SigningLink.objects.select_related("campaign__pack_version", "enterprise").filter(
        token=token, withdrawn_at=None, campaign__state=CampaignState.OPEN
    )
    return found.first()


def sign(
    *, link: SigningLink, name: str, identity: str, agreed: bool, language: str, address: str
) -> EmployeeCommitment:
    """An employee signs. The same words answer a wrong name and a wrong number, so that nobody learns who is on the roster.

    Raises TooMany after repeated failures for the link, the address or the name. Signing again gives the same receipt.
    """
    _guard_form(name, identity, agreed)
    tries = Tries(link=link, address=address, name=normal_name(name))
    with transaction.atomic():
        _hold(link)
        tries.guard()
        found = _match(link, name, identity)
        if found is None:
            tries.failed()
        elif found.signed_at is None:
            _sign(found, link, language)
    if found is None:
        message = _(
            "Name and number don't match the list of this enterprise. Check both, or ask whoever gave you the code."
        )
        raise Refused(message, code="no_match", fields=[Fault("name", message)])
    return found


def tail_index(campaign: Campaign, enterprise: Enterprise, identity: str) -> bytes:
    """The keyed digest of a number's last four signs; of use for this enterprise's roster only."""
    return crypto.blind_index(normal_tail(identity), f"roster:{campaign.pk}:{enterprise.pk}")


def parse(text: str) -> list[Person]:
    """People typed or pasted one a line: name, then the identity number or its last four signs. Raises Refused by line."""
    people, faults = [], []
    lines = [unicodedata.normalize("NFKC", line).strip() for line in text.splitlines()]
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        parts = line.replace(",", " ").replace("、", " ").replace(";", " ").replace("\t", " ").split()
        if len(parts) < 2:
            words = {"n": number, "line": line[:1] + "…"}
            faults.append(Fault(f"line-{number}", _("Line %(n)s (%(line)s): write the name, then the number.") % words))
            continue
        people.append(Person(name=" ".join(parts[:-1]), identity=parts[-1]))
    if faults:
        raise Refused(_("Some lines can't be read; nobody was added."), fields=faults)
    return people


def forget_tries() -> int:
    """Removes the marks of failed signings that no limit counts any more; returns how many."""
    return SigningTry.objects.filter(at__lt=Tries.oldest()).delete()[0]


def _match(link: SigningLink, name: str, identity: str) -> EmployeeCommitment | None:
    index = tail_index(link.campaign, link.enterprise, identity)
    roster = _roster(link.campaign, link.enterprise)
    return roster.filter(name=normal_name(name), tail_index=index).order_by(F("signed_at").asc(nulls_last=True)).first()


def _sign(row: EmployeeCommitment, link: SigningLink, language: str) -> None:
    row.signed_at = clock.now()
    row.language = language
    row.text_digest = digest(text_of(link.campaign.pack, "employee", language))
    row.save(update_fields=["signed_at", "language", "text_digest"])
    record("employee_commitment.sign", row, by=None, as_name=VISITOR, language=language)
    standings.refresh(campaign=link.campaign, day=clock.today(), enterprise_ids=[link.enterprise_id])


def _hold(link: SigningLink) -> None:
    """Attempts by one link are counted one after the other, so that many at once can't slip past the limit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SIGN_LOCK, link.pk % 2**31])


def _new_link(campaign: Campaign, enterprise: Enterprise, by: User) -> SigningLink:
    made = SigningLink.objects.create(campaign=campaign, enterprise=enterprise, token=link_token(), made_at=clock.now())
    record("signing_link.make", made, by=by)
    return made


def _roster(campaign: Campaign, enterprise: Enterprise):
    return EmployeeCommitment.objects.filter(campaign=campaign, enterprise=enterprise)


def _guard_people(people: list[Person]) -> None:
    if len(people) > MOST_PEOPLE:
        raise Refused(_("At most %(n)s people at once.") % {"n": MOST_PEOPLE})
    faults = []
    for at, person in enumerate(people):
        if not 1 <= len(normal_name(person.name)) <= 60:
            faults.append(Fault(str(at), _("%(n)s: the name is missing or too long.") % {"n": at + 1}))
        elif not TAIL.fullmatch(normal_tail(person.identity)):
            words = {"n": at + 1, "name": person.name}
            faults.append(
                Fault(str(at), _("%(n)s (%(name)s): the last four signs of the identity number are missing.") % words)
            )
    if faults:
        raise Refused(_("Some people can't be added; nobody was."), fields=faults)


def _guard_form(name: str, identity: str, agreed: bool) -> None:
    faults = []
    if not 1 <= len(normal_name(name)) <= 60:
        faults.append(Fault("name", _("Write your name as on your identity card.")))
    if not TAIL.fullmatch(normal_tail(identity)):
        faults.append(Fault("identity", _("Write the last four signs of your identity number.")))
    if not agreed:
        faults.append(Fault("agreed", _("Tick the box to agree.")))
    if faults:
        raise Refused(_("The commitment isn't signed yet. What is missing is marked below."), fields=faults)
