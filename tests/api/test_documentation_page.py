"""The documentation page in a real browser: it is drawn, under our own content security policy."""

from typing import Any


def test_operations_are_listed(desktop: Any) -> None:
    desktop.goto("/api/v1/docs")
    desktop.locator(".opblock-tag").first.wait_for()
    sections = desktop.locator(".opblock-tag-section")
    for section in sections.all():  # folded, so that two hundred operations don't keep the reader waiting
        section.locator(".opblock-tag").click()
        section.locator(".opblock").first.wait_for()
    assert desktop.locator(".opblock").count() > 60
