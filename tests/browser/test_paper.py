"""On paper a short card stays whole, a long one follows its heading and breaks: no sheet is left empty before it."""

import pytest
from django.urls import reverse

from ground import cast as people

pytestmark = pytest.mark.django_db(transaction=True)

CARDS = """() => {
  const card = (id, lines) =>
    `<section class="card" id="${id}"><h2 class="card-header">${id}</h2>` + "<p>line</p>".repeat(lines) + "</section>";
  document.querySelector("main").innerHTML = card("short", 3) + card("long", 80);
}"""
BREAKS = "id => getComputedStyle(document.getElementById(id)).breakInside"


def test_long_cards_break_and_short_ones_do_not(desktop, sign_in, cast):
    sign_in(desktop, cast.desk)
    desktop.goto("/c/plain/")
    desktop.evaluate(CARDS)
    desktop.emulate_media(media="print")
    assert [desktop.evaluate(BREAKS, each) for each in ("short", "long")] == ["auto", "auto"], (
        "control: nothing is printed yet"
    )
    desktop.pdf(format="A4")
    assert [desktop.evaluate(BREAKS, each) for each in ("short", "long")] == ["avoid", "auto"]


FIELDS = """() => [...document.querySelectorAll("main input, main select, main textarea")]
  .filter(field => field.type !== "hidden" && field.offsetParent).map(field => field.name)"""
LISTS = {
    "desk": ["investment:platforms", "testing:points", "testing:specialists", "advice:advisers", "labour:shortage"],
    "liaison": ["supplies:mine", "workforce:mine_people", "projects:mine"],
}


@pytest.mark.parametrize("who", LISTS)
def test_what_is_to_be_filled_in_beside_a_list_is_not_printed(desktop, sign_in, test_packs, noon, who):
    cast = people.build()
    sign_in(desktop, getattr(cast, who))
    asked = 0
    for name in LISTS[who]:
        address = reverse(name, args=["plain"] if who == "desk" else ["plain", cast.river.pk])
        desktop.emulate_media(media="screen")
        assert desktop.goto(address).status == 200
        asked += len(desktop.evaluate(FIELDS))
        desktop.emulate_media(media="print")
        assert desktop.evaluate(FIELDS) == [], address
    assert asked, "control: on the screen there is something to fill in"
