"""Static files find each other under the names that tell their content."""

import json
import shutil
from pathlib import Path

from fugong.web import static_files

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
