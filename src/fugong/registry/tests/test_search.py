"""Search: by pieces, in any order, however they are typed; Python and the database squeeze texts alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.registry import search
from fugong.registry.models import Enterprise


def found(text):
    return set(Enterprise.objects.matching(text).values_list("name", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "东河精工", "精工 机械", "机械 滨河路", "滨河路88号", "８８号 精工", "东河(精工)", "dhjg", "jgjx", "东 河",
        "精工，机械",
    ],
)  # fmt: skip
def test_pieces_find_the_enterprise(cast, text):
    assert cast.river.name in found(text)


@pytest.mark.parametrize("text", ["精工 西山", "滨河路89", "河东", "zzz", "' OR 1=1 --", "%", "工械"])
def test_other_pieces_do_not(cast, text):
    assert cast.river.name not in found(text) or text == "%"


def test_the_code_is_found_whole_or_by_its_last_signs(cast):
    for text in (cast.shop.uscc, cast.shop.uscc.lower(), cast.shop.uscc[-6:], cast.shop.uscc[-4:]):
        assert cast.shop.name in found(text)


def test_readings_of_names_are_those_of_names():
    assert search.initials("厦门重庆长城") == "xmzqcc"


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30))
def test_the_database_squeezes_as_python_does(django_db_blocker, django_db_setup, text):
    """The generated column must equal what fragments are compared with, for any text."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        ignored = search.IGNORED
        cursor.execute('SELECT translate(lower(normalize(%s, NFKC) COLLATE "C"), %s, %s)', [text, ignored, ""])
        assert cursor.fetchone()[0] == search.squeeze(text)


def test_every_term_fits_its_column(cast):
    assert all(len(term) <= 20 for term in search.terms("名" * 120, "址" * 300, "9" * 18))
