"""What the tests of this room stand on: the cast, and a demand of `river` at each stage of its life."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from fugong.accounts.models import User
from fugong.demands import actions
from fugong.demands.models import Demand


@dataclass
class Asking:
    """Makes demands and moves them; people are read anew, as each request does."""

    cast: Any

    def who(self, name: str) -> User:
        return User.objects.get(pk=getattr(self.cast, name).pk)

    def demand(self, text: str = "我们缺10名焊工", *, category: str = "labour", **more: Any) -> Demand:
        given = {"enterprise": self.cast.river, "by": self.who("liaison"), **more}
        return actions.receive(campaign=self.cast.campaign, text=text, category=category, **given)

    def accepted(self, **more: Any) -> Demand:
        return actions.accept(demand=self.demand(**more), by=self.who("bureau"))

    def answered(self, **more: Any) -> Demand:
        return actions.answer(demand=self.accepted(**more), text="已联系人社局", by=self.who("bureau"))


@pytest.fixture
def asking(cast: Any, settings: Any, tmp_path: Path) -> Iterator[Asking]:
    settings.MEDIA_ROOT = tmp_path
    User.objects.update(language="en")
    with override("en"):
        yield Asking(cast)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f0005"
    "0001ff5cc8d3a70000000049454e44ae426082"
)
