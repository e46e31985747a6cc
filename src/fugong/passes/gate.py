"""What a gate's page knows: public keys, what doesn't hold any more, kinds and checkpoints in all languages, what other gates saw.

No name, no enterprise, no plate is in it: it lies on a device that may be lost.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from fugong.core import clock
from fugong.passes import packing
from fugong.passes.actions import keys
from fugong.passes.models import GateScan, Pass, SigningKey
from fugong.passes.verifying import Ring
from fugong.places.models import Campaign
from fugong.policy.shapes import Text
from fugong.workforce.models import Person

MOST_SEEN = 5_000
VOID = ("withdrawn", "suspended", "renewed")


def void(campaign: Campaign) -> dict[str, list[int]]:
    """Passes whose days aren't over and that don't hold all the same, by why; a card that the file no longer says is withdrawn."""
    rows = Pass.objects.filter(campaign=campaign, until__gte=clock.today()).order_by()
    found: dict[str, list[int]] = defaultdict(list)
    for state, number in rows.filter(state__in=VOID).values_list("state", "pk"):
        found[state].append(number)
    same = Person.objects.filter(pk=OuterRef("person"), card=OuterRef("card")).exclude(state="left")
    same = same.filter(Q(card_until=None) | Q(card_until=OuterRef("until")))
    lost = rows.filter(state="valid").exclude(card="").exclude(Exists(same))
    found["withdrawn"] += lost.values_list("pk", flat=True)
    return {why: found[why] for why in VOID}


def ring(campaign: Campaign) -> Ring:
    """The same for the server's own judgement."""
    known = list(SigningKey.objects.all())
    rules = campaign.pack.passes.gate
    return Ring(
        campaign=campaign.pk,
        made_at=clock.now(),
        keys={key.kid: keys.public_of(bytes(key.public)) for key in known if key.withdrawn_at is None},
        withdrawn_keys=frozenset(key.kid for key in known if key.withdrawn_at is not None),
        void={number: why for why, numbers in void(campaign).items() for number in numbers},
        refresh=dt.timedelta(minutes=rules.refresh),
        stale=dt.timedelta(hours=rules.stale),
    )


def news(campaign: Campaign) -> dict[str, Any]:
    """What the page fetches and keeps."""
    section = campaign.pack.passes
    keys.current()
    return {
        "campaign": campaign.pk,
        "key": campaign.key,
        "name": str(campaign),
        "made_at": clock.now(),
        "refresh": section.gate.refresh * 60,
        "stale": section.gate.stale * 3_600,
        "apart": section.gate.apart * 60,
        "keys": [_key(each) for each in SigningKey.objects.order_by("pk")],
        "void": {why: packing.packed(numbers) for why, numbers in void(campaign).items()},
        "kinds": {
            each.key: {"name": each.name.by_language, "subject": each.subject, "says": _words(each.says)}
            for each in section.kinds
        },
        "zones": {each.key: each.name.by_language for each in section.zones},
        "gates": [
            {"key": each.key, "name": each.name.by_language, "kinds": list(each.kinds), "counts": each.counts}
            for each in section.checkpoints
        ],
        "seen": seen(campaign),
    }


def _key(key: SigningKey) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "public": base64.b64encode(bytes(key.public)).decode(),
        "withdrawn": key.withdrawn_at is not None,
    }


def _words(text: Text | None) -> dict[str, str]:
    return text.by_language if text else {}


def seen(campaign: Campaign) -> list[list[Any]]:
    """What gates saw of late, the newest first: [pass, gate, Unix seconds, way]. Numbers only."""
    since = clock.now() - dt.timedelta(hours=campaign.pack.passes.gate.stale)
    rows = GateScan.objects.filter(campaign=campaign, at__gte=since, verdict="valid").exclude(shown=None)
    found = rows.order_by("-at", "-pk").values_list("shown", "gate", "at", "way")[:MOST_SEEN]
    return [[number, gate, int(at.timestamp()), way] for number, gate, at, way in found]


def usual(campaign: Campaign) -> Any:
    """Scans with what lists show of them."""
    return GateScan.objects.filter(campaign=campaign).annotate(
        subject=F("shown__subject"), kind=F("shown__kind"), pack_version=F("shown__pack_version")
    )
