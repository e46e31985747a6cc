"""Words that mean the same in several languages, by which like demands are found: section `likeness`."""

from typing import Any

from django.utils.translation import gettext as _

from fugong.demands.routing.text import plain
from fugong.policy import sections
from fugong.policy.shapes import Keyed, Section


class Meaning(Keyed):
    """One thing that firms speak of, in the words of all languages: 缺, short of, 足りない, 부족."""

    words: tuple[str, ...] = ()


class Likeness(Section):
    """What makes two demands alike although they are written in other words or another language."""

    meanings: tuple[Meaning, ...] = ()

    def check(self, report: Any) -> None:
        report.unique("meanings", self.meanings)
        owner: dict[str, str] = {}
        for each in self.meanings:
            for word in each.words:
                known = owner.setdefault(plain(word), each.key)
                if known != each.key:
                    message = _("“%(word)s” belongs to %(other)s too: one of them will do")
                    report.warn(f"meanings[{each.key}].words", message % {"word": word, "other": known})


sections.register("likeness", Likeness)
