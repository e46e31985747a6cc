"""The programs of bin/ and deploy/ that have no package, as modules."""

import importlib.machinery
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy"))


def bundling() -> ModuleType:
    """bin/bundle."""
    loader = importlib.machinery.SourceFileLoader("bundling", str(ROOT / "bin" / "bundle"))
    spec = importlib.util.spec_from_loader("bundling", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    dont = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = dont
    return module


def small(folder: Path) -> Path:
    """A folder as bin/bundle makes it, with one wheel that is none."""
    for name in ("wheels", "tools"):
        (folder / name).mkdir(parents=True)
    (folder / "wheels" / "made_up-1.0-py3-none-any.whl").write_bytes(b"a wheel" * 100)
    (folder / "bundle.json").write_text(
        f'{{"version": "1.2.0", "pythons": ["{sys.version_info[0]}.{sys.version_info[1]}"],\n "system": "Linux", "machine": "x86_64"}}\n'
    )
    shutil.copytree(ROOT / "deploy" / "installer", folder / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("install.sh", "uninstall.sh"):
        shutil.copy(ROOT / "deploy" / name, folder / name)
    bundling().seal(folder)
    return folder
