"""Whose name who may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fugong.accounts.permissions import Permission
from fugong.workforce.models import Person


def named(user: Any, ids: Iterable[int]) -> dict[int, Person]:
    """The files among `ids` that the person may see, opened, by id: whoever isn't among them is shown by number."""
    wanted = list(ids)
    if not wanted:
        return {}
    seen = Person.objects.visible_to(user, Permission.PERSON_VIEW).filter(pk__in=wanted)
    return {person.pk: person for person in seen.opened()}
