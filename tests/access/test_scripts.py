"""A hundred scripts in every text that people write, every page, in a real browser (A20): none of them runs.

The browser is told to ignore the content security policy, so that escaping has to hold by itself; the last test shows that the
policy alone would hold as well.
"""

import os
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from access.addresses import every
from access.asking import _may_be_answered, client_of, questions
from access.world import World

pytestmark = pytest.mark.django_db
PAGES = int(os.environ.get("FUGONG_SCRIPT_PAGES", "20"))  # of each person; 0: all of them, for the full run
RUNS = [
    "<script>ran=1</script>", "<img src=x onerror=ran=1>", "<svg onload=ran=1>", "<details open ontoggle=ran=1>",
    "<iframe src=javascript:parent.ran=1>", "<video src=x onerror=ran=1>", "<input autofocus onfocus=ran=1>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>", "<style onload=ran=1></style>", " onmouseover=ran=1 x=",
]  # fmt: skip
LEAVES = ["", "'>", '">', "-->", "</script>", "</title>", "</textarea>", "</select>", "{{7*7}}", "\\u003c"]
PAYLOADS = [leave + run for leave in LEAVES for run in RUNS]
FAULTS = """() => {
  const found = [];
  if (window.ran) found.push('a script ran');
  for (const each of document.querySelectorAll('*'))
    for (const {name, value} of each.attributes)
      if (/^on/.test(name) || /^(href|src|action|formaction|xlink:href)$/.test(name) && /^\\s*javascript:/i.test(value))
        found.push(`${each.tagName} ${name}=${value}`.slice(0, 120));
  for (const each of document.scripts)
    if (!each.src && /ran=1/.test(each.text) && each.type !== 'application/json') found.push('a script of theirs');
  return found;
}"""


def written(model: Any) -> list[Any]:
    """The columns in which people write: text without choices."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and not field.primary_key
    ]


def fill() -> int:
    """Puts a script before every text in the world that bears Chinese signs, which no key does; returns how many."""
    filled = 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        for model in apps.get_models():
            if not model.__module__.startswith("fugong.") or model._meta.app_label == "policy":
                continue
            for place, field in enumerate(written(model)):
                name = connection.ops.quote_name(field.column)
                text = f"(%s::text[])[1 + (hashtext({name}) & 65535) %% 100] || {name}"
                text = f"left({text}, {field.max_length})" if field.max_length else text
                try:
                    with transaction.atomic():
                        cursor.execute(
                            f'UPDATE "{model._meta.db_table}" SET {name} = {text} WHERE {name} ~ %s',
                            [[*PAYLOADS[place:], *PAYLOADS[:place]], "[一-龥]"],
                        )
                        filled += cursor.rowcount
                except Error:  # a column with a rule of its own, such as a number plate: no script gets in
                    continue
        cursor.execute("SET LOCAL session_replication_role = origin")
    return filled


@pytest.fixture
def scripted(browser: Any, world: World) -> Iterator[World]:
    with transaction.atomic():
        assert fill() > 300
        yield world
        transaction.set_rollback(True)


def pages(world: World, who: str) -> Iterator[tuple[str, str]]:
    """Path and text of the pages that this person may open; what is asked for in the address is a script too."""
    addresses = [each for each in every() if "GET" in each.methods and not each.is_api]
    found = [each for each in questions(world, who, addresses, ("GET",)) if _may_be_answered(world, each)]
    random.Random(20200214).shuffle(found)
    client, shown = client_of(world, who), 0
    for turn, question in enumerate(found):
        answer = client.get(question.path, {"q": PAYLOADS[turn % 100], "text": PAYLOADS[(turn * 7) % 100]})
        for close in answer._resource_closers:
            close()
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming and answer.status_code < 400:
            yield question.path, answer.content.decode()
            shown += 1
        if shown == PAGES > 0:
            return


def faults(page: Any, html: str) -> list[str]:
    page.set_content(html, wait_until="domcontentloaded")
    found: list[str] = page.evaluate(FAULTS)
    return found


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A page that heeds no policy and fetches nothing."""
    context = browser.new_context(bypass_csp=True)
    context.route("**/*", lambda route: route.abort())
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("who", ["desk", "liaison"])
@pytest.mark.thorough
def test_no_script_of_a_text_runs_on_any_page(scripted: World, tab: Any, who: str) -> None:
    looked, shown, found = 0, 0, {}
    for path, html in pages(scripted, who):
        looked += 1
        shown += bool(re.search(r"ran=1", html))
        if faulty := faults(tab, html):
            found[path] = faulty
    assert found == {}
    assert looked >= (PAGES or 60) and shown > looked / 4, "the texts are there to be seen"


def test_a_text_that_is_not_escaped_is_noticed_and_the_policy_alone_stops_it(
    browser: Any, tab: Any, client: Any
) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    for payload in PAYLOADS[:9]:
        assert faults(tab, f"<!doctype html><title>x</title><p>{payload}</p>"), payload
    context = browser.new_context()
    body = f"<!doctype html><title>x</title>{''.join(PAYLOADS)}"
    context.route(
        "**/*",
        lambda route: route.fulfill(
            body=body, headers={"Content-Type": "text/html", "Content-Security-Policy": policy}
        ),
    )
    guarded = context.new_page()
    guarded.goto("http://page.test/")
    assert guarded.evaluate("window.ran") is None
    context.close()
