"""Whose file a seeker or a base's recruit is: one number and one name in one campaign. Nothing refers from the one to the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fugong.workforce.giving import normal_name
from fugong.workforce.models import Person


def like(rows: Any, people: Iterable[Person]) -> list[Any]:
    """Those of `rows` (seekers, recruits) with the telephone and the name of one of these people, the newest first.

    A family may share a telephone, so the number alone isn't enough. The people must be readable (`opened()`).
    """
    wanted = {
        (person.campaign_id, bytes(person.phone_index), _name(person.name))
        for person in people
        if person.phone_index is not None
    }
    if not wanted:
        return []
    found = rows.filter(campaign__in={each[0] for each in wanted}, phone_index__in={each[1] for each in wanted})
    found = found.select_related("key", "campaign__pack_version").order_by("-pk")
    return [row for row in found if (row.campaign_id, bytes(row.phone_index), _name(row.opened.get("name"))) in wanted]


def _name(said: Any) -> str:
    return normal_name(str(said or "")).casefold()
