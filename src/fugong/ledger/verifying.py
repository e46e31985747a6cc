"""Looking whether the ledger still says what it said when it was sealed, and naming the first event that doesn't."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from fugong.core.errors import Fault, Refused
from fugong.ledger.models import Seal
from fugong.ledger.sealing import LEAF, LEAST, NOTHING, hash_of, hashes_of, root_of

Hashes = list[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and the first thing that is wrong; `wrong` is empty where all is as it was."""

    seals: int
    events: int
    wrong: str = ""
    event: int | None = None
    """The number of the event that was changed or put in, or after which one is missing."""
    seal: int | None = None


def verify(*, number: int | None = None, digest: str = "", tell: Callable[[int], None] | None = None) -> Verdict:
    """Looks at every seal and every sealed event. `number` and `digest`: a seal that was kept elsewhere, which must be in the chain.

    Raises Refused where that is no number and hash. `tell` is called after each seal with how many events were seen.
    """
    digest = digest.strip().lower()
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        raise Refused(
            _("A seal is written as NUMBER:HASH, with 64 hexadecimal digits."), fields=[Fault("head", digest[:80])]
        )
    before, above, seen, count, found = NOTHING, LEAST, 0, 0, not digest
    for seal in Seal.objects.order_by("number").iterator(chunk_size=20):
        count += 1
        if wrong := _chain_fault(seal, count, before):
            return Verdict(count, seen, wrong, None, seal.number)
        if digest and seal.number == number and bytes(seal.hash).hex() != digest:
            return Verdict(count, seen, _("Seal %(n)s isn't the one that was kept.") % {"n": number}, None, number)
        found = found or seal.number == number
        wrong, event = _events_fault(seal, above)
        if wrong:
            return Verdict(count, seen, wrong, event, seal.number)
        before, above, seen = bytes(seal.hash), seal.last_id, seen + seal.events
        if tell:
            tell(seen)
    if not found:
        return Verdict(count, seen, _("Seal %(n)s is missing: the end of the ledger was cut off.") % {"n": number})
    return Verdict(count, seen)


def _chain_fault(seal: Seal, number: int, before: bytes) -> str:
    if seal.number != number:
        return _("Seal %(n)s is missing.") % {"n": number}
    if bytes(seal.before) != before or bytes(seal.hash) != hash_of(seal):
        return _("Seal %(n)s was changed.") % {"n": number}
    return ""


def _events_fault(seal: Seal, above: int) -> tuple[str, int | None]:
    """The first event of a seal that isn't as it was, in words and by its number."""
    with connection.cursor() as cursor:
        now = hashes_of(cursor, above, seal.last_id, seal.events + 1_000)
    leaves = bytes(seal.leaves)
    kept = [leaves[at : at + LEAF] for at in range(0, len(leaves), LEAF)]
    if len(now) == len(kept) and root_of([each for _key, each in now]) == bytes(seal.root):
        return "", None
    return _first_fault(seal, now, kept, above)


def _first_fault(seal: Seal, now: Hashes, kept: list[bytes], above: int) -> tuple[str, int | None]:
    place = next((at for at, (here, then) in enumerate(zip(now, kept, strict=False)) if here[1][:LEAF] != then), None)
    if place is None:
        place = min(len(now), len(kept))
    if place == len(now) == len(kept):
        return _("Seal %(n)s was changed.") % {"n": seal.number}, None
    if len(now) < len(kept):
        after = now[place - 1][0] if place else above
        if after == LEAST:
            return _("The first event is missing."), None
        return _("An event is missing after number %(n)s.") % {"n": after}, after
    here = now[place][0]
    if len(now) > len(kept):
        return _("Event %(n)s was put in afterwards.") % {"n": here}, here
    return _("Event %(n)s was changed.") % {"n": here}, here
