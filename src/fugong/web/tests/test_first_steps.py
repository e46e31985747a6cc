"""The first steps: per role, ticked from what is there, put away and called back; they cost the start page no query."""

import pytest
from django.conf import settings

from fugong.web import first_steps
from fugong.web.first_steps import STEPS, Where

pytestmark = pytest.mark.django_db


def _open(client, user):
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.mark.parametrize("role", ["administrator", "desk", "officer", "leader", "liaison"])
def test_each_role_has_steps_that_lead_somewhere(cast, client, role) -> None:
    who = getattr(cast, role)
    page = _open(client, who).get("/guide/")
    assert page.status_code == 200
    where = Where(who, cast.campaign, cast.river if role == "liaison" else None)
    steps = first_steps.steps_of(where)
    assert 3 <= len(steps) <= 6, "a short list"
    for step in steps:
        assert step.label in page.content.decode()
        assert client.get(step.url).status_code in (200, 302), step.url


def test_a_step_is_ticked_by_what_is_there_alone(cast) -> None:
    done = {each.url: each.is_done for each in first_steps.steps_of(Where(cast.desk, cast.campaign))}
    assert done["/c/plain/sheets/enterprises/"] and done["/c/plain/officers/"], "the cast has enterprises and officers"
    assert not done["/c/plain/bulletins/"], "no bulletin was issued"
    idle = {each.url: each.is_done for each in first_steps.steps_of(Where(cast.spare, cast.campaign))}
    assert not idle["/c/plain/enterprises/"], "another’s enterprises tick nothing of one’s own"


def test_one_query_asks_for_all_facts(cast, django_assert_num_queries) -> None:
    where = Where(cast.desk, cast.campaign)
    assert cast.desk.active_grants, "read once for each request anyhow"
    with django_assert_num_queries(1):
        first_steps.steps_of(where)


def test_it_goes_when_all_is_done(cast, monkeypatch) -> None:
    everything = tuple(step for step in STEPS["leader"] if step.url_name == "figures:command")
    monkeypatch.setitem(STEPS, "leader", everything)
    assert first_steps.steps_of(Where(cast.leader, cast.campaign)) == []


def test_it_is_put_away_and_called_back(cast, client) -> None:
    _open(client, cast.desk)
    asks = 'hx-get="/guide/"'
    assert asks in client.get("/c/plain/today/").content.decode()
    assert asks not in client.get("/c/plain/filings/").content.decode(), "on the start page alone"
    assert client.get("/guide/putting-away/").status_code == 405
    client.post("/guide/putting-away/")
    assert asks not in client.get("/c/plain/today/").content.decode()
    assert client.get("/guide/").content == b""
    assert "/guide/calling-back/" in client.get("/help/").content.decode()
    client.post("/guide/calling-back/")
    assert asks in client.get("/c/plain/today/").content.decode()
