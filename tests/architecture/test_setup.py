"""bin/_setup.py must be readable by the old Pythons that it sends away, and need nothing but the standard library."""

import ast
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

import pytest

SETUP = Path(__file__).parents[2] / "bin" / "_setup.py"


def _module() -> Any:
    spec = importlib.util.spec_from_file_location("fugong_setup", SETUP)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


setup = _module()


def test_an_old_python_can_read_it() -> None:
    ast.parse(SETUP.read_text(), feature_version=(3, 7))


def test_it_imports_only_the_standard_library() -> None:
    tree = ast.parse(SETUP.read_text())
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    assert imported <= sys.stdlib_module_names


def test_it_names_no_package_index() -> None:
    assert "://" not in SETUP.read_text()


def test_a_better_built_python_of_the_same_version_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = sys.executable
    assert setup._best(own, [{own: 1.0, "/better": 0.7}]) == "/better"
    assert setup._best(own, [{own: 1.0, "/hardly": 0.9}]) == own
    assert setup._best(own, [{own: float("inf"), "/whole": 3.0}]) == "/whole"
    assert setup._best(own, [{own: float("inf"), "/neither": float("inf")}]) == own
    busy = [{own: 1.0, "/better": 0.7}, {own: 1.0, "/better": 1.4}, {own: 2.0, "/better": 1.3}]
    assert setup._best(own, busy) == "/better", "a busy moment hits one of them"
    assert 0 < setup._seconds(own, dict(os.environ)) < 5
    other = tmp_path / Path(own).resolve().name
    other.write_text("#!/bin/sh\necho 3 10 0.000001\n")
    other.chmod(0o755)
    assert setup._seconds(str(other), dict(os.environ)) == float("inf"), "another version"
    assert setup._seconds(str(tmp_path / "none"), dict(os.environ)) == float("inf")
    monkeypatch.setenv("FUGONG_PYTHON", "/named")
    assert setup._python({}) == "/named"
