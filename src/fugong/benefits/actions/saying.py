"""Facts of benefits, said by the enterprise or the desk; the enterprise is matched anew in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.benefits import matching
from fugong.benefits.models import SaidFact
from fugong.benefits.shapes import OwnFact
from fugong.core import amounts, clock, dates, numbers
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.core.numbers import FULL_WIDTH
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.registry.access import may
from fugong.registry.models import Enterprise


def sides(user: User, enterprise: Enterprise) -> set[str]:
    """On whose behalf a person may say facts: the enterprise's, the desk's."""
    found = set()
    if may(user, P.BENEFIT_CLAIM, enterprise):
        found.add("enterprise")
    if may(user, P.BENEFIT_MANAGE, enterprise):
        found.add("desk")
    return found


@transaction.atomic
def say(
    *, campaign: Campaign, enterprise: Enterprise, values: Mapping[str, str], by: User, quietly: bool = False
) -> dict[str, Any]:
    """Keeps facts; an empty value takes one back. `quietly`: matched later, with others. Raises Refused, each fault at its fact."""
    must_be_open(campaign)
    own = sides(by, enterprise)
    if not own:
        raise NotAllowed(_("You don’t speak for this enterprise."))
    known = {fact.key: fact for fact in campaign.pack.benefits.facts}
    read_, faults = {}, []
    for key, text in values.items():
        fact = known.get(key)
        if fact is None:
            faults.append(Fault(key, _("There is no such fact here.")))
        elif not own & set(fact.said_by):
            faults.append(Fault(key, _("Somebody else says this.")))
        else:
            try:
                read_[key] = value_of(fact, text)
            except ValueError as mistake:
                faults.append(Fault(key, str(mistake)))
    if faults:
        raise Refused(_("Some of it needs another value."), fields=faults)
    changed = _keep(campaign, enterprise, read_, by)
    if changed and not quietly:
        matching.match(campaign=campaign, ids=[enterprise.pk])
    return changed


def _keep(campaign: Campaign, enterprise: Enterprise, given: Mapping[str, Any], by: User) -> dict[str, Any]:
    rows = {
        row.key: row for row in SaidFact.objects.select_for_update().filter(campaign=campaign, enterprise=enterprise)
    }
    changed = {key: value for key, value in given.items() if (rows[key].value if key in rows else None) != value}
    if not changed:
        return {}
    SaidFact.objects.filter(pk__in=[rows[key].pk for key, value in changed.items() if value is None]).delete()
    SaidFact.objects.bulk_create(
        [
            SaidFact(
                campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, key=key, value=value,
                said_at=clock.now(), said_by=by,
            )
            for key, value in changed.items() if value is not None
        ],
        update_conflicts=True, unique_fields=["campaign", "enterprise", "key"], update_fields=["value", "said_at", "said_by"],
    )  # fmt: skip
    first = SaidFact(pk=enterprise.pk, campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code)
    record("benefit_fact.say", first, by=by, facts=sorted(changed))
    return changed


def value_of(fact: OwnFact, text: str) -> Any:
    """What a fact's text comes to, as it is kept; None for an empty one. Raises ValueError in words."""
    text = text.strip().translate(FULL_WIDTH)[:80]
    if not text:
        return None
    if fact.kind == "yes_no":
        if text not in ("yes", "no"):
            raise ValueError(_("Choose yes or no."))
        return text == "yes"
    if fact.kind == "choice":
        if text not in {choice.key for choice in fact.choices}:
            raise ValueError(_("Choose one of the list."))
        return text
    if fact.kind == "day":
        return _day(text)
    return _number(fact, text)


def _day(text: str) -> str:
    day: dt.date = dates.read(text)
    return day.isoformat()


def _number(fact: OwnFact, text: str) -> Any:
    plain = numbers.plain(text)
    if fact.kind == "money" and not plain.replace(".", "", 1).isdecimal():
        plain = str(amounts.read(text).whole)  # 3.2万元
    number = numbers.read(plain)
    decimals = -int(number.as_tuple().exponent)
    most = {"integer": 0, "money": 2}.get(fact.kind, 6)
    if decimals > most:
        raise ValueError(_("Write a whole number.") if not most else _("At most %(n)s decimals.") % {"n": most})
    if number < (fact.least or 0) or number > (fact.most if fact.most is not None else 10**12):
        words = {"least": fact.least or 0, "most": fact.most if fact.most is not None else 10**12}
        raise ValueError(_("It lies between %(least)s and %(most)s.") % words)
    if fact.kind == "money":
        return int(number * 100)
    return int(number) if fact.kind == "integer" else str(number)
