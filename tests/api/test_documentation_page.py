"""The documentation page in a real browser: it is drawn, under our own content security policy."""

from typing import Any

from fugong.web.api import mounted


def test_operations_are_listed(desktop: Any) -> None:
    desktop.goto("/api/v1/docs")
    sections = desktop.locator(".opblock-tag-section")
    sections.first.wait_for()
    assert sections.count() == len({tag for resource in mounted.RESOURCES for tag in resource.tags or ["default"]})
    for section in (
        sections.first,
        sections.last,
    ):  # folded, so that two hundred operations don't keep the reader waiting
        section.locator(".opblock-tag").click()
        section.locator(".opblock").first.wait_for()
        assert section.locator(".opblock").count() > 1
