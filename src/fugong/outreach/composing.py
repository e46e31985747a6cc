"""A notice's text taken apart: paragraphs of Markdown, and between them what is drawn: flow charts, checklists, guides, pictures.

In a text a line of its own stands for a drawing: `[[flow]]`, `[[checklist six_in_place]]`, `[[guide four_steps]]`, `[[picture 1]]`.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from fugong.outreach import drawings
from fugong.outreach.models import NoticePicture, NoticeText, NoticeVersion
from fugong.outreach.models.notices import LANGUAGES
from fugong.policy.loaded import for_version

MARK = re.compile(r"^[ \t]*\[\[(flow|checklist|guide|picture)(?:[ :]+([\w-]{1,40}))?\]\][ \t]*$", re.MULTILINE)
DJANGO = {"zh": "zh-hans", "en": "en", "ja": "ja", "ko": "ko"}
"""A pack's language → Django's."""
OWN_NAME = {"zh": "中文", "en": "English", "ja": "日本語", "ko": "한국어"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an illustrated guide, in the column's language whoever reads it."""

    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text. `kind` is text, drawing (`svg`), guide (`steps`) or picture."""

    kind: str
    text: str = ""
    svg: str = ""
    label: str = ""
    steps: tuple[Step, ...] = ()
    picture: NoticePicture | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One language of a version, ready to be shown."""

    language: str
    name: str
    title: str
    blocks: tuple[Block, ...]
    outdated: bool = False

    @property
    def django_language(self) -> str:
        return DJANGO[self.language]


def column(version: NoticeVersion, text: NoticeText) -> Column:
    """The text of one language with its drawings in that language."""
    pictures = {str(picture.number): picture for picture in version.notice.pictures.all()}
    with override(DJANGO[text.language]):
        parts = tuple(_blocks(text.body, version, pictures))
    outdated = text.language in outdated_languages(version)
    return Column(text.language, OWN_NAME[text.language], text.title, parts, outdated)


def columns(version: NoticeVersion, languages: "list[str]") -> list[Column]:
    """The languages that the version has, in the order that was asked for."""
    found = [(language, version.text(language)) for language in dict.fromkeys(languages)]
    return [column(version, text) for _language, text in found if text is not None]


def _blocks(body: str, version: NoticeVersion, pictures: dict[str, NoticePicture]) -> Any:
    at = 0
    for mark in MARK.finditer(body):
        if before := body[at : mark.start()].strip("\n"):
            yield Block("text", text=before)
        yield _drawn(mark[1], mark[2] or "", version, pictures)
        at = mark.end()
    if rest := body[at:].strip("\n"):
        yield Block("text", text=rest)


def _drawn(what: str, key: str, version: NoticeVersion, pictures: dict[str, NoticePicture]) -> Block:
    """What the mark stands for; where the pack has no such thing, the mark itself, so that the author sees the slip."""
    pack = for_version(version.pack_version)
    if what == "picture" and key in pictures:
        return Block("picture", label=pictures[key].name, picture=pictures[key])
    if what == "flow" and pack.resumption.flow:
        label = " → ".join(str(step.name) for step in pack.resumption.flow)
        return Block("drawing", svg=drawings.flow(pack.resumption.flow), label=label)
    if what == "checklist":
        found = next((each for each in pack.resumption.checklists if each.key == key), None)
        if found is not None:
            return Block("drawing", svg=drawings.checklist(found), label=str(found.name))
    if what == "guide" and (guide := pack.outreach.notices.guide(key)) is not None:
        steps = tuple(Step(each.icon, str(each.title), str(each.text or "")) for each in guide.steps)
        return Block("guide", label=str(guide.name), steps=steps)
    return Block("text", text=f"`[[{what} {key}]]` " + _("(there is nothing of that name to draw)"))


# -- how whole it is ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one language is: `missing`, `partial`, `older` than the Chinese, or `whole`."""

    language: str
    name: str
    state: str
    numbers: tuple[str, ...] = ()
    """Figures of the Chinese text that this one lacks: the slip that costs most."""


def marks(version: NoticeVersion, wanted: "tuple[str, ...]") -> list[Mark]:
    """A mark for each language that the kind wants or that has been begun."""
    begun = set(version.written)
    old = outdated_languages(version)
    return [
        Mark(language, OWN_NAME[language], _state(version, language, old), _numbers_lacking(version, language))
        for language in LANGUAGES
        if language in wanted or language in begun or language == "zh"
    ]


def outdated_languages(version: NoticeVersion) -> set[str]:
    """Translations that were last touched before the Chinese text was."""
    chinese = version.text("zh")
    if chinese is None:
        return set()
    return {
        text.language for text in version.texts.all() if text.says_something and text.changed_at < chinese.changed_at
    }


def _state(version: NoticeVersion, language: str, old: set[str]) -> str:
    text = version.text(language)
    if text is None:
        return "missing"
    if not text.is_whole:
        return "partial"
    return "older" if language in old else "whole"


FIGURE = re.compile(r"\d[\d,.:]*\d|\d{2,}")


def _numbers_lacking(version: NoticeVersion, language: str) -> tuple[str, ...]:
    chinese, text = version.text("zh"), version.text(language)
    if chinese is None or text is None or language == "zh":
        return ()
    known = _figures(text.body)
    return tuple(sorted(_figures(chinese.body) - known))[:6]


def _figures(body: str) -> set[str]:
    plain = MARK.sub("", body)
    return {found.replace(",", "").rstrip(".:") for found in FIGURE.findall(plain)}
