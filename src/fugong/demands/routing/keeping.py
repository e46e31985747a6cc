"""Learns a campaign's model from its demands and keeps it in the database, so that every process reads the same one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction

from fugong.core import clock
from fugong.demands.models import Demand
from fugong.demands.routing import storing
from fugong.demands.routing.learning import MOST_EXAMPLES, Example, Learned, learn
from fugong.demands.routing.model import Model
from fugong.demands.routing.models import LearnedRouting, PastDemand
from fugong.demands.routing.text import one_form
from fugong.demands.routing.words import Words, words_of
from fugong.ledger.recording import record

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fugong.accounts.models import User
    from fugong.places.models import Campaign

KEPT = 5
"""Trainings that are kept for comparison."""
READ = 2 * MOST_EXAMPLES
"""Of so many demands, the newest, those that teach are chosen."""
READY = 8
"""Models that a process keeps in memory."""
log = logging.getLogger(__name__)


def pack_words(campaign: Campaign) -> Words:
    """The words of the categories of the campaign's pack; a pack without demands has none."""
    pack = campaign.pack
    if pack.digest not in _words:
        if len(_words) >= READY:
            _words.clear()
        section = getattr(pack, "demands", None)
        _words[pack.digest] = words_of(section.known if section else ())
    return _words[pack.digest]


_words: dict[str, Words] = {}


def confirmed(campaign: Campaign) -> QuerySet[Demand]:
    """Demands of this place whose category a person chose or confirmed, of this campaign and of earlier ones, the newest first."""
    known = list(pack_words(campaign).by_category)
    found = Demand.objects.filter(campaign__jurisdiction=campaign.jurisdiction_id, category_by__isnull=False)
    return found.filter(category__in=known, parent=None).order_by("-pk")


def train(*, campaign: Campaign, by: User | None) -> LearnedRouting | None:
    """Learns anew from what people have confirmed; None where there is too little to learn from. Events tell who and when."""
    learned = learn(examples(campaign), pack_words(campaign))
    return _keep(campaign, learned, _confirmed_by_now(campaign), by) if learned else None


def examples(campaign: Campaign) -> Iterator[Example]:
    """All that teaches: the place's own demands first, then what came from elsewhere."""
    for text, category, pk in confirmed(campaign).values_list("text", "category", "pk")[:READ].iterator():
        yield Example(text, category, pk)
    for text, category in _past(campaign).values_list("text", "category")[:READ].iterator():
        yield Example(text, category)


def _past(campaign: Campaign) -> QuerySet[PastDemand]:
    found = PastDemand.objects.filter(campaign__jurisdiction=campaign.jurisdiction_id)
    return found.filter(category__in=list(pack_words(campaign).by_category)).order_by("-pk")


def _confirmed_by_now(campaign: Campaign) -> int:
    return confirmed(campaign).count() + _past(campaign).count()


@transaction.atomic
def teach(*, campaign: Campaign, found: Iterable[Example], by: User | None) -> int:
    """Keeps texts that were answered elsewhere, each once; a later category of the same text holds. Returns how many there were."""
    forms = {one_form(each.text): each.category for each in found}
    rows = [
        PastDemand(campaign=campaign, text=form, category=category, digest=hashlib.sha256(form.encode()).hexdigest())
        for form, category in forms.items()
        if form
    ]
    PastDemand.objects.bulk_create(
        rows, batch_size=2_000, update_conflicts=True, update_fields=["category"], unique_fields=["campaign", "digest"]
    )
    record("demand_routing.teach", campaign, by=by, as_name="" if by else "installation", texts=len(rows))
    return len(rows)


def is_stale(campaign: Campaign) -> bool:
    """Whether something was confirmed since the last training, or the categories changed."""
    last = latest(campaign)
    now = _confirmed_by_now(campaign)
    if last is None:
        return now > 0
    learned = {each["category"] for each in last.report["of_categories"]}
    return last.confirmed != now or learned != set(pack_words(campaign).by_category)


def latest(campaign: Campaign) -> LearnedRouting | None:
    """The training in use, without its content."""
    return LearnedRouting.objects.filter(campaign=campaign).defer("content").first()


def current(campaign: Campaign) -> Model | None:
    """The campaign's model beside the words of its pack; None where nothing was learned yet."""
    row = LearnedRouting.objects.filter(campaign=campaign).values_list("pk", "digest").first()
    if row is None:
        return None
    model = _read(*row)
    return _fitted(row[0], campaign.pack.digest, model, pack_words(campaign)) if model else None


@lru_cache(maxsize=READY)
def _read(pk: int, digest: str) -> Model | None:
    content = LearnedRouting.objects.filter(pk=pk).values_list("content", flat=True).first()
    try:
        return storing.from_bytes(bytes(content or b""), digest)
    except storing.Unreadable as error:
        log.warning("The learned routing %s can't be read: %s", pk, error)
        return None


_ready: dict[tuple[int, str], Model] = {}


def _fitted(pk: int, digest: str, model: Model, words: Words) -> Model:
    """The model for a pack's categories, made once for each training and pack."""
    if (pk, digest) not in _ready:
        if len(_ready) >= READY:
            _ready.clear()
        _ready[pk, digest] = model.beside(words)
    return _ready[pk, digest]


@transaction.atomic
def _keep(campaign: Campaign, learned: Learned, confirmed: int, by: User | None) -> LearnedRouting:
    content = storing.to_bytes(learned.model)
    row = LearnedRouting.objects.create(
        campaign=campaign,
        learned_at=clock.now(),
        learned_by=by,
        examples=learned.report.examples,
        confirmed=confirmed,
        digest=storing.digest(content),
        content=content,
        report=learned.report.as_json(),
    )
    older = LearnedRouting.objects.filter(campaign=campaign).exclude(pk=row.pk).values_list("pk", flat=True)
    LearnedRouting.objects.filter(pk__in=list(older[KEPT - 1 :])).delete()
    LearnedRouting.objects.filter(campaign=campaign).exclude(pk=row.pk).update(content=b"")
    record("demand_routing.train", row, by=by, as_name="" if by else "installation", examples=row.examples)
    return row
