"""Draws: the lists are frozen and the seed fixed, then drawn before a witness, and published when the visits are made."""

import datetime as dt
import secrets
from collections import Counter
from contextlib import suppress
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.inspections import drawing, planning
from fugong.inspections.actions import rounds
from fugong.inspections.actions.swaps import _may_record
from fugong.inspections.models import Draw, DrawnEnterprise, Visit
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Assignment, Enterprise, TeamMember
from fugong.workflow.moves import move

MOST_TICKETS = 20
POINTS_A_TICKET = 5


@transaction.atomic
def commit(
    *, campaign: Campaign, day: dt.date, by: User, enterprises: int | None = None, inspectors: int | None = None
) -> Draw:
    """Freezes who can be drawn and fixes the seed; only its fingerprint can be seen from now on."""
    if not by.scope(Permission.INSPECTION_PLAN).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("Draws are made by the duty desk."))
    rule = campaign.pack.inspections.draw
    many, each = enterprises or rule.enterprises, inspectors or rule.inspectors
    if day < clock.today():
        raise Refused(_("The day is over."), fields=[Fault("day", _("The day is over."))])
    lists = frozen(campaign, day, many, each)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [campaign.pk, 0])
    seed = secrets.token_hex(32)
    made = Draw.objects.create(
        campaign=campaign,
        area_code=campaign.jurisdiction.code,
        number=(Draw.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0) + 1,
        day=day,
        rule={"enterprises": many, "inspectors": each, "strata": rule.strata, "not_within": rule.not_within},
        lists=lists,
        lists_digest=drawing.digest(lists),
        fingerprint=drawing.fingerprint(seed),
        seed=seed,
        state="committed",
        state_since=clock.now(),
        made_at=clock.now(),
        made_by=by,
    )
    record("draw.commit", made, by=by, number=made.number, fingerprint=made.fingerprint, lists_digest=made.lists_digest)
    return made


@transaction.atomic
def draw(*, draw: Draw, by: User, witness: str = "") -> Draw:
    """Draws, with a witness's words joined to the seed; the drawn stops are put on the inspectors' rounds of that day."""
    said = witness.strip()[:80]
    move(draw, "draw", by=by, set={"witness": said, "drawn_at": clock.now()}, number=draw.number, witness=said)
    known = Enterprise.objects.in_bulk([each["id"] for each in draw.lists["enterprises"]])
    people = User.objects.in_bulk([each["id"] for each in draw.lists["inspectors"]])
    for place, each in enumerate(drawing.draw(draw.seed, said, draw.lists), 1):
        enterprise = known[each.enterprise]
        row = DrawnEnterprise.objects.create(
            draw=draw, order=place, enterprise=enterprise, area_code=enterprise.area_code
        )
        row.inspectors.set(each.inspectors)
        _send(draw, enterprise, [people[key] for key in each.inspectors], by)
    return draw


@transaction.atomic
def publish(*, draw: Draw, by: User) -> Draw:
    """Shows seed, lists and result to everyone who has the address."""
    move(draw, "publish", by=by, set={"published_at": clock.now()}, number=draw.number)
    return draw


def frozen(campaign: Campaign, day: dt.date, many: int, each: int) -> dict[str, Any]:
    """Who can be drawn, as JSON. Raises Refused where there is nobody."""
    section = campaign.pack.inspections
    found = _enterprises(campaign, day)
    people = _inspectors(campaign)
    if not found or not people:
        if not found:
            raise Refused(_("No enterprise can be drawn: all were visited lately."))
        raise Refused(_("No inspector can be drawn: put people into the groups first."))
    sizes = Counter(one["stratum"] for one in found)
    quota = drawing.shares(sizes, many)
    excluded: dict[str, list[int]] = {}
    if section.draw.own_excluded:
        ids = [one["id"] for one in found]
        own = Assignment.objects.filter(campaign=campaign, until=None, enterprise__in=ids).order_by(
            "enterprise", "officer"
        )
        for enterprise, officer in own.values_list("enterprise", "officer").distinct():
            excluded.setdefault(str(enterprise), []).append(officer)
    return {
        "enterprises": found,
        "inspectors": people,
        "excluded": excluded,
        "shares": quota,
        "inspectors_each": each,
        "most_each": -(-sum(quota.values()) * each // len(people)),
    }


def _enterprises(campaign: Campaign, day: dt.date) -> list[dict[str, Any]]:
    section, rule = campaign.pack.inspections, campaign.pack.inspections.draw
    since = day - dt.timedelta(days=rule.not_within)
    lately = set(Visit.objects.filter(campaign=campaign, day__gt=since).values_list("enterprise", flat=True))
    found = []
    for pk, (grid, area, _lat, _lon), facts in planning._facts(campaign, None):
        if pk in lately or not section.inspects(facts):
            continue
        points = sum(each.points for each in section.weigh(facts)) if rule.by_weight else 0
        strata = {"none": "", "grid": str(grid or ""), "group": facts["group"], "area": area}
        tickets = min(1 + max(int(points // POINTS_A_TICKET), 0), MOST_TICKETS)
        found.append({"id": pk, "name": facts["name"], "stratum": strata[rule.strata], "tickets": tickets})
    return found


def _inspectors(campaign: Campaign) -> list[dict[str, Any]]:
    rows = TeamMember.objects.filter(team__campaign=campaign, user__is_active=True).order_by("user", "pk")
    people: dict[int, dict[str, Any]] = {}
    for row in rows.select_related("user").prefetch_related("user__grants"):
        if _may_record(row.user):
            people.setdefault(row.user_id, {"id": row.user_id, "name": row.user.name, "field": row.field})
    return list(people.values())


def _send(draw: Draw, enterprise: Enterprise, people: list[User], by: User) -> None:
    """On the round of the first; the others go along. Where somebody goes there that day anyway, that visit does."""
    with suppress(Conflict), transaction.atomic():
        rounds.add_stop(
            campaign=draw.campaign,
            day=draw.day,
            enterprise=enterprise,
            by=by,
            officer=people[0],
            kind="spot_check",
            despite_burden=True,
            companions=[each.pk for each in people[1:]],
            reason=["drawn", {"number": draw.number}],
        )
