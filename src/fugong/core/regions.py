"""Region codes of GB/T 2260 as listed in 2023: enough to say that a code is no longer listed. Old ones stay lawful."""

from functools import cache, lru_cache
from importlib.resources import files


@cache
def _listed() -> frozenset[str]:
    codes = files("fugong.core").joinpath("data/regions.txt").read_text("ascii").split()
    return frozenset(codes) | {code[:4] + "00" for code in codes} | {code[:2] + "0000" for code in codes} | {"100000"}


def is_listed(code: str) -> bool:
    """Whether the first six digits are a county, city or province of the list (100000 is the state's own registry)."""
    return code[:6] in _listed()


ABROAD = "990000"
"""Stands for every place outside China; GB/T 2260 has no such code."""

_SUFFIXES = (
    *("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州"),
    *("地区", "新区", "省", "市", "盟", "区", "县", "旗"),
)


@cache
def names() -> dict[str, str]:
    """Six digits → name, of provinces, cities and counties as listed in 2023."""
    text = files("fugong.core").joinpath("data/region_names.txt").read_text("utf-8")
    return dict(line.split(" ", 1) for line in text.splitlines())  # type: ignore[misc]


def name_of(code: str) -> str:
    """`320707…` as 江苏省连云港市赣榆区; as much of it as is listed, "" where nothing is."""
    known = names()
    found = (known.get(part, "") for part in (code[:2] + "0000", code[:4] + "00", code[:6]))
    return "".join(dict.fromkeys(each for each in found if each))


@lru_cache(maxsize=20_000)
def find(text: str) -> str:
    """The six digits of a region as people write it: `江苏赣榆`, `连云港市赣榆区`; "" where none or several fit.

    Of regions that the text names, the one counts whose ancestors it names too; where two are as likely, nothing is guessed.
    """
    plain = "".join(text.split())
    if plain.isascii() and plain.isdigit():
        code = plain[:6].ljust(6, "0")
        return code if code in names() or is_listed(code) else ""
    scores = {code: (_named(code, plain), len(code.rstrip("0"))) for code, short in _short().items() if short in plain}
    best = max(scores.values(), default=None)
    winners = [code for code, score in scores.items() if score == best]
    return winners[0] if len(winners) == 1 else ""


def _named(code: str, text: str) -> int:
    """How many signs of the text name this region or one above it; a sign that names two of them counts once."""
    said = set()
    for each in {code[:2] + "0000", code[:4] + "00", code} & names().keys():
        said.add(names()[each] if names()[each] in text else _short()[each] if _short()[each] in text else "")
    return sum(len(each) for each in said if not any(each != other and each in other for other in said))


@cache
def _short() -> dict[str, str]:
    """Six digits → the name without what kind of region it is, where two signs are left."""
    return {code: _without_suffix(name) for code, name in names().items()}


def _without_suffix(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name
