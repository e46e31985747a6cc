"""Every number with its parts and its rows; the bulletin as data and as paper."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from fugong.core.measures import REGISTERED
from fugong.rectification.actions import findings
from ground.cast import Cast

Calling = Callable[[str], Client]
CAMPAIGN = "/api/v1/campaigns/plain"


def send(client: Client, method: str, address: str, body: Any = None) -> Any:
    return getattr(client, method)(address, json.dumps(body or {}), content_type="application/json")


def test_each_number_counts_the_rows_behind_it(cast: Cast, calling: Calling) -> None:
    leader = calling("leader")
    figures = leader.get(f"{CAMPAIGN}/figures").json()
    assert figures["whole"] is True
    for measure in figures["measures"]:
        rows = leader.get(measure["rows"])
        assert rows.status_code == 200, measure
        if not REGISTERED[measure["key"]].column:
            assert len(rows.json()["items"]) == measure["value"], measure["key"]


def test_rows_of_any_kind_are_told_in_short(cast: Cast, calling: Calling) -> None:
    found = findings.record(campaign=cast.campaign, enterprise=cast.river, item="masks", by=cast.inspector)
    for name, many in (("leader", 1), ("town", 1), ("hill_town", 0)):
        rows = (
            calling(name).get(f"{CAMPAIGN}/measures/findings.open/rows", {"part": f"!{found.aspect}"}).json()["items"]
        )
        assert [(row["of"], row["id"], row["state"]) for row in rows] == [("finding", found.pk, "open")] * many
    assert calling("leader").get(f"{CAMPAIGN}/measures/findings/rows", {"part": "!nothing"}).json()["items"] == []


def test_a_street_sees_its_own_numbers(cast: Cast, calling: Calling) -> None:
    def count(name: str) -> Any:
        figures = calling(name).get(f"{CAMPAIGN}/figures").json()
        return next(each["value"] for each in figures["measures"] if each["key"] == "enterprises")

    assert (count("desk"), count("town"), count("hill_town")) == (3, 2, 1)
    assert calling("liaison").get(f"{CAMPAIGN}/figures").status_code == 403


def test_slices_and_nodes(cast: Cast, calling: Calling) -> None:
    leader, rows = calling("leader"), f"{CAMPAIGN}/measures/enterprises/rows"
    grid = f"#{cast.east.pk}"
    found = {
        query: len(leader.get(rows, {"part": query}).json()["items"])
        for query in ("", "key_industrial", "@industry", grid, "#x", "@nobody", "nothing")
    }
    assert found == {"": 3, "key_industrial": 1, "@industry": 2, grid: 2, "#x": 0, "@nobody": 0, "nothing": 0}
    assert len(leader.get(rows, {"node": "990101002"}).json()["items"]) == 1
    assert leader.get(f"{CAMPAIGN}/measures/nothing/rows").status_code == 404


def test_the_bulletin_is_drafted_issued_and_printed(cast: Cast, calling: Calling) -> None:
    desk, address = calling("desk"), f"{CAMPAIGN}/bulletins/2020-02-20"
    assert send(desk, "put", address, {"remarks": "平稳"}).json()["number"] is None
    assert calling("town").get(address).status_code == 404  # a street sees what is issued, no draft of the whole
    issued = send(desk, "post", f"{address}/issue", {"remarks": "平稳"}).json()
    assert issued["number"] == 1 and issued["issued_at"]
    assert send(desk, "post", f"{address}/issue").status_code == 409
    assert calling("town").get(address).json()["remarks"] == "平稳"
    paper = desk.get(f"{address}/pdf")
    assert paper.content.startswith(b"%PDF") and paper["Content-Disposition"].startswith("attachment")
    sheet = desk.get(f"{address}/xlsx")
    assert b"".join(sheet).startswith(b"PK") and sheet["Content-Disposition"].startswith("attachment")
    assert send(calling("leader"), "post", f"{address}/issue").status_code == 403
    assert [each["day"] for each in desk.get(f"{CAMPAIGN}/freezes").json()["items"]] == ["2020-02-20"]
