"""Whose file a trainee is: by the file itself, or, where somebody was signed up by name and telephone, by both of them."""

from __future__ import annotations

from collections.abc import Iterable

from fugong.sheets import cells
from fugong.training.actions.signups import name_index, phone_index
from fugong.training.models import Trainee
from fugong.workforce.models import Person


def trainees(people: Iterable[Person]) -> list[int]:
    """Numbers of the trainees who are these people. The people must be readable (`opened()`)."""
    people = list(people)
    found = set(Trainee.objects.filter(person__in=people).values_list("pk", flat=True))
    named = {(each.campaign_id, name_index(each.name), _phone(each)) for each in people if _phone(each)}
    if named:
        rows = Trainee.objects.filter(
            campaign__in={each[0] for each in named}, person=None, user=None, name_index__in={each[1] for each in named},
            phone_index__in={each[2] for each in named},
        )  # fmt: skip
        for pk, campaign, name, phone in rows.values_list("pk", "campaign_id", "name_index", "phone_index"):
            if (campaign, bytes(name), bytes(phone)) in named:
                found.add(pk)
    return sorted(found)


def _phone(person: Person) -> bytes | None:
    said = str(person.opened.get("phone") or "")
    try:
        return phone_index(cells.telephones(said)[0]) if said else None
    except cells.Bad:
        return None
