"""A project's schedule on the phone: it is wider than the screen, and begins at today."""

import io
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from fugong.projects.tests import stage as ground
from ground import cast as people

pytestmark = pytest.mark.django_db(transaction=True)

WHERE = """() => {
  const box = document.querySelector('.gantt-scroll'), line = box.querySelector('.today');
  return [box.scrollWidth - box.clientWidth, box.scrollLeft, line.getBoundingClientRect().left - box.getBoundingClientRect().left,
    box.clientWidth];
}"""


def test_a_schedule_wider_than_the_phone_begins_at_today(phone: Any, sign_in: Any, test_packs: None, noon: Any) -> None:
    cast = people.build()
    project = ground.build(cast).listed()
    sign_in(phone, cast.desk)
    phone.goto(reverse("projects:project", args=[cast.campaign.key, project.pk]))
    beyond, moved, today, width = phone.evaluate(WHERE)
    assert beyond > 0, "it would fit, and nothing were tried"
    assert moved > 0
    assert 0 < today < width, "it is in sight"
    assert abs(moved - min(beyond, moved + today - width / 4)) < 2, (
        "a quarter of the box lies before it, or nothing behind it"
    )


def test_forty_schedules_are_printed_on_one_sheet(desktop: Any, sign_in: Any, test_packs: None, noon: Any) -> None:
    cast = people.build()
    stage = ground.build(cast)
    for number in range(40):
        stage.listed(name=f"项目{number}", priority=str(number + 1))
    sign_in(desktop, cast.desk)
    desktop.goto(reverse("projects:board", args=[cast.campaign.key]))
    paper = desktop.pdf(format="A4", prefer_css_page_size=True)
    assert len(PdfReader(io.BytesIO(paper)).pages) == 1
