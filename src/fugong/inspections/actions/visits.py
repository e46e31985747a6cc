"""Keeping a visit: once, whoever sends it however often; and whatever else comes under its number beside it."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.inspections import completion
from fugong.inspections.actions import giving, rounds
from fugong.inspections.actions.giving import Answer, Given, Place
from fugong.inspections.models import Evidence, Kind, RoundStop, Visit, VisitEdit, VisitItem, VisitPerson
from fugong.ledger.recording import record as tell
from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.policy.models import PackVersion
from fugong.registry.access import may
from fugong.registry.models import Enterprise, Team
from fugong.resumption import measured, signatures
from fugong.resumption.checklist import Item
from fugong.resumption.models import FilingStep
from fugong.resumption.signatures import Signature

LONGEST_NOTE = 500
MOST_ANSWERS = 600


@transaction.atomic
def record(
    *,
    uid: uuid.UUID,
    campaign: Campaign,
    enterprise: Enterprise,
    checklist: str | Sequence[str],
    items: Iterable[Answer],
    signature: Signature | None,
    started_at: dt.datetime,
    finished_at: dt.datetime,
    place: Place | None,
    device: str,
    by: User,
    kind: str = Kind.ROUND,
    note: str = "",
    people: Iterable[int] = (),
    team: Team | None = None,
    step: FilingStep | None = None,
    pack_version: PackVersion | None = None,
) -> Visit:
    """Keeps a visit. The same `uid` with the same content changes nothing; with other content it is kept as an edit beside.

    `checklist` is one key, or several for a combined visit. Items that weren't looked at are left out. `people` are ids of
    those who went along. `pack_version` is the one whose lists were filled (the phone may have been away while they changed).
    A `step` of a filing gets its checklist from the visit. Raises Refused with a fault at each item, NotAllowed, Conflict.
    """
    keys = (checklist,) if isinstance(checklist, str) else tuple(dict.fromkeys(checklist))
    sole = keys[0] if len(keys) == 1 else ""
    answers = tuple(replace(each, checklist=each.checklist or sole, note=each.note.strip()) for each in items)
    given = Given(
        uid, kind, keys, answers, signature, started_at, finished_at, place, device[:80], note.strip(), tuple(people)
    )
    _guard(campaign, enterprise, given, by)
    _lock(uid)
    before = Visit.objects.select_related("enterprise", "campaign").filter(uid=uid).first()
    if before is not None:
        return _again(before, campaign, enterprise, given, by)
    version = _version(campaign, pack_version)
    rows = _items(version, campaign, enterprise, given)
    visit = _keep(campaign, enterprise, version, given, rows, team, by)
    _verify(visit, step, rows, by)
    rounds.visited(visit)
    failed = [row for row in rows if row.passed is False]
    tell(
        "visit.record",
        visit,
        by=by,
        kind=visit.kind,
        result=visit.result,
        number=visit.number,
        failed=len(failed),
        corrected=visit.corrected,
    )
    completion.completed(visit, failed, by)
    return visit


@transaction.atomic
def settle(*, edit: VisitEdit, by: User) -> VisitEdit:
    """Says that somebody looked at both and that the visit stands as it is."""
    if not _may_visit(by, edit.visit.campaign, edit.visit.enterprise):
        raise NotAllowed(_("You can't record visits at %(enterprise)s.") % {"enterprise": edit.visit.enterprise})
    taken = VisitEdit.objects.filter(pk=edit.pk, settled_at=None).update(
        settled_at=clock.now(), settled_by=by, outcome="kept"
    )
    if not taken:
        raise Conflict(_("Someone has settled this already."))
    tell("visit.settle", edit.visit, by=by, number=edit.visit.number)
    edit.refresh_from_db()
    return edit


# -- before anything is written -----------------------------------------------------------------------------------


def _guard(campaign: Campaign, enterprise: Enterprise, given: Given, by: User) -> None:
    if not _may_visit(by, campaign, enterprise):
        raise NotAllowed(_("You can't record visits at %(enterprise)s.") % {"enterprise": enterprise})
    if not enterprise.area_code.startswith(campaign.jurisdiction.prefix):
        raise Refused(_("%(enterprise)s isn't part of this campaign.") % {"enterprise": enterprise})
    if given.kind not in Kind.values:
        _fault("kind", _("There is no such kind of visit."))
    if given.finished_at < given.started_at:
        _fault("finished_at", _("The visit ends before it begins."))
    if not given.answers or len(given.answers) > MOST_ANSWERS:
        _fault("items", _("Look at one item at least before you finish."))


def _may_visit(by: User, campaign: Campaign, enterprise: Enterprise) -> bool:
    """Whoever holds the permission over the enterprise, or was sent there on a round."""
    if may(by, Permission.VISIT_RECORD, enterprise):
        return True
    if not by.holds(Permission.VISIT_RECORD):
        return False
    since = clock.today() - dt.timedelta(days=14)
    return (
        RoundStop.objects.of(by)
        .filter(round__campaign=campaign, enterprise=enterprise, round__day__gte=since)
        .exclude(round__state="dropped")
        .exists()
    )


def _fault(where: str, message: str) -> None:
    raise Refused(message, fields=[Fault(where, message)])


def _lock(uid: uuid.UUID) -> None:
    """Two phones that send one number at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 14))", [str(uid)])


def _version(campaign: Campaign, asked: PackVersion | None) -> PackVersion:
    if asked is None or asked.key != campaign.pack_version.key:
        return campaign.pack_version
    return asked


# -- the rows -----------------------------------------------------------------------------------------------------


def _items(version: PackVersion, campaign: Campaign, enterprise: Enterprise, given: Given) -> list[VisitItem]:
    """The items as rows. Which apply is said by the list, so one that no longer applies is still kept: it was looked at."""
    section = for_version(version).inspections
    known: dict[tuple[str, str], tuple[str, Item]] = {}
    for key in given.checklists:
        try:
            found = section.checklist(key)
        except KeyError:
            _fault("checklist", _("The place has no checklist “%(key)s”.") % {"key": key})
        known |= {(key, item.key): (section.aspect_of(found, item.key), item) for item in found.items}
    faults, rows, seen = [], [], set()
    for answer in given.answers:
        at = (answer.checklist, answer.item)
        if at not in known or at in seen:
            faults.append(Fault(answer.item, _("This item isn't in the list, or is there twice.")))
            continue
        seen.add(at)
        rows.append(_row(answer, *known[at]))
    if faults:
        raise Refused(_("Some items can't be kept. They are marked below."), fields=faults)
    return rows


def _row(answer: Answer, aspect: str, item: Item) -> VisitItem:
    passed = False if _outside(answer, item) else answer.passed
    return VisitItem(
        checklist=answer.checklist,
        aspect=aspect,
        item=item.key,
        passed=passed,
        value=answer.value,
        note=answer.note[:LONGEST_NOTE],
        corrected=answer.corrected and passed is False,
        on_fail=item.on_fail,
        weight=item.weight,
    )


def _outside(answer: Answer, item: Item) -> bool:
    """A number beyond the list's limits, unless the item wasn't applicable."""
    return answer.passed is not None and measured.outside(item, answer.value)


def _keep(
    campaign: Campaign,
    enterprise: Enterprise,
    version: PackVersion,
    given: Given,
    rows: list[VisitItem],
    team: Team | None,
    by: User,
) -> Visit:
    ahead = max(given.finished_at - clock.now(), dt.timedelta(0))
    looked = [row for row in rows if row.passed is not None]
    failed = [row for row in rows if row.passed is False]
    signed = given.signature or Signature()
    visit = Visit(
        uid=given.uid,
        campaign=campaign,
        enterprise=enterprise,
        area_code=enterprise.area_code,
        pack_version=version,
        kind=given.kind,
        checklists=list(given.checklists),
        team=team,
        day=clock.local(given.finished_at - ahead).date(),
        started_at=given.started_at - ahead,
        finished_at=given.finished_at - ahead,
        received_at=clock.now(),
        device=given.device,
        by=by,
        note=given.note,
        result="faults" if failed else "passed",
        reached=sum(row.weight for row in looked if row.passed),
        weight=sum(row.weight for row in looked),
        failed=len(failed),
        corrected=sum(row.corrected for row in rows),
        signer=signed.name.strip()[:60],
        refusal=signed.refusal.strip()[:300],
        digest=given.digest(),
        **_where(given.place),
    )
    _sign(visit, signed)
    visit.save(force_insert=True)
    for row in rows:
        row.visit = visit
    VisitItem.objects.bulk_create(rows)
    _people(visit, given.people, by)
    Evidence.objects.filter(visit_uid=visit.uid, visit=None).update(
        visit=visit, enterprise=enterprise, area_code=enterprise.area_code
    )
    return visit


def _where(place: Place | None) -> dict[str, Any]:
    if place is None or not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        return {}
    return {"latitude": place.latitude, "longitude": place.longitude, "accuracy": place.accuracy}


def _sign(visit: Visit, signed: Signature) -> None:
    content = signatures.file_of(signed)
    if content:
        visit.signature_digest = hashlib.sha256(content).hexdigest()
        visit.signature.save("signature", ContentFile(content), save=False)


def _people(visit: Visit, others: Sequence[int], by: User) -> None:
    ids = [by.pk, *(each for each in dict.fromkeys(others) if each != by.pk)]
    known = set(User.objects.filter(Q(pk__in=ids), is_active=True).values_list("pk", flat=True)) | {by.pk}
    fields = dict(visit.team.members.values_list("user", "field")) if visit.team else {}
    VisitPerson.objects.bulk_create(
        VisitPerson(visit=visit, user_id=each, field=fields.get(each, "")) for each in ids if each in known
    )


# -- what else it touches -----------------------------------------------------------------------------------------


def _verify(visit: Visit, step: FilingStep | None, rows: list[VisitItem], by: User) -> None:
    """A visit for a filing's step fills that step's checklist as well: the filing's page shows it, one record links to the other."""
    if step is None:
        return
    from fugong.resumption.actions import verifications

    said = {None: "not_applicable", True: "yes", False: "no"}
    noted = {None: "", True: _("Seen on the visit."), False: _("Not met.")}
    answers = {
        row.item: verifications.Said(
            said[row.passed],
            row.note or noted[row.passed],
            None if row.passed is None else row.value,
        )
        for row in rows
        if row.checklist == visit.checklists[0]
    }
    visit.verification = verifications.record_visit(
        campaign=visit.campaign,
        enterprise=visit.enterprise,
        checklist=visit.checklists[0],
        answers=answers,
        by=by,
        step=step,
        team=visit.team,
        note=visit.note,
        uid=visit.uid,
    )
    visit.save(update_fields=["verification"])


def _again(before: Visit, campaign: Campaign, enterprise: Enterprise, given: Given, by: User) -> Visit:
    """The number is taken: the same content changes nothing, another is kept beside it."""
    if before.enterprise_id != enterprise.pk or before.campaign_id != campaign.pk:
        raise Conflict(_("Another record bears this number already. Reload the page and fill it in again."))
    digest = given.digest()
    if digest == before.digest:
        return before
    _edit, is_new = VisitEdit.objects.get_or_create(
        visit=before,
        digest=digest,
        defaults={"by": by, "device": given.device, "content": given.content(), "received_at": clock.now()},
    )
    if is_new:
        tell("visit.edit", before, by=by, number=before.number)
    return before


__all__ = ["Answer", "Place", "Signature", "giving", "record", "settle"]
