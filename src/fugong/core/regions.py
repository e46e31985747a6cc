"""Region codes of GB/T 2260 as listed in 2023: enough to say that a code is no longer listed. Old ones stay lawful."""

from functools import cache
from importlib.resources import files


@cache
def _listed() -> frozenset[str]:
    codes = files("fugong.core").joinpath("data/regions.txt").read_text("ascii").split()
    return frozenset(codes) | {code[:4] + "00" for code in codes} | {code[:2] + "0000" for code in codes} | {"100000"}


def is_listed(code: str) -> bool:
    """Whether the first six digits are a county, city or province of the list (100000 is the state's own registry)."""
    return code[:6] in _listed()
