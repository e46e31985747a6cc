"""Queries in the code that a spread table can't answer, found by reading the code: those that SQL names and those of Django.

Citus answers whatever stays with one enterprise. Of what goes over many it refuses: rows locked on many shards; a subquery over
a spread table that looks at an outer table which isn't spread; recursion, grouping sets, samples; a changed `enterprise_id`.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fugong.core.citus.schema import BY, Fault

LOCKS = gettext_noop("locks rows on many shards")
IN_SQL = (
    (r"\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE)\b", LOCKS),
    (r"\bWITH\s+RECURSIVE\b", gettext_noop("recursion over shards")),
    (r"\bGROUPING\s+SETS\b|\bROLLUP\b|\bCUBE\b", gettext_noop("grouping sets over shards")),
    (r"\bTABLESAMPLE\b", gettext_noop("a sample of shards")),
    (rf"\bSET\s+{BY}\s*=", gettext_noop("changes enterprise_id: the row would have to move")),
    (
        r"\b(random|clock_timestamp|timeofday|gen_random_uuid)\s*\(",
        gettext_noop("a function that differs on every node"),
    ),
)
SPREAD_OUTSIDE = {"testing/coverage.py"}
"""Files whose outer table is spread, too, and matched by the enterprise: each shard answers for itself."""
CORRELATED = gettext_noop("a subquery that looks at an outer table which isn't spread")


def faults(folder: Path, tables: Iterable[str]) -> list[Fault]:
    """What of the code below `folder` would not survive, each with its file and line. Tests and migrations are left out."""
    named = tuple(tables)
    models = _models(named)
    found: list[Fault] = []
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).parts
        if "tests" in parts or "migrations" in parts or "demo" in parts:
            continue
        text = path.read_text()
        if any(name in text for name in (*named, *models)):
            name = "/".join(parts)
            told = [(line, what) for line, what in _faults_of(text, named, models)]
            found += [
                Fault(f"{name}:{n}", _(what))
                for n, what in told
                if (what, name in SPREAD_OUTSIDE) != (CORRELATED, True)
            ]
    return found


def _models(tables: tuple[str, ...]) -> set[str]:
    known: list[type[Model]] = list(apps.get_models())
    return {model.__name__ for model in known if model._meta.db_table in tables}


def _faults_of(text: str, tables: tuple[str, ...], models: set[str]) -> Iterator[tuple[int, str]]:
    seen = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Constant, ast.JoinedStr)):
            for what in _of_sql(_text(node), tables):
                if (node.lineno, what) not in seen:
                    seen.add((node.lineno, what))
                    yield node.lineno, what
        elif isinstance(node, ast.Call) and _of_model(node, models):
            yield from ((node.lineno, what) for what in _of_call(node))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_text(part) if isinstance(part, ast.Constant) else "x" for part in getattr(node, "values", []))


def _of_sql(text: str, tables: tuple[str, ...]) -> Iterator[str]:
    if not re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b", text) or not any(name in text for name in tables):
        return
    plain = re.sub(r"ON CONFLICT.*?DO UPDATE", "", text, flags=re.S)
    for pattern, what in IN_SQL:
        if re.search(pattern, plain, re.I):
            yield what
    any_table = "|".join(tables)
    for inner in re.findall(rf"EXISTS\s*\(\s*SELECT[^()]*?FROM\s+(?:{any_table})\s+(\w+)\s+WHERE([^;]*)", plain, re.I):
        outer = re.search(r"\bFROM\s+(\w+)", plain, re.I)
        if outer and outer[1] not in tables and re.search(rf"{inner[0]}\.{BY}\s*=\s*\w+\.{BY}", inner[1]):
            yield CORRELATED


def _of_model(node: ast.Call, models: set[str]) -> bool:
    """`Standing.objects.….filter(…)`: whether the chain begins at a spread model."""
    at: ast.expr = node.func
    while isinstance(at, (ast.Attribute, ast.Call)):
        at = at.value if isinstance(at, ast.Attribute) else at.func
    return isinstance(at, ast.Name) and at.id in models


def _of_call(node: ast.Call) -> Iterator[str]:
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if method in ("filter", "exclude", "get"):
        if any("OuterRef" in ast.dump(each.value) for each in node.keywords):
            yield CORRELATED
        if "select_for_update" in ast.dump(node.func) and not _stays(node):
            yield LOCKS


def _stays(node: ast.Call) -> bool:
    """Whether it asks for one enterprise."""
    return any(each.arg in ("enterprise", BY, "enterprise_id") for each in node.keywords)


@cache
def package() -> Path:
    """Where Fugong's own code lies."""
    import fugong

    return Path(fugong.__file__).parent
