"""The inbox and the choices through the API, and the commands."""

import json
from typing import Any

import pytest

from fugong.channels.actions import inbox
from fugong.channels.models import Choice
from fugong.web.cli import channels as commands

pytestmark = pytest.mark.django_db


def test_the_inbox_is_read_and_marked(cast: Any, told: Any, as_: Any) -> None:
    told(cast.liaison, title={"zh": "已批准", "en": "Approved"}, url="/me/?a=1")
    told(cast.officer, title="别人的")
    theirs = as_(cast.liaison)
    entry = theirs.get("/api/v1/me/inbox?unread=true", headers={"Accept-Language": "en"}).json()["items"][0]
    assert (entry["title"], entry["url"], entry["read_at"], entry["campaign"]) == (
        "Approved",
        "/me/?a=1",
        None,
        "plain",
    )
    other = cast.officer.inbox.get(kind="test.ordinary").pk
    answer = theirs.post("/api/v1/me/inbox/reading", {"ids": [entry["id"], other]}, content_type="application/json")
    assert answer.json() == {"marked": 1, "unread": 0} and inbox.unread(cast.officer) > 0
    assert theirs.post("/api/v1/me/inbox/reading", {"ids": ["x"]}, content_type="application/json").status_code == 422


def test_choices_are_read_and_changed(cast: Any, as_: Any) -> None:
    theirs = as_(cast.liaison)
    body = {"choices": [{"kind": "", "channel": "email", "mode": "digest"}]}
    answer = theirs.put("/api/v1/me/choices", body, content_type="application/json")
    assert answer.json()["choices"] == body["choices"] and "test.ordinary" in answer.json()["kinds"]
    bad = {"choices": [{"kind": "no.such", "channel": "email", "mode": "on"}]}
    assert theirs.put("/api/v1/me/choices", bad, content_type="application/json").status_code == 422
    assert Choice.objects.count() == 1


def test_the_commands_tell_and_resend(cast: Any, capsys: Any) -> None:
    commands.status(as_json=True)
    assert {each["channel"] for each in json.loads(capsys.readouterr().out)} == {"email", "sms", "push", "robot"}
    commands.letters(as_json=True)
    assert json.loads(capsys.readouterr().out) == []
    commands.resend()
