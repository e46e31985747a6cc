"""Where many people work, asked at once: of those whom somebody may see."""

from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import bulk
from fugong.core.bulk import Numbers
from fugong.places.models import Campaign
from fugong.workforce.models import Employment, Person

ASK = """
SELECT string_agg(int8send(p.id) || int8send(coalesce(e.enterprise_id, 0)) || int8send(coalesce(e.id, 0)), '')
FROM ({people}) p LEFT JOIN workforce_employment e ON e.person_id = p.id AND e.left_on IS NULL
WHERE {among}
"""
Rows = tuple[Numbers, Numbers]


def of_all(cursor: Any, campaign: Campaign, people: Numbers) -> Rows:
    """(person, enterprise) of everyone, in the order of people and employments; 0 for those who work nowhere here. `people`
    stand in order. Others may be among the answer.
    """
    return _ask(cursor, Person.objects.filter(campaign=campaign), people)


def of_visible(
    cursor: Any, campaign: Campaign, people: Numbers, by: User, permission: Permission, *, gone: bool = True
) -> Rows:
    """The same of the people whom `Person.objects.visible_to` gives: those of the person's areas, and, where some are
    missing, those of the person's enterprises. Two plain questions, instead of two for each of them.
    """
    scope = by.scope(permission)
    rows = Person.objects.filter(campaign=campaign)
    if not gone:
        rows = rows.exclude(state="left")
    near = Q() if scope.everything else Q(pk__in=[])
    for prefix in () if scope.everything else scope.areas:
        near |= Q(area_code__startswith=prefix)
    found = _ask(cursor, rows.filter(near), people) if scope.everything or scope.areas else (people[:0], people[:0])
    rest = people[~bulk.within(people, found[0])]
    if scope.everything or not len(rest):
        return found
    works = Employment.objects.current().visible_to(by, permission)
    more = _ask(cursor, rows.filter(pk__in=works.order_by().values("person")), rest)
    both = [np.concatenate(pair) for pair in zip(found, more, strict=True)]
    order = np.argsort(both[0], kind="stable")
    return both[0][order], both[1][order]


def _ask(cursor: Any, rows: QuerySet[Person], people: Numbers) -> Rows:
    try:
        text, values = rows.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # nobody is in sight
        return people[:0], people[:0]
    among, wanted = bulk.among("p.id", people)
    cursor.execute(ASK.format(people=text, among=among), [*values, *wanted])
    person, enterprise, employment = bulk.columns(cursor.fetchone()[0], 3)
    order = np.lexsort((employment, person))
    return person[order], enterprise[order]
