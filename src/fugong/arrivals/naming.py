"""Names for keys: countries and languages in the reader's words."""

from django.conf import settings

from fugong.registry.countries import COUNTRIES, name_of

FIRST = ("KR", "JP", "US", "DE", "TW", "HK", "CN")
"""Those that stand on top of a choice."""


def countries() -> list[tuple[str, str]]:
    """All, the usual ones first."""
    order = [*FIRST, *(code for code in COUNTRIES if code not in FIRST)]
    return [(code, name_of(code)) for code in order if code in COUNTRIES]


def spoken() -> list[tuple[str, str]]:
    """The product's languages, in their own words."""
    own = {"zh-hans": "中文", "en": "English", "ja": "日本語", "ko": "한국어"}
    return [(code, own.get(code, str(name))) for code, name in settings.LANGUAGES]
