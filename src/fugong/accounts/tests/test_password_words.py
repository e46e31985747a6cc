"""What is said about passwords addresses people as the other pages do."""

import pytest
from django.contrib.auth.password_validation import NumericPasswordValidator, password_validators_help_texts
from django.utils.translation import gettext, override

from fugong.accounts.passwords import DJANGOS


def test_chinese_says_you_politely() -> None:
    with override("zh-hans"):
        said = [*password_validators_help_texts(), NumericPasswordValidator().get_help_text(), gettext(DJANGOS[0])]
    assert said and not [words for words in said if "你" in words]
    assert sum("您" in words for words in said) >= 5


@pytest.mark.parametrize("language", ["ja", "ko"])
def test_the_other_languages_keep_theirs(language: str) -> None:
    with override(language):
        assert all("password" not in words for words in password_validators_help_texts())
