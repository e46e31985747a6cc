"""Paper: a typst template and its data, as PDF. Nothing is fetched and no file is read but the template and the fonts.

Data goes in as JSON and comes out as text: what people typed is never read as markup.
"""

import functools
import tempfile
from pathlib import Path
from typing import Any

import orjson
import typst
from django.conf import settings

NO_PACKAGES = "/nonexistent"  # typst would look for packages there, and finds none
PACKAGE = b'"@'  # the beginning of `"@preview/…"`, which typst would then fetch


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """The document that `template` makes of `data` (`json(bytes(sys.inputs.data))`). About a tenth of a second."""
    source = template.read_bytes()
    if PACKAGE in source:
        raise ValueError(f"{template.name}: a template imports no package, it would be fetched from the internet.")
    with tempfile.TemporaryDirectory() as root:  # empty: the template's world has no files in it
        return typst.compile(  # type: ignore[call-overload,no-any-return]
            source,
            root=root,
            font_paths=_font_folders(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": orjson.dumps(data).decode()},
            package_path=NO_PACKAGES,
            package_cache_path=NO_PACKAGES,
        )


@functools.cache
def _font_folders() -> list[str]:
    """The deployer's fonts first."""
    return [str(folder) for folder in settings.PDF_FONT_FOLDERS if Path(folder).is_dir()]
