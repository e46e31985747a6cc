"""What the API says of itself."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.test import Client
from ninja import Schema

from fugong.web.api.face import build

REFUSALS = {"400", "401", "403", "404", "409", "413", "422", "429"}


def described() -> Any:
    return build().get_openapi_schema(path_prefix="api/v1/")


def test_every_operation_declares_its_refusals_and_its_key() -> None:
    for path, operations in described()["paths"].items():
        for method, operation in operations.items():
            assert {str(status) for status in operation["responses"]} >= REFUSALS, (method, path)
            names = {each["name"] for each in operation["parameters"]}
            assert ("Idempotency-Key" in names) == (method != "get"), (method, path)
            assert operation.get("description"), (method, path)


def test_operations_bear_names_of_their_own() -> None:
    names = [each["operationId"] for operations in described()["paths"].values() for each in operations.values()]
    assert len(names) == len(set(names))


def test_shapes_bear_names_of_their_own() -> None:
    """Two shapes of one name would be described as one, and callers would send the other's fields."""
    build()
    names = [shape.__name__ for shape in _below(Schema) if shape.__module__.startswith("fugong.")]
    assert len(names) > 100
    assert [name for name in set(names) if names.count(name) > 1] == []


def _below(shape: type) -> Iterator[type]:
    for each in shape.__subclasses__():
        yield each
        yield from _below(each)


def test_unknown_addresses_are_answered_in_kind(client: Client) -> None:
    answer = client.get("/api/v1/no/such/thing")
    assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"


def test_the_documentation_page_needs_nothing_from_outside(client: Client) -> None:
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200 and "http://" not in text and "https://" not in text
    assert settings.STATIC_URL in text and "unsafe-inline" not in page["Content-Security-Policy"].split("style")[0]
