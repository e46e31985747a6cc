"""Translations: gathered from code and templates, kept in step with the .po files, compiled to .mo.

Messages are English in the code; `locale/<language>/LC_MESSAGES/django.po` holds the others. Works with Babel alone,
so that neither GNU gettext nor a build step is needed; the compiled files are part of the tree.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
SOURCE = "en"
SKIPPED = {"tests", "migrations", "static", "locale", "scaffold", "fonts"}
PLACES = "packs"  # the places' own data, which carry their languages
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
WRITTEN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)  # a fixed date: a catalogue changes only when its messages do


def languages() -> list[str]:
    """The languages that need a catalogue, as folder names: zh_Hans, ja, ko."""
    return [to_locale(code) for code, _name in settings.LANGUAGES if code != SOURCE]


def po_file(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def gather() -> Catalog:
    """Every message of the package with the files that use it."""
    catalogue = Catalog()
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        where = file.relative_to(PACKAGE)
        if where.parts[0] != PLACES and SKIPPED.isdisjoint(where.parts[:-1]):
            for message, context in _messages(file):
                catalogue.add(message, locations=[(where.as_posix(), 0)], context=context)
    return catalogue


def _messages(file: Path) -> Iterator[tuple[Any, str | None]]:
    text = file.read_text("utf-8")
    if file.suffix != ".py":
        if "{%" not in text:
            return
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())  # as Python, without indentation
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if message and message != ("", ""):
            yield message, context


def update() -> dict[str, int]:
    """Brings the .po files in step with the code; language → messages that lack a translation."""
    template = gather()
    lacking = {}
    for language in languages():
        catalogue = _read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(language, catalogue)
        lacking[language] = sum(1 for message in catalogue if message.id and not _is_translated(message))
    return lacking


def compile_all() -> None:
    """Writes each .mo beside its .po."""
    for language in languages():
        po_file(language).with_suffix(".mo").write_bytes(_compiled(_read(language)))


def faults() -> Iterator[str]:
    """What keeps the catalogues from being complete and true, a sentence each."""
    wanted = {(message.context, message.id) for message in gather() if message.id}
    for language in languages():
        catalogue = _read(language)
        known = {(message.context, message.id): message for message in catalogue if message.id}
        for key in wanted - known.keys():
            yield f"{language}: lacks {key[1]!r}; run: fugong i18n extract"
        for key in known.keys() - wanted:
            yield f"{language}: holds {key[1]!r}, which nothing uses; run: fugong i18n extract"
        for message in known.values():
            yield from _faults_of(language, message)
        compiled = po_file(language).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != _compiled(catalogue):
            yield f"{language}: {compiled.name} is older than {po_file(language).name}; run: fugong i18n compile"


def _faults_of(language: str, message: Any) -> Iterator[str]:
    if message.fuzzy:
        yield f"{language}: {message.id!r} is marked fuzzy"
    if not _is_translated(message):
        yield f"{language}: {message.id!r} has no translation"
        return
    expected = sorted(PLACEHOLDER.findall(message.id[1] if message.pluralizable else message.id))
    for text in message.string if message.pluralizable else (message.string,):
        if sorted(PLACEHOLDER.findall(text)) != expected:
            yield f"{language}: {message.id!r} and {text!r} don't have the same placeholders"


def _is_translated(message: Any) -> bool:
    return bool(message.string) and (all(message.string) if message.pluralizable else True)


def _read(language: str) -> Catalog:
    file = po_file(language)
    if not file.exists():
        return Catalog(locale=language, domain="django")
    with file.open("rb") as stream:
        return read_po(stream, locale=language, domain="django")


def _write(language: str, catalogue: Catalog) -> None:
    catalogue.project, catalogue.version, catalogue.fuzzy = "Fugong", "1", False
    catalogue.creation_date = catalogue.revision_date = WRITTEN
    catalogue.header_comment = "# Fugong"
    file = po_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalogue, width=118, sort_output=True, include_lineno=False, ignore_obsolete=True)


def _compiled(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()
