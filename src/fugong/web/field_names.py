"""What a refusal calls a field, in the reader's language: as the room's models name it, else as all rooms that have it agree."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, override

from fugong.core.errors import Fault

KEY = re.compile(r"[a-z][a-z0-9_]*([.\[:-].*)?", re.DOTALL)
"""A field as programs call it, alone or in a row of a form; a cell of a sheet begins with a capital."""
COMMON: Mapping[str, Promise] = {
    "document": gettext_lazy("Paper"),
    "enterprise": gettext_lazy("Enterprise"),
    "file": gettext_lazy("File"),
    "officer": gettext_lazy("Officer"),
    "papers": gettext_lazy("Papers"),
    "photo": gettext_lazy("Photo"),
    "photos": gettext_lazy("Photos"),
    "sheet": gettext_lazy("File"),
    "time": gettext_lazy("Time"),
}
"""What forms ask and no model has as a column."""


@dataclass(frozen=True, slots=True)
class Named:
    """A fault as a person reads it; `name` is empty where the sentence must do."""

    name: str
    message: str


def named(faults: Iterable[Fault], room: str) -> list[Named]:
    """Faults with the names of their fields, as the room of the address calls them. Cells of sheets keep their own."""
    return [
        Named(name_of(each.where, room) if KEY.fullmatch(each.where) else each.where, each.message) for each in faults
    ]


def name_of(key: str, room: str) -> str:
    """A field's name; empty where rooms differ about it, or none has it."""
    field = re.split(r"[.\[:-]", key, maxsplit=1)[0]
    for names in (_names().get((room, field), ()), _names().get(("", field), ())):
        if len(names) == 1:
            return str(capfirst(str(names[0])))
    return str(COMMON.get(field, ""))


@cache
def _names() -> Mapping[tuple[str, str], tuple[Promise, ...]]:
    """(room, field) and ("", field) → the different names that models give it."""
    found: dict[tuple[str, str], dict[str, Promise]] = {}
    with override("en"):
        for model in apps.get_models():
            for field in model._meta.get_fields():
                name = getattr(field, "verbose_name", None)
                if isinstance(name, Promise):  # what Django makes of the key itself isn't one
                    for room in (model._meta.app_label, ""):
                        found.setdefault((room, field.name), {})[str(name)] = name
    return {key: tuple(names.values()) for key, names in found.items()}
