"""Countries are called as the reader calls them, found by any of their names, and offered in one order."""

from django.utils.translation import override

from fugong.registry import countries
from fugong.workforce.giving import region_of


def test_every_country_has_a_name_in_each_language():
    for language in ("zh-hans", "en", "ja", "ko"):
        with override(language):
            names = [name for _code, name in countries.offered()]
        assert len(set(names)) == len(countries.COUNTRIES), language
    with override("ko"):
        assert (countries.name_of("KR"), countries.name_of("JP"), countries.name_of("XX")) == ("대한민국", "일본", "XX")


def test_the_country_of_the_places_is_offered_first():
    assert countries.offered()[0][0] == "CN"


def test_what_the_page_calls_a_country_is_understood_as_origin():
    assert len({region_of(name) for name in ("大韩民国", "대한민국", "韓国", "South Korea", "日本", "일본")}) == 1
    assert region_of("대한민국")
