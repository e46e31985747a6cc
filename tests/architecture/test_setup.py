"""bin/_setup.py must be readable by the old Pythons that it sends away, and need nothing but the standard library."""

import ast
import sys
from pathlib import Path

SETUP = Path(__file__).parents[2] / "bin" / "_setup.py"


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
