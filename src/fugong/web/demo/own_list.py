"""`fugong demo --list FILE --place KEY`: the visitor's own list of enterprises, under the rules of a pack, with people to try it."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from fugong.accounts.models import User
from fugong.core.errors import Refused
from fugong.places import actions as places
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise
from fugong.sheets import actions as sheets
from fugong.sheets import kinds
from fugong.sheets.models import Verdict
from fugong.web.demo import population, staffing
from fugong.web.demo.loading import SEED, administrator

Progress = Callable[[str, int, int], None]
SHOWN = 5  # enterprises whose liaison can be signed in with one click
STEPS = 4


@transaction.atomic
def load_own_list(path: Path, place_key: str, *, progress: Progress) -> None:
    """Opens the place's campaign, reads the sheet, takes its good rows, and appoints people. Raises Refused, nothing half-done."""
    by = administrator()
    campaign = places.activate(pack_key=place_key, key=_campaign_key(place_key), by=by)
    progress(path.name, 1, STEPS)
    before = set(_enterprises(campaign).values_list("pk", flat=True))
    refused = _take(path, campaign, by)
    progress(path.name, 2, STEPS)
    if not campaign.postings.exists():
        _staff(campaign, before)
    progress(path.name, STEPS, STEPS)
    if refused:
        print(f"{refused} rows of {path.name} have faults and were left out; upload the sheet on its page to see each.")


def _campaign_key(place_key: str) -> str:
    if place_key in population.places():
        return str(population.specification(place_key)["campaign"])
    return place_key.replace("_", "-")


def _take(path: Path, campaign: Campaign, by: User) -> int:
    """Imports the good rows; returns how many were refused."""
    kind = kinds.get("enterprises")
    found = sheets.read(kind=kind, file=path, name=path.name, campaign=campaign, by=by)
    refused = found.count(Verdict.REFUSED)
    if refused == found.rows_read:
        first = found.rows.filter(verdict=Verdict.REFUSED).first()
        raise Refused(f"{path.name}: no row can be taken; the first says {first.faults if first else ''}")
    sheets.apply(sheet_import=found, only_good=True, by=by)
    return refused


def _staff(campaign: Campaign, before: set[int]) -> None:
    rng = random.Random(f"{SEED}-{campaign.key}-people")
    staff = staffing.appoint(campaign, rng)
    staffing.assign(campaign, staff)
    new = list(_enterprises(campaign).exclude(pk__in=before).order_by("pk"))
    staffing.send_liaisons(campaign, new, {each.pk for each in new[:SHOWN]}, staff, rng)


def _enterprises(campaign: Campaign) -> Any:
    return Enterprise.objects.filter(enrolments__campaign=campaign)
