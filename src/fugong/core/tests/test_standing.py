"""A standing question is answered as a QuerySet would, in one statement."""

import datetime as dt

import pytest

from fugong.accounts.models import IN_FORCE, Grant, User
from fugong.core import clock
from fugong.core.standing import Standing
from fugong.places.models import CALLED, Campaign

pytestmark = pytest.mark.django_db


def test_the_same_rows_in_one_statement(cast, django_assert_num_queries):
    moment = clock.now()
    for user in User.objects.all():
        with django_assert_num_queries(1):
            found = IN_FORCE.rows(user.pk, moment, moment)
        assert found == list(user.grants.in_force().order_by("pk"))
        assert {*map(tuple, map(vars, found))} == {*map(tuple, map(vars, Grant.objects.filter(user=user)))} or not found


def test_whatever_ended_or_has_not_begun_is_left_out(cast):
    grant = cast.desk.grants.first()
    moment = clock.now()
    for since, until, holds in ((-2, None, True), (-2, 1, True), (-2, -1, False), (1, None, False), (-2, 0, False)):
        grant.since = moment + dt.timedelta(days=since)
        grant.until = None if until is None else moment + dt.timedelta(days=until)
        grant.save()
        assert (grant in IN_FORCE.rows(cast.desk.pk, moment, moment)) is holds


def test_none_is_none():
    assert Standing(User, "username = %s").first("nobody’s name") is None


def test_values_are_those_of_the_model_and_related_rows_come_along(cast, django_assert_num_queries):
    known = Campaign.objects.select_related("jurisdiction", "pack_version").get(pk=cast.campaign.pk)
    Campaign.objects.filter(pk=known.pk).update(names={"en": "Spring"})
    with django_assert_num_queries(1):
        found = CALLED.first(known.key)
        assert found.names == {"en": "Spring"}
        assert vars(found.jurisdiction) | {"_state": 0} == vars(known.jurisdiction) | {"_state": 0}
        assert (found.pack_version, found.opened_at) == (known.pack_version, known.opened_at)
