"""What tests say of a person: samples and their results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.testing.models import Sample, Tube
from fugong.workforce import about
from fugong.workforce.about import Line
from fugong.workforce.models import Person


def says(person: Person, user: Any) -> Iterator[Line]:
    """Samples of the days for which they are kept, the newest first. Whoever may open the file may know of them."""
    rules = person.campaign.pack
    since = clock.today() - dt.timedelta(days=rules.workforce.keeps("test"))
    firms = [*person.employments.values_list("enterprise_id", flat=True), 0]
    rows = Sample.objects.filter(
        enterprise_id__in=firms, day__gte=since, person_id=person.pk, campaign_id=person.campaign_id
    )
    results = Tube.workflow.states
    for row in rows.order_by("-at"):
        result = str(results[row.result]) if row.result else _("no result yet")
        yield Line(clock.local(row.at), rules.testing.test_name(row.kind), result)


about.register("test", says)
