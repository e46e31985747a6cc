"""Published answers that fit a text, while somebody types it or searches: by words, and by pairs of Chinese signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, Value, When

from fugong.advice.models import Published

if TYPE_CHECKING:
    from fugong.places.models import Campaign

WORD = re.compile(r"[a-z0-9]{3,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+", re.IGNORECASE)
EMPTY = {
    "我们",
    "公司",
    "企业",
    "请问",
    "什么",
    "怎么",
    "如何",
    "是否",
    "可以",
    "需要",
    "能否",
    "the",
    "and",
    "how",
    "what",
    "can",
    "です",
    "ます",
}
"""What stands in every question says nothing."""
MOST_WORDS = 24


def words(text: str) -> list[str]:
    """Words of Latin letters, and pairs of signs of scripts that write no spaces."""
    found: dict[str, None] = {}
    for part in WORD.findall(text.lower()[:600]):
        pieces = [part] if part.isascii() or len(part) < 3 else [part[at : at + 2] for at in range(len(part) - 1)]
        found |= {piece: None for piece in pieces if piece not in EMPTY}
    return list(found)[:MOST_WORDS]


def similar(campaign: Campaign, text: str, *, field: str = "", most: int = 5) -> list[Published]:
    """The published answers in which the most words of a text occur, and a third of them at least."""
    parts = words(text)
    rows: Any = Published.objects.filter(campaign=campaign, withdrawn_at=None)
    if not parts:
        return []
    if field:
        rows = rows.filter(field=field)
    score: Any = Value(0)
    for part in parts:
        fits = Q(questions__icontains=part) | Q(answers__icontains=part)
        score = score + Case(When(fits, then=Value(1)), default=Value(0), output_field=IntegerField())
    least = max(1, len(parts) // 3)
    return list(rows.annotate(score=score).filter(score__gte=least).order_by("-score", "-helped", "-pk")[:most])
