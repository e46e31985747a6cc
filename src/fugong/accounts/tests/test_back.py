"""Whoever sends a form goes back to where they came from, and nowhere beyond this host."""

import pytest
from django.test import RequestFactory

from fugong.accounts.pages import back


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("/c/plain/?q=东", "/c/plain/?q=%E4%B8%9C"),
        ("", "/inbox/"),
        ("https://example.com/", "/inbox/"),
        ("//example.com", "/inbox/"),
        ("javascript:alert(1)", "/inbox/"),
        ("home", "home"),  # no page's name: read as part of an address, as a browser reads it
        ("-1", "-1"),
    ],
)
def test_back_to_where_they_came_from_or_to_the_usual_page(given: str, leads_to: str) -> None:
    answer = back(RequestFactory().post("/", {"next": given}), "channels:inbox")
    assert (answer.status_code, answer["Location"]) == (302, leads_to)
