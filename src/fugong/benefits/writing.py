"""A policy as a page's fields, and back: one line for each clause, part, tier, paper and payer, its parts between bars.

返岗10人以上 | w.back >= 10          (a clause: text | condition)
slab | w.back | 0: each 200; 50: each 300   (tiers)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from fugong.core.errors import Fault, Refused

LANGUAGES = ("zh", "en", "ja", "ko")
TEXTS = ("name", "clause", "source", "unit", "where", "note")
PLAIN = ("key", "gives", "coach", "when", "trip_when", "since", "until", "for_each", "cause", "again", "department")
CAPS = ("trip", "trips", "head", "heads", "cost_percent", "cost", "firm", "all", "least")
SIGNS = str.maketrans({"｜": "|", "：": ":", "；": ";"})
MOST_LINES = 30


class Slip(ValueError):
    """A line that can't be read; its words say how it is written."""


def content_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as a policy's content. Raises Refused, each mistake at its field."""
    content = {name: value for name in PLAIN if (value := _line(typed, name))} | _texts(typed)
    amount: dict[str, Any] = {"fixed": value} if (value := _line(typed, "fixed")) else {}
    faults = _read_lists(typed, content, amount)
    try:
        if by_date := _by_date(typed):
            amount["by_date"] = by_date
    except Slip as slip:
        faults.append(Fault("by_date", str(slip)))
    if faults:
        raise Refused(_("Some lines can’t be read."), fields=faults)
    return content | _rest(typed) | ({"amount": amount} if amount else {})


def _texts(typed: Mapping[str, str]) -> dict[str, Any]:
    found = {
        name: {lang: value for lang in LANGUAGES if (value := _line(typed, f"{name}_{lang}"))} for name in TEXTS
    }  # fmt: skip
    return {name: texts for name, texts in found.items() if texts}


def _read_lists(typed: Mapping[str, str], content: dict[str, Any], amount: dict[str, Any]) -> list[Fault]:
    """Puts what stands one a line where it belongs; gives what can't be read."""
    faults = []
    for field, (where, reader) in LISTS.items():
        try:
            rows = [reader(_parts(line), at) for at, line in enumerate(_lines(typed, field), 1)]
        except Slip as slip:
            faults.append(Fault(field, str(slip)))
            continue
        if rows:
            (amount if where.startswith("amount.") else content)[where.removeprefix("amount.")] = rows
    return faults


def _rest(typed: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if caps := {name: value for name in CAPS if (value := _line(typed, f"cap_{name}"))}:
        found["caps"] = caps
    if typed.get("whole_yuan"):
        found["round"] = {"to": "1", "way": "down" if typed["whole_yuan"] == "down" else "half_up"}
    if typed.get("without_asking"):
        found["without_asking"] = True
    if rising := _lines(typed, "rises_with"):
        found["rises_with"] = rising
    return found


def _line(typed: Mapping[str, str], name: str) -> str:
    return str(typed.get(name, "")).strip()[:1_000]


def _lines(typed: Mapping[str, str], name: str) -> list[str]:
    text = str(typed.get(name, ""))
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]


def _parts(line: str) -> list[str]:
    """Parts between bars; `||` inside a condition is no bar."""
    return [part.strip() for part in re.split(r"(?<!\|)\|(?!\|)", line.translate(SIGNS) if "||" not in line else line)]


def _clause(parts: list[str], at: int) -> dict[str, Any]:
    if len(parts) not in (2, 3) or not all(parts[:2]):
        raise Slip(_("Write a clause as: text | condition | source"))
    key = parts[2] if len(parts) == 3 and re.fullmatch(r"[a-z][a-z0-9_]*", parts[2]) else f"clause_{at}"
    return {"key": key, "text": parts[0], "when": parts[1]}


def _per(parts: list[str], _at: int) -> dict[str, Any]:
    if len(parts) < 2 or not all(parts[:2]):
        raise Slip(_("Write it as: each | what is counted | over | every | most | condition"))
    names = ("each", "of", "over", "every", "most", "when")
    return {name: value for name, value in zip(names, parts, strict=False) if value}


def _percent(parts: list[str], _at: int) -> dict[str, Any]:
    if len(parts) < 2 or not all(parts[:2]):
        raise Slip(_("Write it as: per cent | of what | condition"))
    return {name: value for name, value in zip(("percent", "of", "when"), parts, strict=False) if value}


def _tiers(parts: list[str], _at: int) -> dict[str, Any]:
    words = _("Write tiers as: step or slab | what is counted | 10: each 300; 50: gives 5000 | condition")
    if len(parts) < 3 or parts[0] not in ("step", "slab"):
        raise Slip(words)
    begins = "at_least" if parts[0] == "step" else "over"
    rows = []
    for part in filter(None, (piece.strip() for piece in parts[2].split(";"))):
        found = re.fullmatch(r"([\d.]+)\s*:\s*(each|gives|percent)\s+([\d.]+)", part)
        if found is None:
            raise Slip(words)
        rows.append({begins: found[1], found[2]: found[3]})
    return {"kind": parts[0], "by": parts[1], "rows": rows} | (
        {"when": parts[3]} if len(parts) > 3 and parts[3] else {}
    )


def _payer(parts: list[str], at: int) -> dict[str, Any]:
    if len(parts) != 2 or not parts[1].isdecimal():
        raise Slip(_("Write a payer as: name | parts"))
    return {"key": f"payer_{at}", "name": parts[0], "parts": parts[1]}


def _near(parts: list[str], _at: int) -> dict[str, Any]:
    return {"fact": parts[0]} | ({"most": parts[1]} if len(parts) > 1 and parts[1] else {})


def _paper(parts: list[str], at: int) -> dict[str, Any]:
    if not parts[0]:
        raise Slip(_("Write a paper as: name | may wait"))
    return {"key": f"paper_{at}", "name": parts[0]} | ({"may_wait": True} if len(parts) > 1 and parts[1] else {})


LISTS: dict[str, tuple[str, Callable[[list[str], int], dict[str, Any]]]] = {
    "clauses": ("clauses", _clause),
    "per": ("amount.per", _per),
    "percent": ("amount.percent", _percent),
    "tiers": ("amount.tiers", _tiers),
    "shared": ("shared", _payer),
    "near": ("near", _near),
    "papers": ("papers", _paper),
}
"""Field → where it belongs, and how a line is read."""


def _by_date(typed: Mapping[str, str]) -> dict[str, Any]:
    lines = _lines(typed, "by_date")
    if not lines:
        return {}
    found: dict[str, Any] = {"day": _line(typed, "by_date_day") or "asked"}
    steps = []
    for line in lines:
        plain = line.translate(SIGNS)
        if step := re.fullmatch(r"(\d{4}-\d\d-\d\d)\s*:\s*([\d.]+)", plain):
            steps.append({"until": step[1], "percent": step[2]})
        elif slope := re.fullmatch(
            r"(\d{4}-\d\d-\d\d)\s*\|\s*(\d+)\s*\|\s*([\d.]+)\s*\|\s*([\d.]+)\s*(\|\s*1)?", plain
        ):
            found |= {"start": slope[1], "every_days": slope[2], "less": slope[3], "least": slope[4]}
            found |= {"begun": True} if slope[5] else {}
        else:
            raise Slip(
                _(
                    "Write 2020-02-10: 100 (until this day so many per cent), or 2020-03-01 | 7 | 5 | 20 | 1 (1: begun counts)"
                )
            )
    return found | ({"steps": steps} if steps else {})


# -- back: a policy's content as the page's fields -----------------------------------------------------------------------------


def typed_of(content: Mapping[str, Any]) -> dict[str, str]:
    """What the fields show of a policy that is there."""
    found = {name: str(content.get(name) or "") for name in PLAIN}
    for name in TEXTS:
        found |= {f"{name}_{lang}": value for lang, value in (content.get(name) or {}).items()}
    amount, caps = content.get("amount") or {}, content.get("caps") or {}
    found |= {f"cap_{name}": str(caps.get(name) or "") for name in CAPS}
    found["fixed"] = str(amount.get("fixed") or "")
    found["without_asking"] = "on" if content.get("without_asking") else ""
    found["rises_with"] = "\n".join(content.get("rises_with") or ())
    rounding = content.get("round") or {}
    found["whole_yuan"] = rounding.get("way", "half_up") if str(rounding.get("to", "")).startswith("1") else ""
    zh = _zh
    found["clauses"] = _joined((zh(each["text"]), each["when"], each["key"]) for each in content.get("clauses") or ())
    found["per"] = _joined(
        tuple(str(each.get(name) or "") for name in ("each", "of", "over", "every", "most", "when"))
        for each in amount.get("per") or ()
    )
    found["percent"] = _joined(
        (each["percent"], each["of"], each.get("when") or "") for each in amount.get("percent") or ()
    )
    found["tiers"] = _joined(
        (each["kind"], each["by"], _rows(each["rows"]), each.get("when") or "") for each in amount.get("tiers") or ()
    )
    found["shared"] = _joined((zh(each["name"]), each["parts"]) for each in content.get("shared") or ())
    found["near"] = _joined((each["fact"], each.get("most") or "") for each in content.get("near") or ())
    found["papers"] = _joined(
        (zh(each["name"]), "1" if each.get("may_wait") else "") for each in content.get("papers") or ()
    )
    return found | _dates(amount.get("by_date") or {})


def _dates(by_date: Mapping[str, Any]) -> dict[str, str]:
    lines = [f"{step['until']}: {step['percent']}" for step in by_date.get("steps") or ()]
    if by_date.get("start"):
        parts = (by_date["start"], by_date.get("every_days") or 1, by_date.get("less") or 0, by_date.get("least") or 0)
        lines.append(" | ".join(str(part) for part in (*parts, *([1] if by_date.get("begun") else []))))
    return {"by_date": "\n".join(lines), "by_date_day": str(by_date.get("day") or "")}


def _rows(rows: Any) -> str:
    found = []
    for row in rows:
        what = next(name for name in ("each", "gives", "percent") if row.get(name) is not None)
        found.append(f"{row.get('at_least') or row.get('over') or 0}: {what} {row[what]}")
    return "; ".join(found)


def _zh(text: Any) -> str:
    return text if isinstance(text, str) else str(text.get("zh") or next(iter(text.values())))


def _joined(rows: Any) -> str:
    return "\n".join(" | ".join(str(part) for part in row).rstrip(" |") for row in rows)


def kept(content: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Content with what the page doesn't show of what was there: other languages and keys of lines that stayed."""
    for name in ("clauses", "papers", "shared"):
        text = "text" if name == "clauses" else "name"
        known = {_zh(each[text]): each for each in before.get(name) or ()}
        for row in content.get(name, ()):
            if (same := known.get(_zh(row[text]))) is not None:
                row[text], row["key"] = same[text], same["key"]
                row |= {extra: same[extra] for extra in ("note", "needed", "source") if extra in same}
    if "by_date" in content.get("amount", {}) and (
        after := ((before.get("amount") or {}).get("by_date") or {}).get("after")
    ):
        content["amount"]["by_date"]["after"] = after
    return content
