"""A standing question is answered as a QuerySet would, in one statement; what can't be read so is refused."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured

from fugong.accounts.models import IN_FORCE, Grant, User
from fugong.core import clock
from fugong.core.standing import Standing
from fugong.registry.models import Enterprise

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


def test_columns_that_must_be_converted_are_refused():
    with pytest.raises(ImproperlyConfigured, match="names"):
        Standing(Enterprise, "id = %s").rows(1)
