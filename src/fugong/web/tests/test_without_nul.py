"""The sign U+0000, which PostgreSQL's texts can't hold, breaks no page: it is left out of addresses, cookies and forms."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from fugong.web.middleware import WithoutNul

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_desk(client: Client, cast: Any) -> Client:
    client.force_login(cast.desk)
    return client


@pytest.mark.parametrize(
    "address", ["/people/?q={}", "/c/plain/enterprises/?q={}", "/c/plain/filings/?text={}&post={}"]
)
def test_a_search_for_it_finds_what_a_search_without_it_finds(as_desk: Client, address: str) -> None:
    found = as_desk.get(address.replace("{}", "%00东%00%%0000河"))
    plain = as_desk.get(address.replace("{}", "东河"))
    assert found.status_code == plain.status_code == 200
    assert found.content.count(b"<tr") == plain.content.count(b"<tr")


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME])
def test_a_cookie_with_it_is_a_cookie_that_nobody_knows(client: Client, name: str) -> None:
    answer = client.get("/", headers={"Cookie": f'{name}="\\000\\00\\0000aaaaaaaaaa"'})
    assert answer.status_code == 302, "to the sign-in"


def test_what_was_typed_is_kept_without_it(as_desk: Client, cast: Any) -> None:
    sent = {"name": "李\x00四", "user\x00name": "lisi\x00", "password": "\x00"}
    answer = as_desk.post("/people/new/", urlencode(sent), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422, "refused for what is missing, with what was typed"
    assert 'value="李四"' in answer.content.decode()
    assert 'value="lisi"' in answer.content.decode()


def test_a_form_with_a_file_is_read_all_the_same() -> None:
    request = RequestFactory().post(
        "/", {"text": "a\x00b", "many": ["\x00", "c"], "file": SimpleUploadedFile("n.txt", b"\x00x")}
    )
    WithoutNul(lambda _request: HttpResponse()).process_view(request, lambda: None)
    assert dict(request.POST.lists()) == {"text": ["ab"], "many": ["", "c"]}
    assert request.FILES["file"].read() == b"\x00x", "files may hold any byte"


def test_what_programs_send_is_left_to_those_who_read_it() -> None:
    def view() -> None: ...

    view.csrf_exempt = True  # type: ignore[attr-defined]
    request: HttpRequest = RequestFactory().post("/", b"a\x00b", content_type="text/plain")
    WithoutNul(lambda _request: HttpResponse()).process_view(request, view)
    assert request.body == b"a\x00b"
