"""Names for keys: the languages in their own words."""

from django.conf import settings


def spoken() -> list[tuple[str, str]]:
    """The product's languages, in their own words."""
    own = {"zh-hans": "中文", "en": "English", "ja": "日本語", "ko": "한국어"}
    return [(code, own.get(code, str(name))) for code, name in settings.LANGUAGES]
