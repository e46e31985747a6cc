"""What the keys of a pack's tables mean: the string that stands below each of them in the source.

It is looked up when somebody asks for a schema. Pydantic's own way (`use_attribute_docstrings`) reads the source of every table
whenever a process starts, which took a fifth of the start.
"""

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


def of_shape(shape: type) -> dict[str, str]:
    """Key → what it means, of the shape and of those it is made from. A key that is declared anew is told of anew."""
    told: dict[str, str] = {}
    for each in reversed(shape.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            told |= _in_module(each.__module__).get(each.__qualname__, {})
    return {key: meaning for key, meaning in told.items() if meaning}


@cache
def _in_module(name: str) -> dict[str, dict[str, str]]:
    """Class → key → what is said below it, or nothing, for all classes of a module; none where its source isn't there."""
    try:
        source = inspect.getsource(sys.modules[name])
    except (OSError, TypeError):  # built in, or shipped without its source
        return {}
    return {each.name: _in_class(each) for each in ast.parse(source).body if isinstance(each, ast.ClassDef)}


def _in_class(shape: ast.ClassDef) -> dict[str, str]:
    return {
        line.target.id: _said(below)
        for line, below in pairwise([*shape.body, ast.Pass()])
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    }


def _said(line: ast.stmt) -> str:
    if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
        return inspect.cleandoc(line.value.value)
    return ""
