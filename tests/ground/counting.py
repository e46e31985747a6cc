"""A number as a person reads it on its page, and the rows that the page opens for that person: they must be the same."""

from typing import Any

from django.urls import reverse


def opened(client: Any, user: Any, campaign: Any, measure: str, **asked: Any) -> tuple[Any, list[Any]]:
    """(the number, its rows) on the rows page, as the person sees them."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("figures:rows", args=[campaign.key, measure]), asked)
    assert answer.status_code == 200, (measure, answer.status_code)
    lines = answer.context["rows"]
    for line in lines:
        page = client.get(line.url)
        assert page.status_code == 200, f"{measure} as {user}: {line.url} opens {page.status_code}"
    return answer.context["value"], [line.row for line in lines]


def numbers(client: Any, user: Any, campaign: Any, *measures: str, **asked: Any) -> dict[str, Any]:
    """Each measure's number; what counts has as many rows as it says."""
    found = {}
    for measure in measures:
        value, rows = opened(client, user, campaign, measure, **asked)
        assert value == len(rows), measure
        found[measure] = value
    return found
