"""`fugong pack new`: a commented folder that an office fills in."""

import re
import shutil
from pathlib import Path
from string import Template

from django.conf import settings
from django.utils.translation import gettext as _

from fugong.core.errors import Refused
from fugong.policy import files
from fugong.policy.shapes import KEY

SCAFFOLD = Path(__file__).parent / "scaffold"


def new(key: str, *, inherits: str = "base", hazard: str = "epidemic", shelf: Path | None = None) -> Path:
    """Make the folder of a new pack for that hazard (places.Hazard); its path. Refused where the key can't be used or is taken."""
    if not re.match(KEY, key) or len(key) > 40:
        raise Refused(_("A pack's key is made of small letters, digits and underscores, like my_county."))
    if key in files.folders():
        raise Refused(_("There is a pack %(key)s already.") % {"key": key})
    files.find(inherits)
    folder = (shelf or Path(settings.PACK_FOLDERS[-1])) / key
    if folder.exists():
        raise Refused(_("%(folder)s exists already.") % {"folder": folder})
    for file in sorted(SCAFFOLD.rglob("*")):
        target = folder / file.relative_to(SCAFFOLD)
        if file.is_dir():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".toml":
            text = file.read_text("utf-8")
            target.write_text(Template(text).safe_substitute(key=key, inherits=inherits, hazard=hazard), "utf-8")
        else:
            shutil.copyfile(file, target)
    return folder
