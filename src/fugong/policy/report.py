"""What is wrong with a pack, each mistake with its file and line."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from fugong.core.errors import Fault, Refused
from fugong.policy.conditions import Condition
from fugong.policy.expressions import Mistake
from fugong.policy.facts import Scope, closest


class PackFaulty(Refused):
    """A pack that can't be used. `faults` says where and why, all of them at once."""

    code = "pack_faulty"

    def __init__(self, key: str, faults: list[Fault]) -> None:
        super().__init__(_("The pack %(key)s can't be used.") % {"key": key}, fields=faults)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {fault.where}: {fault.message}" for fault in self.faults)])


class Report:
    """Collects mistakes. Sections name paths inside themselves; `locate` turns them into file and line."""

    def __init__(self, locate: Callable[[str, str], str], key: str = "") -> None:
        self._locate, self._key = locate, key
        self._section = ""
        self.faults: list[Fault] = []

    def section(self, name: str) -> "Report":
        """From here on, paths are inside the section `name`."""
        self._section = name
        return self

    @property
    def errors(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.level == "error"]

    @property
    def remarks(self) -> list[Fault]:
        """Warnings and notes."""
        return [fault for fault in self.faults if fault.level != "error"]

    def error(self, path: str, message: str) -> None:
        """The pack can't be used until this is mended."""
        self._add(path, message, "error")

    def warn(self, path: str, message: str) -> None:
        """The pack can be used; someone should look."""
        self._add(path, message, "warning")

    def note(self, path: str, message: str) -> None:
        """Nothing is wrong; whoever writes the pack should know."""
        self._add(path, message, "note")

    def is_inherited(self, path: str) -> bool:
        """Whether what stands at `path` is said by a pack that this one inherits from, and not by its own files."""
        folder, slash, _rest = self._locate(self._section, path).partition("/")
        return bool(slash) and folder != self._key

    def _add(self, path: str, message: str, level: str) -> None:
        fault = Fault(where=self._locate(self._section, path), message=message, level=level)
        if fault not in self.faults:
            self.faults.append(fault)

    def attempt(self, path: str, step: Callable[[], Any]) -> Any:
        """What `step()` gives; its ValueError becomes an error at `path`."""
        try:
            return step()
        except ValueError as mistake:
            self.error(path, str(mistake))
            return None

    def condition(self, path: str, text: str | None, scope: Scope) -> Condition | None:
        """The condition in `text`, or an error that points at the sign."""
        if text is None:
            return None
        try:
            return Condition(text, scope)
        except Mistake as mistake:
            marked = f"{text[: mistake.at]}▸{text[mistake.at :]}"
            self.error(path, f"{mistake} ({marked})")
            return None

    def reference(self, path: str, key: str, known: Iterable[str], what: str) -> None:
        """`key` must be one of `known`; empty is no reference. `what` names the kind of thing, e.g. `post`."""
        known = list(known)
        if key and key not in known:
            message = _("there is no %(what)s %(key)r") % {"what": what, "key": key}
            self.error(path, message + closest(key, known))

    def unique(self, path: str, items: Iterable[Any]) -> None:
        """Keys of one list must differ; named is where one is used again."""
        seen: Counter[str] = Counter()
        for item in items:
            seen[item.key] += 1
            if seen[item.key] > 1:
                again = f"{path}[{item.key}~{seen[item.key]}]"
                self.error(again, _("the key %(key)r is used twice") % {"key": item.key})
