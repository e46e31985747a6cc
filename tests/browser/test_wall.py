"""The wall fills one screen, and nothing on it is cut: what has no room is written smaller, and what still has none is counted."""

import dataclasses
from typing import Any

import pytest
from django.urls import reverse

from fugong.core import walls
from fugong.core.walls import Face, Line, Number
from fugong.figures import wall

OWNER = "街道人力资源和社会保障中心"  # who has it, in full
SCREENS = [(1366, 800), (1920, 1080)]
CUT = """() => {
  const found = [], part = each => (each.closest('[data-part]') || each).getAttribute('data-part');
  const tell = (what, each) => found.push(what + ': ' + part(each) + ' ' + each.textContent.trim().slice(0, 40));
  const all = selector => Array.from(document.querySelectorAll(selector)).filter(each => each.getClientRects().length);
  const root = document.documentElement;
  if (root.scrollHeight > innerHeight + 1 || root.scrollWidth > innerWidth + 1) found.push('the page is larger than the screen');
  all('.wall-tile, .wall-head > *, .wall-line > *, .wall-days').forEach(each => {
    const box = each.getBoundingClientRect();
    if (box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.top < -1 || box.left < -1) tell('off the screen', each);
  });
  all('.wall-tile h2, .wall-tile li, .wall-tile h3, .wall-nothing, .wall-more, .wall-legend').forEach(each => {
    const box = each.getBoundingClientRect(), tile = each.closest('.wall-tile').getBoundingClientRect();
    const around = each.closest('.wall-scroll'), within = around ? around.getBoundingClientRect() : tile;
    if (box.bottom > Math.min(tile.bottom, within.bottom) + 2 || box.right > tile.right + 2) tell('over its tile', each);
  });
  all('.wall-scroll').forEach(each => { if (each.scrollHeight > each.clientHeight + 1) tell('to be scrolled', each); });
  all('.wall-tile h2, .wall-numbers strong, .wall-lines strong, .wall-rates strong, .wall-cells strong').forEach(each => {
    if (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline') tell('shortened', each);
  });
  return found;
}"""
COUNTED = """() => Array.from(document.querySelectorAll('.wall-scroll')).every(part => {
  const left = part.querySelectorAll('li[hidden]').length, more = part.querySelector('.wall-more');
  return left ? more && more.textContent.includes(String(left)) : !more;
})"""


def crowded(asked: Any) -> Face:
    """More than any tile has room for."""
    numbers = tuple(Number(f"待办事项{n}", 12_345 * n, tone="danger" if n == 1 else "") for n in range(1, 5))
    lines = tuple(
        Line(
            f"东河街道第{n}企业服务站",
            OWNER if n == 1 else 1_234 + n,
            detail="超时2小时",
            share=n / 30,
            group=f"第{n // 10 + 1}组",
        )
        for n in range(30)
    )
    return Face(numbers, lines)


@pytest.fixture
def shown(desktop: Any, sign_in: Any, cast: Any) -> Any:
    def show(size: tuple[int, int], view: str) -> Any:
        desktop.set_viewport_size({"width": size[0], "height": size[1]})
        sign_in(desktop, cast.leader)
        desktop.goto(reverse("figures:wall", args=[cast.campaign.key]) + f"?view={view}")
        desktop.wait_for_function(
            "!document.querySelector('.wall-scroll') || document.querySelector('.wall-scroll.is-fit')"
        )
        return desktop

    return show


@pytest.mark.parametrize("view", wall.VIEWS)
@pytest.mark.parametrize("size", SCREENS)
def test_nothing_is_cut(shown: Any, size: tuple[int, int], view: str) -> None:
    page = shown(size, view)
    assert page.locator(".wall-tile").count() >= 4
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("size", SCREENS)
def test_of_crowded_tiles_what_has_no_room_is_counted(
    shown: Any, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, tile in list(walls.TILES.items()):
        if not tile.template:
            monkeypatch.setitem(walls.TILES, key, dataclasses.replace(tile, show=crowded))
    page = shown(size, "now")
    assert page.locator(".wall-more").count() >= 4, "they are too many for any size"
    assert page.evaluate(CUT) == [] and page.evaluate(COUNTED)
    page.set_viewport_size({"width": 1600, "height": 900})
    page.wait_for_timeout(300)
    assert page.evaluate(CUT) == [] and page.evaluate(COUNTED), "a window that changes is fitted anew"
    page.evaluate("document.querySelectorAll('.wall-scroll li[hidden]').forEach(each => { each.hidden = false; })")
    assert any("to be scrolled" in each for each in page.evaluate(CUT)), "it would be found"
