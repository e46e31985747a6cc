"""What was found, as rows: of matches and policy packs only what differs from what is kept is written, many by COPY.

`Counted` is what a matching holds while it works on an enterprise: whoever comes second reads the facts after the first is
through, so that an older verdict never overwrites a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
from django.db import connection

from fugong.benefits import packets
from fugong.benefits.inforce import InForce
from fugong.benefits.models import Counted, Match
from fugong.benefits.rules import NO, Verdict
from fugong.places.models import Campaign

SHORT = 8
"""Bytes that stand for what was found of one pair, or for the area and the policies' versions."""
MATCH = "campaign_id, policy_id, enterprise_id, area_code, outcome, clause, quantity, detail"
SHAPES = {
    "benefit_stage": (
        "campaign_id bigint, policy_id bigint, enterprise_id bigint, area_code text, outcome text, clause text,"
        " quantity bigint, detail jsonb"
    ),
    "benefit_pack_stage": "enterprise_id bigint, area_code text, content jsonb",
    "benefit_counted_stage": "enterprise_id bigint, digest text, found bytea",
}
"""Temporary tables, with their columns."""
MERGE = f"""INSERT INTO benefits_match AS kept ({MATCH}) SELECT {MATCH} FROM benefit_stage
ON CONFLICT (enterprise_id, policy_id) DO UPDATE SET area_code = EXCLUDED.area_code, outcome = EXCLUDED.outcome,
    clause = EXCLUDED.clause, quantity = EXCLUDED.quantity, detail = EXCLUDED.detail
WHERE (kept.area_code, kept.outcome, kept.clause, kept.quantity, kept.detail)
    IS DISTINCT FROM (EXCLUDED.area_code, EXCLUDED.outcome, EXCLUDED.clause, EXCLUDED.quantity, EXCLUDED.detail)"""  # noqa: S608 (our own text)
COUNT = """UPDATE benefits_counted kept SET digest = stage.digest, found = stage.found FROM benefit_counted_stage stage
WHERE kept.campaign_id = %(campaign)s AND kept.enterprise_id = stage.enterprise_id"""
NEW = """INSERT INTO benefits_counted (campaign_id, enterprise_id, digest, found)
SELECT %s, unnest(%s::bigint[]), '', '' ON CONFLICT DO NOTHING"""

Pair = tuple[str, bytes]
"""What was counted of an enterprise, in short; what was found of it, in short."""


class Said(NamedTuple):
    """A verdict as rows keep it: as the end of a match's line, as an item of a policy pack (empty: not in it), in short.

    It holds the verdict, so that this one's identity stays its own.
    """

    verdict: Verdict
    line: str
    item: str
    short: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of an enterprise: the verdicts are in the order of the policies."""

    enterprise: int
    area: str
    counted: str
    verdicts: list[Verdict]


def told(verdict: Verdict) -> tuple[str, str, int, dict[str, Any]]:
    """Outcome, clause, quantity, detail, as rows keep them: what nearly is due stands apart from what isn't."""
    detail: dict[str, Any] = {}
    if verdict.terms:
        detail["terms"] = list(verdict.terms)
    if verdict.missing:
        detail["missing"] = list(verdict.missing)
    if verdict.better:
        detail["better"] = verdict.better
    if verdict.trips and verdict.trips[0][0]:
        detail["trips"] = [list(pair) for pair in verdict.trips]
    outcome = verdict.outcome
    if verdict.near is not None:
        outcome = "near" if outcome == NO else outcome
        detail["near"] = [verdict.near.fact, verdict.near.more, verdict.near.quantity]
    return outcome, verdict.clause, verdict.quantity, detail


def hold(campaign: Campaign, ids: Sequence[int]) -> dict[int, Pair]:
    """Enterprise → what is kept of it, held until the transaction ends."""
    found = _held(campaign, ids)
    if new := [key for key in ids if key not in found]:
        with connection.cursor() as cursor:
            cursor.execute(NEW, (campaign.pk, new))
        found |= _held(campaign, new)
    return found


def _held(campaign: Campaign, ids: Sequence[int]) -> dict[int, Pair]:
    rows = Counted.objects.select_for_update().filter(campaign=campaign, enterprise__in=ids).order_by("enterprise_id")
    return {key: (digest, bytes(found)) for key, digest, found in rows.values_list("enterprise_id", "digest", "found")}


def forget(campaign: Campaign, ids: Iterable[int]) -> None:
    """Of enterprises that closed or moved away nothing is kept but their earlier policy packs."""
    gone = list(ids)
    if gone:
        Match.objects.filter(campaign=campaign, enterprise__in=gone).delete()
        Counted.objects.filter(campaign=campaign, enterprise__in=gone).delete()


Anew = tuple[Found, list[Said], bytes]
"""What was found of an enterprise otherwise than it is kept: in rows' words, and what is kept in short."""


class Keeper:
    """Writes what was found of a campaign's enterprises, list after list."""

    def __init__(self, campaign: Campaign, policies: Sequence[InForce]) -> None:
        self.campaign = campaign
        self.policies = [each.row.pk for each in policies]
        self.versions = [each.row.current_id or 0 for each in policies]
        self.heads = [f"{campaign.pk}\t{key}\t" for key in self.policies]
        self._of_versions = orjson.dumps([self.policies, self.versions])
        self._said: dict[int, Said] = {}
        self._tops: dict[str, bytes] = {}

    def keep(self, rows: Sequence[Found], kept: dict[int, Pair]) -> int:
        """Writes what differs; of how many enterprises."""
        if len(self._said) > 100_000:
            self._said.clear()
        ids = [row.enterprise for row in rows]
        nothing = bool(self.policies) and not Match.objects.filter(enterprise__in=ids, campaign=self.campaign).exists()
        anew: list[Anew] = []
        digests: list[tuple[Found, bytes]] = []
        for row in rows:
            said = [self._one(at, verdict) for at, verdict in enumerate(row.verdicts)]
            found = self._top(row.area) + b"".join([each.short for each in said])
            counted, before = kept[row.enterprise] if not nothing else ("", b"")
            if (row.counted, found) == (counted, before):
                continue
            digests.append((row, found))
            if found != before:
                anew.append((row, said, before))
        if anew:
            self._matches(anew, nothing)
            self._packs(anew)
        if digests:
            self._counted(digests)
        return len(anew)

    def _one(self, at: int, verdict: Verdict) -> Said:
        said = self._said.get(id(verdict))
        if said is None:
            row = told(verdict)
            outcome, clause, quantity, detail = row
            written = orjson.dumps(detail, default=str).decode()
            line = f"{outcome}\t{clause}\t{quantity}\t{_escaped(written)}\n"
            item = orjson.dumps((self.versions[at], outcome, quantity, clause, detail), default=str).decode()
            short = blake2b(line.encode(), digest_size=SHORT).digest()
            shown = _escaped(item) if outcome in packets.SHOWN else ""
            said = self._said[id(verdict)] = Said(verdict, line, shown, short)
        return said

    def _top(self, area: str) -> bytes:
        if area not in self._tops:
            self._tops[area] = blake2b(self._of_versions + area.encode(), digest_size=SHORT).digest()
        return self._tops[area]

    def _matches(self, anew: Sequence[Anew], nothing: bool) -> None:
        lines = []
        for found, said, kept in anew:
            whole = nothing or kept[:SHORT] != self._top(found.area)
            middle = f"{found.enterprise}\t{found.area}\t"
            for at, each in enumerate(said, 1):
                if whole or kept[SHORT * at : SHORT * (at + 1)] != each.short:
                    lines.append(f"{self.heads[at - 1]}{middle}{each.line}")
        if nothing:
            _copy(f"benefits_match ({MATCH})", lines)
        else:
            _staged("benefit_stage", lines, MERGE)

    def _packs(self, anew: Sequence[Anew]) -> None:
        lines = [
            f"{found.enterprise}\t{found.area}\t[{','.join([each.item for each in said if each.item])}]\n"
            for found, said, _kept in anew
        ]
        _staged("benefit_pack_stage", lines, *packets.KEEP, given=packets.given(self.campaign))

    def _counted(self, digests: Sequence[tuple[Found, bytes]]) -> None:
        lines = [f"{row.enterprise}\t{row.counted}\t\\\\x{found.hex()}\n" for row, found in digests]
        _staged("benefit_counted_stage", lines, COUNT, given={"campaign": self.campaign.pk})


def _escaped(text: str) -> str:
    """As a line of COPY writes it; JSON has no bare tabs and line ends."""
    return text.replace("\\", "\\\\")


def _copy(table: str, lines: Sequence[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:  # type: ignore[attr-defined]
        for at in range(0, len(lines), 2_000):
            copy.write("".join(lines[at : at + 2_000]))


def _staged(stage: str, lines: Sequence[str], *statements: str, given: dict[str, Any] | None = None) -> None:
    """Rows by way of a temporary table, which is empty whenever a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {stage} ({SHAPES[stage]}) ON COMMIT DELETE ROWS")
        cursor.execute(f"DELETE FROM {stage}")  # noqa: S608 (our own name)
        _copy(stage, lines)
        for statement in statements:
            cursor.execute(statement, given)
