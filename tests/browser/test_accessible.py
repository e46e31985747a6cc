"""Every page that the navigation leads to, by role: axe finds nothing (WCAG 2.2 AA), nothing sticks out on the phone."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text("utf-8")
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # none of these rules reads the style sheets themselves
}
COLOURS = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
ROLES = [pytest.param(role, marks=pytest.mark.thorough) for role in ("administrator", "desk", "officer")] + ["liaison"]
BEYOND_NAVIGATION = {
    "administrator": ["/campaigns/plain/", "/campaigns/new/?pack=plain", "/packs/plain/", "/me/tokens/", "/nowhere/"],
    "desk": ["/people/new/", "/me/", "/accounts/password/", "/accounts/second-factor/"],
}


SHELL = ["#sidebar", ".topbar"]
RUN = """async ([rules, shell]) => {
  if (!shell.length) return (await axe.run(document, rules)).violations;
  const only = rules.runOnly, named = only.type === 'rule';
  const wanted = rule => named ? only.values.includes(rule.id) : only.some(tag => rule.tags.includes(tag));
  const whole = axe._audit.rules.filter(rule => rule.pageLevel && wanted(rule)).map(rule => rule.id);
  const content = await axe.run({exclude: shell}, rules);
  const page = whole.length ? await axe.run(document, {...rules, runOnly: {type: 'rule', values: whole}}) : {violations: []};
  return [...content.violations, ...page.violations];
}"""
"""Axe over the whole page; or over what stands beside the shell, and over the page as a whole where a rule is about that."""


ENGLISH = """() => {
  if (!document.documentElement.lang.startsWith('zh') || !document.getElementById('main')) return [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), within = walker.currentNode.parentElement;
    if (within.closest('script, style, template, code, pre, textarea, [lang]:not(html)')) continue;
    if (/(?:[A-Za-z’']{2,}[ ,.]+){2}[A-Za-z’']{2,}/.test(text)) found.push(text.slice(0, 60));
  }
  return found;
}"""
"""Three English words in a row on a Chinese page: a message that nobody translated."""


def faults_of(page: Any, rules: dict[str, Any] = RULES, shell: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it stands, and whether it is wider than the screen. `shell`: parts that were looked at."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, [rules, shell or []])
    words = [] if rules is COLOURS else [f"not translated: {each}" for each in page.evaluate(ENGLISH)]
    said = words + [f"{each['id']}: {node['target']} {_why(node)}" for each in found for node in each["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*said, f"{wide} pixels wider than the screen"] if wide > 0 else said


def _why(node: dict[str, Any]) -> str:
    return next((check["message"] for kind in ("any", "all", "none") for check in node[kind]), "")


THEME = "scheme => document.documentElement.dataset.bsTheme === scheme || document.querySelector('[data-wall-theme]')"
"""A page follows the scheme a moment later; the wall has a choice of its own."""


@dataclass(frozen=True)
class Look:
    """How a page is seen: how wide, how dark; and what is looked for."""

    width: int
    height: int
    scheme: str = "light"
    rules: dict[str, Any] = field(default_factory=lambda: RULES)

    def at(self, page: Any, shell: list[str] | None = None) -> list[str]:
        page.set_viewport_size({"width": self.width, "height": self.height})
        page.emulate_media(color_scheme=self.scheme)
        page.wait_for_function(THEME, arg=self.scheme)
        return faults_of(page, self.rules, shell)


LOOKS = {"on the desk": Look(1366, 800), "on the phone": Look(390, 844)}
DARK = {"in the dark": Look(1366, 800, "dark", COLOURS)}  # what the theme changes: the colours
WALL = "[data-wall-theme]"


def walk(page: Any, role: str, looks: dict[str, Look]) -> dict[str, list[str]]:
    """Opens the start page and each address that its navigation names, each in every look; address and look → faults. Bar and
    navigation, which are the same on all of one person's pages, are looked at on the first.
    """
    page.add_init_script(AXE)  # goes to the browser once
    page.goto("/")
    links = page.eval_on_selector_all("#sidebar a", "links => links.map(link => link.getAttribute('href'))")
    assert links
    faults = {f"the first page, {name}": found for name, look in looks.items() if (found := look.at(page))}
    for address in [*links, *BEYOND_NAVIGATION.get(role, [])]:
        answer = page.goto(address)
        assert answer.status == (404 if address == "/nowhere/" else 200), address
        faults |= {f"{address}, {name}": found for name, look in looks.items() if (found := look.at(page, SHELL))}
        if DARK.keys() <= looks.keys() and page.query_selector(WALL) and (found := other_side(page)):
            faults[f"{address}, in its other theme"] = found
    return faults


def other_side(page: Any) -> list[str]:
    """The wall in the theme that it doesn't stand in: it is turned by its own button and follows no scheme."""
    before = page.evaluate("document.documentElement.dataset.bsTheme")
    page.click(WALL)
    assert page.evaluate("document.documentElement.dataset.bsTheme") != before
    return faults_of(page, COLOURS)


@pytest.mark.parametrize("role", ROLES)
def test_on_the_desk_and_on_the_phone(desktop, sign_in, cast, role):
    sign_in(desktop, getattr(cast, role))
    assert walk(desktop, role, LOOKS | (DARK if role == "desk" else {})) == {}


def test_a_pale_text_would_be_found_in_the_dark(desktop, sign_in, cast):
    desktop.emulate_media(color_scheme="dark")
    sign_in(desktop, cast.desk)
    desktop.goto("/me/")
    desktop.evaluate(
        "document.querySelector('#main').innerHTML += '<p style=\"color: #222; background: #000\">Text</p>'"
    )
    found = faults_of(desktop, COLOURS)
    assert any(each.startswith("color-contrast") for each in found), found


def test_a_pale_text_would_be_found_on_the_light_wall(desktop, sign_in, cast):
    sign_in(desktop, cast.desk)
    desktop.goto("/c/plain/wall/")
    desktop.evaluate(
        """const sheet = new CSSStyleSheet();
        sheet.replaceSync('[data-bs-theme=light] .wall-read { color: #ddd }');
        document.adoptedStyleSheets = [sheet];"""
    )
    assert not faults_of(desktop, COLOURS), "it is dark to begin with"
    assert any(each.startswith("color-contrast") for each in other_side(desktop))


def test_paper_is_light_whatever_the_screen_is(desktop, sign_in, cast):
    """Printed from a dark screen, texts and tables are as dark, and their ground as light, as from a light one."""
    sign_in(desktop, cast.desk)
    desktop.goto("/me/")
    desktop.evaluate(
        """document.querySelector('#main').innerHTML += '<table class="table"><tr><td class="probe">1</td></tr></table>'
        + '<span class="probe due due-danger">1</span><div class="probe alert alert-warning">1</div>'
        + '<p class="probe text-secondary">1</p><section class="probe card">1</section>'"""
    )
    colours = """[...document.querySelectorAll('body, .probe')].map(each => {
        const style = getComputedStyle(each);
        return [each.className, style.color, style.backgroundColor, style.borderBottomColor]; })"""
    seen = {}
    for scheme in ("light", "dark"):
        desktop.emulate_media(media="print", color_scheme=scheme)
        desktop.wait_for_function(THEME, arg=scheme)
        seen[scheme] = desktop.evaluate(colours)
    assert seen["dark"] == seen["light"]
    desktop.emulate_media(media="screen")
    assert all(ours != paper for ours, paper in zip(desktop.evaluate(colours), seen["dark"], strict=True))


def test_what_is_wrong_in_one_look_alone_is_found_in_it(desktop, sign_in, cast):
    """A page that was opened for the desk is narrow and dark afterwards, as if it had been opened so."""
    sign_in(desktop, cast.desk)
    desktop.goto("/me/")
    desktop.evaluate(
        """document.querySelector('#main').innerHTML +=
        '<div style="width: 700px">x</div><p class="pale">Text</p>';
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('[data-bs-theme=dark] .pale { color: #222; background: #000 }');
        document.adoptedStyleSheets = [sheet];"""
    )
    found = {name: look.at(desktop, SHELL) for name, look in (LOOKS | DARK).items()}
    assert not found["on the desk"]
    assert any("wider than the screen" in each for each in found["on the phone"])
    assert any(each.startswith("color-contrast") for each in found["in the dark"])


def test_a_fault_would_be_found(desktop, sign_in, cast):
    """The negative control of all above: a field without a name, and something wider than the screen."""
    sign_in(desktop, cast.desk)
    desktop.goto("/me/")
    desktop.evaluate("document.querySelector('#main').innerHTML += '<input><div style=\"width: 3000px\">x</div>'")
    desktop.evaluate("document.querySelector('h1').outerHTML = '<p>no heading was there</p>'")
    for shell in (None, SHELL):
        found = faults_of(desktop, shell=shell)
        assert any(each.startswith("label") for each in found)
        assert any(each.startswith("page-has-heading-one") for each in found), "what is about the page as a whole"
        assert "not translated: no heading was there" in found
        assert any("wider than the screen" in each for each in found)


def test_a_fault_of_the_navigation_would_be_found_on_the_first_page(desktop, sign_in, cast):
    sign_in(desktop, cast.desk)
    desktop.goto("/me/")
    desktop.evaluate("document.querySelector('#sidebar').innerHTML += '<input>'")
    assert any(each.startswith("label") for each in faults_of(desktop))
    assert not faults_of(desktop, shell=SHELL), "it was looked at before"


def test_before_signing_in(desktop, cast):
    desktop.goto("/accounts/login/")
    assert faults_of(desktop) == []


def test_the_drawer_of_the_phone_opens_and_closes(phone, sign_in, cast):
    sign_in(phone, cast.desk)
    phone.goto("/people/")
    phone.locator(".thumb-bar button").click()
    phone.locator("#sidebar a", has_text="").first.wait_for(state="visible")
    assert faults_of(phone) == []
    phone.keyboard.press("Escape")
    phone.locator("#sidebar").wait_for(state="hidden")


def test_a_question_is_asked_before_a_step_that_cannot_be_undone(desktop, sign_in, cast):
    sign_in(desktop, cast.desk)
    desktop.goto(f"/people/{cast.leader.pk}/")
    desktop.locator('form[action$="/end/"] button').first.click()
    desktop.locator("#confirm .btn-outline-secondary").click()
    cast.leader.refresh_from_db()
    assert cast.leader.active_grants
    desktop.locator("#confirm").wait_for(state="hidden")
    desktop.locator('form[action$="/end/"] button').first.click()
    desktop.locator("#confirm [data-confirmed]").click()
    desktop.locator(".alert-success").wait_for()
    assert not cast.leader.grants.filter(until=None).exists()
