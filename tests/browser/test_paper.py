"""On paper a short card stays whole, a long one follows its heading and breaks: no sheet is left empty before it."""

import pytest

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
