"""Static files find each other under the names that tell their content."""

import json
import shutil
from pathlib import Path

from django.test import RequestFactory

from fugong.web import refusals, static_files

OWN = Path(static_files.__file__).parent / "static"


def test_the_manifest_names_its_picture_as_it_is_kept(tmp_path):
    names = ("fugong/manifest.webmanifest", "fugong/mark.svg")
    (tmp_path / "fugong").mkdir()
    for name in names:
        shutil.copy(OWN / name, tmp_path / name)
    storage = static_files.QuicklyCompressed(location=tmp_path, base_url="/static/")
    for _name, _kept, fault in storage.post_process({name: (storage, name) for name in names}):
        assert not isinstance(fault, Exception)
    said = json.loads((tmp_path / storage.stored_name(names[0])).read_text("utf-8"))
    picture = said["icons"][0]["src"]
    assert picture != "mark.svg"
    assert (tmp_path / "fugong" / picture).exists()


def test_the_page_of_what_broke_finds_its_looks_under_the_name_that_is_kept(monkeypatch):
    monkeypatch.setattr(refusals, "static", lambda name: f"/static/{name}".replace(".css", ".1a2b.css"))
    asked = RequestFactory().get("/")
    page = refusals.broken(asked)
    assert (page.status_code, 'href="/static/fugong/broken.1a2b.css"' in page.content.decode()) == (500, True)

    def lost(name: str) -> str:
        raise ValueError(name)

    monkeypatch.setattr(refusals, "static", lost)
    page = refusals.broken(asked)
    assert (page.status_code, "stylesheet" in page.content.decode()) == (500, False)
