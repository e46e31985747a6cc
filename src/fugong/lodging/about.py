"""What beds say of a person: where somebody stayed, or is to stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from fugong.lodging.models import Stay
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.models import Person


def says(person: Person, user: Any) -> Iterator[Line]:
    """Stays, the newest first."""
    rows = Stay.objects.all() if user is None else Stay.objects.visible_to(user)
    for stay in (
        rows.filter(person=person).select_related("room__house", "campaign__pack_version").order_by("-since", "-pk")
    ):
        bed = _("room %(room)s, bed %(bed)s") % {"room": stay.room.number, "bed": stay.bed}
        yield Line(stay.since, str(stay.room.house), bed, stay)


about.register("lodging", says)
