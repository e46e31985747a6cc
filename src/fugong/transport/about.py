"""What coaches say of a person: rides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.transport.models import Rider
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.models import Person


def says(person: Person, user: Any) -> Iterator[Line]:
    """Rides, the newest first. Whoever may open the file may know of them."""
    rows = (
        Rider.objects.filter(person=person)
        .select_related("trip", "campaign__pack_version")
        .order_by("-trip__departs_at")
    )
    for ride in rows:
        yield Line(clock.local(ride.trip.departs_at), str(ride.trip), _("seat %(seat)s") % {"seat": ride.seat}, ride)


about.register("trip", says)
