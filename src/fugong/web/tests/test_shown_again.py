"""What is linked from a page that is shown again at an address which only takes forms leads to where the page is read."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from access.addresses import every
from fugong.web import shown_again

HOST = "http://testserver"
VALUES = {"<day:": "2020-02-14", "<uuid:": "0190a0a0-0000-7000-8000-000000000000", "<int:": "1"}


def methods_of(view: Any) -> set[str]:
    """What `require_http_methods` says below the other decorators; empty where a view takes everything."""
    while view is not None:
        for cell in view.__closure__ or ():
            if (
                isinstance(held := cell.cell_contents, list | tuple)
                and held
                and all(isinstance(each, str) and each.isupper() for each in held)
            ):
                return set(held)
        view = getattr(view, "__wrapped__", None)
    return set()


def takes_only_forms(path: str) -> bool:
    return methods_of(resolve(path).func) == {"POST"}


def filled(route: str) -> str:
    parts = []
    for part in route.split("/"):
        value = next((value for kind, value in VALUES.items() if part.startswith(kind)), "x")
        parts.append(value if part.startswith("<") else part)
    return "/" + "/".join(parts)


def addresses() -> Iterator[str]:
    for each in every():
        if "(" not in each.route and not each.is_api:
            try:
                if takes_only_forms(path := filled(each.route)):
                    yield path
            except Exception:  # noqa: S112 (an address that wants a value of its own)
                continue


def asked(path: str, query: str = "", came: str = "") -> Any:
    request = RequestFactory().get(path + query, headers={"referer": HOST + came} if came else {})
    request.session = {}
    return request


def test_every_address_that_only_takes_forms_leads_back_to_one_that_can_be_read() -> None:
    walked = list(addresses())
    assert len(walked) > 400
    for path in walked:
        where, hops = path, 0
        while takes_only_forms(where):
            back = shown_again.way_back(asked(where, "?after=7", came=path))
            assert back is not None and hops < 9, path
            where, _mark, query = back["Location"].partition("?")
            assert query == "after=7"
            hops += 1


def test_an_address_that_is_opened_by_itself_still_says_that_it_takes_forms() -> None:
    assert shown_again.way_back(asked("/c/plain/pass-applications/decisions/")) is None
    assert shown_again.way_back(asked("/c/plain/pass-applications/decisions/", came="/c/plain/")) is None


@pytest.mark.django_db
class TestRefusedForms:
    LIST, FORM = "/c/plain/pass-applications/", "/c/plain/pass-applications/decisions/"
    TICKED = {"application": [str(n) for n in range(1, 502)]}  # more than are decided at once

    def refused(self, client: Client, came: str) -> None:
        answer = client.post(self.FORM, self.TICKED, headers={"referer": HOST + came})
        assert answer.status_code == 422

    def test_the_next_page_is_that_of_the_list_the_form_stood_in(self, client: Client, cast: Any) -> None:
        client.force_login(cast.desk)
        self.refused(client, f"{self.LIST}?kind=car&after=50")
        self.refused(client, self.FORM)  # and once more, from the page that was shown again
        answer = client.get(f"{self.FORM}?after=90", headers={"referer": HOST + self.FORM})
        assert (answer.status_code, answer["Location"]) == (302, f"{self.LIST}?kind=car&after=90")
        answer = client.get(f"{self.FORM}?q=x")
        assert answer["Location"] == f"{self.LIST}?kind=car&q=x"

    def test_a_page_elsewhere_is_led_to_as_well_and_no_other_host(self, client: Client, cast: Any) -> None:
        client.force_login(cast.desk)
        self.refused(client, reverse("figures:command", args=["plain"]))
        assert client.get(f"{self.FORM}?tab=b")["Location"] == "/c/plain/?tab=b"
        answer = client.post(self.FORM, self.TICKED, headers={"referer": "http://elsewhere.example/x/"})
        assert answer.status_code == 422
        assert client.get(self.FORM)["Location"] == "/c/plain/"

    def test_only_the_latest_are_kept(self, client: Client, cast: Any) -> None:
        client.force_login(cast.desk)
        self.refused(client, self.LIST)
        session = client.session
        session[shown_again.KEPT] = {f"/old/{n}/": "/old/" for n in range(shown_again.MOST)}
        session.save()
        self.refused(client, self.LIST)
        kept = client.session[shown_again.KEPT]
        assert len(kept) == shown_again.MOST and "/old/0/" not in kept and kept[self.FORM] == self.LIST
