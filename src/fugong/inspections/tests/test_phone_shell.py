"""The phone's page: the same for everyone, complete in itself, under a policy stricter than the house's."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from fugong.inspections.phone import assets, words

pytestmark = pytest.mark.django_db


def text_of(name):
    return Path(finders.find(name)).read_text()


def policy_of(response):
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))


def test_the_page_is_the_same_for_everyone(client, cast):
    before = client.get("/phone/").content
    client.force_login(cast.inspector)
    assert client.get("/phone/").content == before
    assert cast.inspector.name not in before.decode()


def test_it_speaks_all_languages_without_asking_again():
    said = json.loads(words.in_all_languages())
    assert set(said) == {"zh", "en", "ja", "ko"}
    assert all(set(each) == set(words.WORDS) for each in said.values())


def test_every_word_and_icon_that_the_scripts_name_is_there(client):
    scripts = "".join(text_of(name) for name in (*assets.CORE[1:], *assets.MODULES))
    page = client.get("/phone/").content.decode()
    asked = set(re.findall(r'\bt\("([a-z_0-9]+)"', scripts)) | set(re.findall(r'data-(?:word|label)="(\w+)"', page))
    assert asked and asked <= set(words.WORDS)
    icons = set(re.findall(r'icon\("([a-z-]+)"', scripts)) | set(re.findall(r'mark: "([a-z-]+)"', scripts))
    assert icons and icons <= set(words.ICONS)
    assert all(finders.find(f"vendor/tabler/{name}.svg") for name in words.ICONS)


def test_the_worker_keeps_every_file_that_the_page_needs(client):
    page = client.get("/phone/").content.decode()
    worker = client.get("/phone-worker.js").content.decode()
    kept = set(json.loads(re.search(r"self\.shell = (\{.*?\});", worker)[1])["files"])
    needed = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    for name in assets.MODULES:
        imported = re.findall(r'from "\./(\w+\.js)"', text_of(name))
        needed |= {f"/static/fugong/phone/{each}" for each in imported}
    assert needed <= kept


def test_nothing_but_our_own_scripts_runs_there(client):
    page, worker = policy_of(client.get("/phone/")), policy_of(client.get("/phone-worker.js"))
    assert page["default-src"] == "'none'" and page["script-src"] == "'self'" == page["connect-src"]
    assert page["style-src-attr"] == "'none'" and "unsafe" not in str(page)
    assert worker["default-src"] == "'none'" and worker["script-src"] == "'self'"


def test_the_version_changes_with_any_file(monkeypatch, tmp_path):
    before = assets.version()
    changed = tmp_path / "ids.js"
    changed.write_text("// another")
    find = finders.find
    monkeypatch.setattr(assets.finders, "find", lambda name: str(changed) if name.endswith("/ids.js") else find(name))
    assets.version.cache_clear()
    try:
        assert assets.version() != before
    finally:
        assets.version.cache_clear()


def test_the_session_says_who_is_here_and_nothing_to_strangers(client, cast):
    said = client.get("/phone/session/").json()
    assert said["person"] is None and said["campaigns"] == [] and said["csrf"]
    client.force_login(cast.inspector)
    said = client.get("/phone/session/").json()
    assert said["person"] == {"id": str(cast.inspector.pk), "name": "核查员", "language": "zh-hans"}
    assert [each["key"] for each in said["campaigns"]] == ["plain"]
    client.force_login(cast.liaison)
    assert client.get("/phone/session/").json()["campaigns"] == []


def test_the_manifest_can_be_installed(client):
    said = json.loads(client.get("/phone/manifest.webmanifest").content)
    assert said["start_url"] == "/phone/" and said["display"] == "standalone"
    assert {each["sizes"] for each in said["icons"]} == {"any", "192x192", "512x512"}


YOUNGER = (
    r"\.at\(", r"structuredClone", r"crypto\.randomUUID\(", r"Object\.hasOwn", r"\.findLast", r"AbortSignal\.timeout",
    r"static\s*\{", r"\.replaceChildren\(", r"\.showModal\(", r":has\(", r"\binset:", r"\baspect-ratio\b", r"\d(?:d|s|l)vh",
    r"@layer", r"@container", r"\n\s*&",
)  # fmt: skip


@pytest.mark.parametrize("name", [each for each in assets.ALL if "fugong/phone" in each and not each.endswith("png")])
def test_the_files_are_short_and_use_nothing_younger_than_chrome_86(name):
    text = text_of(name)
    assert len(text.splitlines()) < 400
    assert not [each for each in YOUNGER if re.search(each, text)]
