"""The handbooks: Markdown in docs/help/<audience>/<order>-<topic>.<language>.md, cut into sections, rendered, searched.

A file begins with `# Title` and an introduction; each task is `## How do I … {#key}`. Buttons and places are written by their
English message in double brackets, `[[Read and preview]]`, and stand on the page as the reader's language writes them there, so
that help never names a button otherwise than the button does. `(help:officer/filing#decide)` leads to another section.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from fugong.web import components

HEADING = re.compile(r"^## (.+?) \{#([a-z0-9-]+)\}[ \t]*$", re.MULTILINE)
NAMED = re.compile(r"\[\[(?:([^|\]]+)\|)?([^\]]+)\]\]")
LINK = re.compile(r'href="help:([a-z]+)/([a-z-]+)(?:#([a-z0-9-]+))?"')
FILE = re.compile(r"\d\d-([a-z-]+)\.(zh|en|ja|ko)\.md")

AUDIENCES: dict[str, tuple[Promise, str]] = {
    "enterprise": (_("For enterprises"), "building-factory-2"),
    "person": (_("For each person"), "user-circle"),
    "officer": (_("For officers and inspectors"), "clipboard-check"),
    "desk": (_("For the duty desk"), "headset"),
    "leader": (_("For leaders"), "dashboard"),
    "administrator": (_("For administrators"), "user-shield"),
}
"""Key → for whom, and its icon; in this order."""


@dataclass(frozen=True, slots=True)
class Section:
    """One task: its title and what to do, in Markdown."""

    audience: str
    topic: str
    key: str
    title: str
    text: str

    @property
    def ref(self) -> str:
        return f"{self.audience}/{self.topic}#{self.key}"

    @property
    def url(self) -> str:
        return f"{reverse('web:help_topic', args=[self.audience, self.topic])}#{self.key}"

    @property
    def html(self) -> SafeString:
        return rendered(self.text)

    @property
    def words(self) -> str:
        """The text as it is read, without marks, for searching."""
        return re.sub(r"<[^>]+>", " ", self.html)


@dataclass(frozen=True)
class Topic:
    """One page of a handbook."""

    audience: str
    key: str
    language: str
    title: str
    intro: str
    sections: tuple[Section, ...]

    @property
    def url(self) -> str:
        return reverse("web:help_topic", args=[self.audience, self.key])

    @property
    def intro_html(self) -> SafeString:
        return rendered(self.intro)

    def section(self, key: str) -> Section | None:
        return next((each for each in self.sections if each.key == key), None)


@dataclass(frozen=True)
class Handbook:
    """All that one audience is told, in one language."""

    audience: str
    topics: tuple[Topic, ...]

    @property
    def name(self) -> str:
        return str(AUDIENCES[self.audience][0])

    @property
    def icon(self) -> str:
        return AUDIENCES[self.audience][1]

    @property
    def url(self) -> str:
        return reverse("web:help_audience", args=[self.audience])

    def topic(self, key: str) -> Topic | None:
        return next((each for each in self.topics if each.key == key), None)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return tuple(section for topic in self.topics for section in topic.sections)


def rendered(text: str) -> SafeString:
    """Markdown as HTML, buttons named as the reader's language names them, links between sections made whole."""
    page = NAMED.sub(_named, components.markdown(text))
    return mark_safe(LINK.sub(_linked, page))  # noqa: S308 (our own files, cleaned)


def message(context: str | None, msgid: str) -> str:
    """The words that a page shows for a message of the catalogues."""
    return pgettext(context, msgid) if context else gettext(msgid)


def _named(found: re.Match[str]) -> str:
    context, msgid = found[1], html.unescape(found[2])
    return f'<b class="named">{html.escape(message(context, msgid))}</b>'


def _linked(found: re.Match[str]) -> str:
    url = reverse("web:help_topic", args=[found[1], found[2]])
    return f'href="{url}{"#" + found[3] if found[3] else ""}" data-help'


def reading() -> str:
    """The language to read in, as the files are named."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def handbooks(language: str = "") -> tuple[Handbook, ...]:
    """Every audience's, in their order."""
    return tuple(handbook(audience, language) for audience in AUDIENCES)


def handbook(audience: str, language: str = "") -> Handbook:
    """One audience's; KeyError where there is no such audience. What isn't written in the language is shown in English."""
    if audience not in AUDIENCES:
        raise KeyError(audience)
    return _read(audience, language or reading())


def section(ref: str, language: str = "") -> Section:
    """`officer/filing#decide`; KeyError where there is none."""
    audience, _slash, rest = ref.partition("/")
    topic_key, _hash, key = rest.partition("#")
    topic = handbook(audience, language).topic(topic_key)
    found = topic.section(key) if topic else None
    if found is None:
        raise KeyError(ref)
    return found


@lru_cache(maxsize=64)
def _read(audience: str, language: str) -> Handbook:
    folder = folder_of(audience)
    files: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.glob("*.md")):
        if named := FILE.fullmatch(path.name):
            files.setdefault(named[1], {})[named[2]] = path
    topics = []
    for key, written in files.items():
        chosen = language if language in written else "en"
        topics.append(_topic(audience, key, chosen, written[chosen].read_text("utf-8")))
    return Handbook(audience, tuple(topics))


def folder_of(audience: str) -> Path:
    """Where an audience's files are: beside the package in a checkout, within it where it was installed."""
    return Path(settings.HELP_FOLDER) / audience


def _topic(audience: str, key: str, language: str, text: str) -> Topic:
    head, *parts = HEADING.split(text)
    title, _line, intro = head.strip().partition("\n")
    sections = tuple(
        Section(audience, key, name, heading, body.strip())
        for heading, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )
    return Topic(audience, key, language, title.removeprefix("# ").strip(), intro.strip(), sections)


MOST_FOUND = 30


def search(question: str, first: str = "") -> list[Section]:
    """Sections that answer a question best, at most 30; of two alike, the reader's own handbook comes first."""
    terms = _terms(question)
    if not terms:
        return []
    scored: list[tuple[int, int, Section]] = []
    for book in sorted(handbooks(), key=lambda each: each.audience != first):
        for each in book.sections:
            if score := _score(each, terms):
                scored.append((-score, len(scored), each))
    return [each for _score_, _order, each in sorted(scored, key=lambda found: found[:2])[:MOST_FOUND]]


def _terms(question: str) -> dict[str, int]:
    """What to look for → its weight: words as typed, and within words of Chinese, Japanese or Korean each pair of letters."""
    found: dict[str, int] = {}
    for word in question.lower().split()[:12]:
        found[word] = 6
        if re.search(r"[぀-ヿ㐀-鿿가-힯]", word):
            found |= {pair: 1 for pair in (word[at : at + 2] for at in range(min(len(word), 30) - 1)) if pair != word}
    return found


def _score(candidate: Section, terms: dict[str, int]) -> int:
    title, words = candidate.title.lower(), _lowered(candidate, reading())
    full = [weight for term, weight in terms.items() if weight > 1 and (term in title or term in words)]
    score = sum(
        weight * (4 if term in title else 1) for term, weight in terms.items() if term in title or term in words
    )
    return score if full or score >= _enough(terms) else 0


def _enough(terms: Iterable[str]) -> int:
    """How much must be found of a question of which no whole word stands anywhere."""
    return max(3, len(list(terms)) // 2)


@lru_cache(maxsize=2048)
def _lowered(candidate: Section, _language: str) -> str:
    return candidate.words.lower()
