"""Columns of the enterprise list that no standing one holds: the pack's marks and facts, and what follows from the rest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.registry import lists
from fugong.sheets import cells
from fugong.sheets.cells import Reader, softly
from fugong.sheets.columns import Column

MARK, FACT, LIST = "tag_", "fact_", "list_"
"""What the keys of such columns begin with: a mark's, a fact's, and those of other rooms' columns of the list."""


def with_marks(column: Column, section: Any) -> Column:
    """The column of marks understands the pack's words, and says each mark so that it is read again."""
    words = {}
    for tag in section.tags:
        for word in (*tag.words, *tag.name.by_language.values(), tag.key):
            words[word.strip().lower()] = tag.key
    read, names = cells.several(words), {tag.key: str(tag.name) for tag in section.tags}

    def show(keys: Any) -> str:
        said = [name if read(name := names.get(key, key), None) == [key] else key for key in keys]
        return "、".join(said)

    return replace(column, read=read, show=show)


def columns(section: Any) -> tuple[Column, ...]:
    """One for each mark and each fact that the pack adds."""
    return (*(_mark_column(tag) for tag in section.tags), *(_fact_column(fact) for fact in section.facts))


def _mark_column(tag: Any) -> Column:
    """Yes or no for one mark: 是否龙头企业."""
    words = tuple(dict.fromkeys((*tag.words, *tag.name.by_language.values())))
    return Column(
        key=f"{MARK}{tag.key}",
        name=str(tag.name),
        read=softly(cells.yes_no(words)),
        synonyms=(*words, *(f"是否{word}" for word in words), *(f"是否为{word}" for word in words)),
        in_template=False,
    )


def _fact_column(fact: Any) -> Column:
    """A fact of the place's own, by the words that its lists use."""
    readers: dict[str, Reader] = {
        "text": cells.text(200),
        "integer": cells.whole(-(2**53), 2**53),
        "decimal": cells.decimal(-1e15, 1e15),
        "yes_no": cells.yes_no(),
        "choice": cells.choice({choice.key: tuple(choice.name.by_language.values()) for choice in fact.choices}),
    }
    names = {choice.key: str(choice.name) for choice in fact.choices}
    show: Callable[[Any], Any] = (lambda key: names.get(key, key)) if fact.kind == "choice" else cells.shown
    return Column(
        key=f"{FACT}{fact.key}",
        name=str(fact.name),
        read=softly(readers[fact.kind]),
        show=show,
        synonyms=tuple(dict.fromkeys((*fact.words, *fact.name.by_language.values()))),
    )


def following() -> tuple[Column, ...]:
    """What our own list says of an enterprise, and an import passes over: it follows from the rest, or is done on pages."""
    names = {
        "proposed_sector": (_("Sector (proposed)"), 18), "group": (_("Industry group"), 14), "segments": (_("Segments"), 30),
        "officers": (_("Officers"), 20), "missing": (_("Officers missing"), 14),
        **{f"{LIST}{key}": (column.label, 14) for key, column in lists.columns.items()},
    }  # fmt: skip
    return tuple(
        Column(key=key, name=name, width=width, follows=True, in_template=False) for key, (name, width) in names.items()
    )
