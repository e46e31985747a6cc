"""The documentation page in a real browser: it is drawn, under our own content security policy."""

from typing import Any

import pytest

from fugong.web.api.face import build


def tags() -> set[str]:
    """What the operations are filed under."""
    paths = build().get_openapi_schema(path_prefix="api/v1/")["paths"]
    return {tag for operations in paths.values() for each in operations.values() for tag in each["tags"]}


@pytest.mark.thorough
def test_operations_are_listed(desktop: Any) -> None:
    desktop.goto("/api/v1/docs")
    sections = desktop.locator(".opblock-tag-section")
    sections.first.wait_for(timeout=60_000)  # the page draws some hundred operations
    assert tags() <= set(sections.locator(".opblock-tag").all_inner_texts())
    for section in (
        sections.first,
        sections.last,
    ):  # folded, so that two hundred operations don't keep the reader waiting
        section.locator(".opblock-tag").click()
        section.locator(".opblock").first.wait_for()
        assert section.locator(".opblock").count() > 1
