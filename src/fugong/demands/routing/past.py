"""Reads a sheet of texts with their categories: what an authority can get out of its hotline or an older system."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core.errors import Fault, Refused
from fugong.demands.policy import Category
from fugong.demands.routing.learning import Example
from fugong.demands.routing.text import one_form
from fugong.sheets import cells
from fugong.sheets.columns import Column
from fugong.sheets.reader import read_table

FAULTS_NAMED = 20
COLUMNS = (
    Column(
        key="text",
        name=gettext_lazy("what is needed"),
        read=cells.text(),
        required=True,
        synonyms=(
            "诉求",
            "诉求内容",
            "主题",
            "留言主题",
            "标题",
            "内容",
            "问题",
            "问题描述",
            "title",
            "subject",
            "description",
            "content",
        ),
    ),
    Column(
        key="category",
        name=gettext_lazy("category"),
        read=cells.text(),
        required=True,
        synonyms=("类别", "诉求类别", "分类", "一级标签", "标签", "label", "class", "type"),
    ),
)


def read(path: Path) -> list[Example]:
    """The rows that have both. Raises Refused where the file is no such sheet."""
    return list(_rows(path))


def _rows(path: Path) -> Iterator[Example]:
    with read_table(path, path.name, columns=COLUMNS) as table:
        for rows in table.chunks():
            for row in rows:
                text, category = row.values.get("text"), row.values.get("category")
                if text and category:
                    yield Example(str(text), str(category))


def in_keys(found: list[Example], categories: Mapping[str, Category]) -> list[Example]:
    """The same with the keys of the pack's categories, which a sheet may name in any language. Raises Refused for unknown ones."""
    keys = {one_form(key): key for key in categories}
    for key, category in categories.items():
        keys |= {one_form(name): key for name in category.name.by_language.values()}
    unknown = sorted({each.category for each in found if one_form(each.category) not in keys})
    if unknown:
        words = _("The pack has no such categories: %(unknown)s. It has: %(known)s.")
        named = ", ".join(unknown[:FAULTS_NAMED])
        raise Refused(words % {"unknown": named, "known": ", ".join(categories)}, fields=[Fault("category", named)])
    return [Example(each.text, keys[one_form(each.category)]) for each in found]
