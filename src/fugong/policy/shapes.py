"""The shapes that every section of a pack is made of: frozen, closed, and telling what they mean."""

import datetime as dt
import re
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from fugong.core import languages
from fugong.policy import meanings

KEY = r"^[a-z][a-z0-9_]*$"
HOUR = r"^\d\d:\d\d$"
CODE = r"^\d{12}$"


class Shape(BaseModel):
    """One table of a pack. Unknown keys are refused, so that a slip of the pen is found when the pack loads."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, inner: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The table's schema, with what each key means."""
        reference = handler(inner)
        described = handler.resolve_ref_schema(reference).get("properties", {})
        for key, meaning in meanings.of_shape(cls).items():
            described.get(key, {}).setdefault("description", meaning)
        return reference


class Text(Shape):
    """A text with its languages: `{ zh = "…", en = "…" }`, or plainly `"…"`, which is Chinese.

    `str(text)` is the text in the reader's language, so that templates write `{{ segment.name }}`.
    """

    zh: str = ""
    en: str = ""
    ja: str = ""
    ko: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        return {"zh": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _says_something(self) -> "Text":
        if not any(self.by_language.values()):
            raise ValueError(_("a text needs at least one language"))
        return self

    @property
    def by_language(self) -> dict[str, str]:
        """Language → text, without the languages that are missing."""
        return {key: value for key in ("zh", "en", "ja", "ko") if (value := getattr(self, key))}

    def in_(self, language: str) -> str:
        """The text in `language` (zh, en, ja, ko), else in Chinese, else in any."""
        return languages.pick(self.by_language, language)

    def __str__(self) -> str:
        return languages.pick(self.by_language)

    def __html__(self) -> str:
        from django.utils.html import escape

        return str(escape(str(self)))


def _hour(text: str) -> str:
    try:
        dt.time.fromisoformat(text)
    except ValueError:
        raise ValueError(_("%(text)s is no time of the day") % {"text": text}) from None
    return text


Key = Annotated[str, Field(pattern=KEY, max_length=40)]
"""A stable name inside the pack: small letters, digits, underscores. Never shown, never changed once in use."""

When = str
"""A CEL condition over the facts of an enterprise (`e.`) and, where a filing is at hand, of its form (`filing.`)."""

Within = str
"""A clock: `same_day`, `30 minutes`, `4 hours`, `24 hours`, `1 working day`, or the name of one in calendar.clocks."""

Hour = Annotated[str, Field(pattern=HOUR), AfterValidator(_hour)]
"""A time on the wall clock: `16:00`."""

Code = Annotated[str, Field(pattern=CODE)]
"""A region code of 12 digits (GB/T 2260 and GB/T 10114), or a local one (docs/packs.md, "Codes")."""

TextKey = Annotated[str, Field(pattern=KEY, max_length=60)]
"""A longer text under `texts/<key>.<language>.md`."""


class Section(Shape):
    """One section of a pack, owned by the room that registers it. It knows the pack that it belongs to."""

    name_of_section: ClassVar[str] = ""
    _pack: Any = PrivateAttr(default=None)

    def bind(self, pack: Any) -> None:
        """Called once, when the pack is complete."""
        self._pack = pack

    def check(self, report: Any) -> None:
        """Name the mistakes that need other sections to be seen: `report.error(where, message)`, `report.warn(…)`."""

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """What comes out for an example's `facts`, `filing`, `filed_at`, `counts`: outcome → value."""
        return {}


PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z_]+))?\}")
"""`{key}` or `{key.part}` in a text of the pack."""


class Keyed(Shape):
    """A table in a list, known by its key."""

    key: Key


def by_key(items: "tuple[Any, ...]") -> dict[str, Any]:
    """Keyed tables by their key."""
    return {item.key: item for item in items}
