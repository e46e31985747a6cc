"""A notice on paper: its languages side by side, and the poster with a big code for a compound's gate."""

import io
from pathlib import Path
from typing import Any

import segno
from django.contrib.staticfiles import finders
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fugong.core import clock, languages, papers
from fugong.outreach import composing
from fugong.outreach.composing import DJANGO, OWN_NAME, Block, Column
from fugong.outreach.models import NoticeVersion
from fugong.places.models import Jurisdiction

FOLDER = Path(__file__).parent / "papers"
PAPER, POSTER = FOLDER / "notice.typ", FOLDER / "poster.typ"
MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
MOST_COLUMNS = 2
SIZES = ("a4", "a3")
SCAN = {
    "zh": "扫码阅读全文",
    "en": "Scan to read",
    "ja": "読み取って全文を読む",
    "ko": "스캔하여 전문 읽기",
}
"""The poster speaks all its languages at once, whatever the reader's is."""


def pdf(version: NoticeVersion, wanted: "list[str]") -> bytes:
    """The paper in one language, or in two side by side; more than two follow one another in pairs with the first."""
    shown = composing.columns(version, wanted) or composing.columns(version, [each for each in version.written[:1]])
    sheets = _sheets(shown)
    return papers.pdf(PAPER, {"language": languages.current(), "sheets": sheets, **_frame(version)})


def _sheets(shown: list[Column]) -> list[dict[str, Any]]:
    if len(shown) <= MOST_COLUMNS:
        return [_sheet(shown)]
    return [_sheet([shown[0], other]) for other in shown[1:]]


def _sheet(shown: list[Column]) -> dict[str, Any]:
    laid = [_column(each) for each in shown]
    shapes = [[block["kind"] for block in each["blocks"]] for each in laid]
    return {"columns": laid, "even": all(shape == shapes[0] for shape in shapes)}


def _column(shown: Column) -> dict[str, Any]:
    with override(DJANGO[shown.language]):
        blocks = [made for block in shown.blocks for made in _paper_blocks(block)]
    return {"language": shown.language, "title": shown.title, "blocks": blocks}


def _frame(version: NoticeVersion) -> dict[str, Any]:
    """What stands around the text."""
    notice, draft = version.notice, version.published_at is None
    issuer = Jurisdiction.objects.filter(prefix=notice.area).first() or notice.campaign.jurisdiction
    when = version.published_at or version.made_at
    words = {"n": version.number, "day": date_format(clock.local(when), "DATE_FORMAT")}
    imprint = _("Version %(n)s, draft of %(day)s") if draft else _("Version %(n)s, published %(day)s")
    withdrawn = {"withdrawn": _("Withdrawn"), "replaced": _("Replaced by a later version")}.get(version.state, "")
    return {
        "kind": str(notice.campaign.pack.outreach.notices.kind(notice.kind).name),
        "issuer": str(issuer),
        "campaign": str(notice.campaign),
        "drill": _("Drill") if notice.campaign.is_drill else "",
        "imprint": imprint % words,
        "mark": _("Draft") if draft else withdrawn,
        "digest": version.digest[:16],
    }


# -- Markdown to blocks -------------------------------------------------------------------------------------------


def _paper_blocks(block: Block) -> list[dict[str, Any]]:
    if block.kind == "text":
        return blocks_of(block.text)
    if block.kind == "drawing":
        return [{"kind": "drawing", "svg": block.svg, "label": block.label}]
    if block.kind == "guide":
        steps = [{"icon": _icon(step.icon), "title": step.title, "text": step.text} for step in block.steps]
        return [{"kind": "guide", "label": block.label, "steps": steps}]
    assert block.picture is not None
    try:
        with block.picture.file.open("rb") as file:
            content = list(file.read())
    except FileNotFoundError:
        return []
    return [{"kind": "picture", "bytes": content, "format": _format(block.picture.kind), "label": block.label}]


def _format(kind: str) -> str:
    return {"image/png": "png", "image/webp": "webp"}.get(kind, "jpg")


def _icon(name: str) -> str:
    found = finders.find(f"vendor/tabler/{name}.svg")
    text = (
        Path(str(found)).read_text("utf-8")
        if found
        else "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'/>"
    )
    return text.replace("currentColor", "#1f4e79")


def blocks_of(markdown: str) -> list[dict[str, Any]]:
    """Markdown as plain blocks that the paper lays out: headings, paragraphs, lists, tables, quotes, code, rules."""
    return _read(MARKDOWN.parse(markdown))[0]


def _read(tokens: list[Token], at: int = 0, until: str = "") -> tuple[list[dict[str, Any]], int]:
    blocks: list[dict[str, Any]] = []
    while at < len(tokens):
        token = tokens[at]
        if token.type == until:
            return blocks, at + 1
        reader = _READERS.get(token.type)
        if reader is None:
            at += 1
            continue
        made, at = reader(tokens, at)
        blocks.append(made)
    return blocks, at


def _inline(tokens: list[Token], at: int) -> tuple[list[dict[str, Any]], int]:
    """The runs of the inline token after `at`, and where the block ends."""
    return _runs(tokens[at + 1].children or []), at + 3


def _heading(tokens: list[Token], at: int) -> tuple[dict[str, Any], int]:
    runs, after = _inline(tokens, at)
    return {"kind": "heading", "level": int(tokens[at].tag[1]), "runs": runs}, after


def _paragraph(tokens: list[Token], at: int) -> tuple[dict[str, Any], int]:
    runs, after = _inline(tokens, at)
    return {"kind": "paragraph", "runs": runs}, after


def _list(tokens: list[Token], at: int) -> tuple[dict[str, Any], int]:
    ordered = tokens[at].type == "ordered_list_open"
    end, start = tokens[at].type.replace("open", "close"), int(tokens[at].attrs.get("start", 1))
    items, at = [], at + 1
    while at < len(tokens) and tokens[at].type != end:
        if tokens[at].type == "list_item_open":
            item, at = _read(tokens, at + 1, "list_item_close")
            items.append(item)
        else:
            at += 1
    return {"kind": "list", "ordered": ordered, "start": start, "items": items}, at + 1


def _quote(tokens: list[Token], at: int) -> tuple[dict[str, Any], int]:
    blocks, after = _read(tokens, at + 1, "blockquote_close")
    return {"kind": "quote", "blocks": blocks}, after


def _code(tokens: list[Token], at: int) -> tuple[dict[str, Any], int]:
    return {"kind": "code", "text": tokens[at].content.rstrip("\n")}, at + 1


def _rule(tokens: list[Token], at: int) -> tuple[dict[str, Any], int]:
    return {"kind": "rule"}, at + 1


def _table(tokens: list[Token], at: int) -> tuple[dict[str, Any], int]:
    rows: list[list[Any]] = []
    at += 1
    while tokens[at].type != "table_close":
        if tokens[at].type == "tr_open":
            rows.append([])
        elif tokens[at].type == "inline":
            rows[-1].append(_runs(tokens[at].children or []))
        at += 1
    return {"kind": "table", "head": rows[0], "rows": rows[1:]}, at + 1


_READERS = {
    "heading_open": _heading,
    "paragraph_open": _paragraph,
    "bullet_list_open": _list,
    "ordered_list_open": _list,
    "blockquote_open": _quote,
    "fence": _code,
    "code_block": _code,
    "hr": _rule,
    "table_open": _table,
}


def _runs(children: list[Token]) -> list[dict[str, Any]]:
    """Stretches of words with their marks. An address is printed behind what links to it: paper can't be tapped."""
    runs: list[dict[str, Any]] = []
    marks = {"strong": 0, "em": 0, "s": 0}
    address = ""
    for child in children:
        name, _sign, end = child.type.rpartition("_")
        if name in marks and end in ("open", "close"):
            marks[name] += 1 if end == "open" else -1
        elif child.type in ("text", "code_inline"):
            runs.append(
                {"text": child.content, "strong": marks["strong"] > 0, "em": marks["em"] > 0, "strike": marks["s"] > 0}
            )
        elif child.type == "hardbreak":
            runs.append({"text": "\n", "strong": False, "em": False, "strike": False})
        elif child.type == "softbreak":
            runs.append(
                {
                    "text": " " if languages.current() in ("en", "ko") else "",
                    "strong": False,
                    "em": False,
                    "strike": False,
                }
            )
        elif child.type == "image":
            runs.append({"text": child.content, "strong": False, "em": True, "strike": False})
        elif child.type == "link_open":
            address = str(child.attrs.get("href", ""))
        elif child.type == "link_close" and address and (not runs or runs[-1]["text"] != address):
            runs.append({"text": f" <{address}>", "strong": False, "em": False, "strike": False})
    return runs


# -- the poster ---------------------------------------------------------------------------------------------------


def poster(version: NoticeVersion, address: str, size: str = "a4") -> bytes:
    """The gate's poster: the code of the public page, and the headline in every language that the notice has."""
    headlines = [
        {"language": text.language, "title": text.title, "scan": SCAN[text.language], "name": OWN_NAME[text.language]}
        for text in (version.text(language) for language in version.written)
        if text is not None
    ]
    frame = _frame(version)
    return papers.pdf(
        POSTER,
        {
            **frame,
            "size": size if size in SIZES else "a4",
            "code": code(address),
            "address": address,
            "headlines": headlines,
        },
    )


def code(address: str) -> str:
    """The QR code as SVG, with enough repair to live through rain and tape."""
    drawing = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        drawing, kind="svg", scale=8, border=4, xmldecl=False, light="#fff", svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()
