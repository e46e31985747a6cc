"""The tools for translations, on a catalogue of their own."""

import pytest
from babel.messages import Catalog
from django.utils.translation import gettext, override, pgettext

from fugong.web import catalogues


def test_messages_of_code_and_of_templates_are_found():
    found = {message.id for message in catalogues.gather()}
    assert "Sign in" in found  # a template
    assert "Duty desk" in found  # code
    assert ("within %(n)d hour", "within %(n)d hours") in found  # a plural


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "po_file", lambda language: tmp_path / language / "django.po")
    monkeypatch.setattr(catalogues, "languages", lambda: ["zh_Hans"])

    def gathered() -> Catalog:
        catalogue = Catalog()
        catalogue.add("%(n)s rows", locations=[("x.py", 0)])
        return catalogue

    monkeypatch.setattr(catalogues, "gather", gathered)
    return tmp_path / "zh_Hans" / "django.po"


def translate(file, text: str) -> None:
    file.write_text(
        file.read_text("utf-8").replace('msgid "%(n)s rows"\nmsgstr ""', f'msgid "%(n)s rows"\nmsgstr "{text}"')
    )


def test_a_missing_translation_is_a_fault(own_folder):
    assert catalogues.update() == {"zh_Hans": 1}
    assert any("has no translation" in fault for fault in catalogues.faults())


def test_a_lost_placeholder_is_a_fault(own_folder):
    catalogues.update()
    translate(own_folder, "行")
    assert any("placeholders" in fault for fault in catalogues.faults())


def test_a_stale_compiled_file_is_a_fault(own_folder):
    catalogues.update()
    translate(own_folder, "%(n)s 行")
    assert any("older than" in fault for fault in catalogues.faults())


def test_a_complete_catalogue_has_none_and_extracting_again_changes_nothing(own_folder):
    catalogues.update()
    translate(own_folder, "%(n)s 行")
    catalogues.compile_all()
    assert list(catalogues.faults()) == []
    before = own_folder.read_bytes()
    catalogues.update()
    assert own_folder.read_bytes() == before


@pytest.mark.parametrize(
    ("context", "word", "said"),
    [
        (None, "Take back", "撤回"),  # of claims and offers; what undoes a filing has words of its own
        (None, "Decide", "决定"),
        ("a meeting", "Decide", "议定"),
        (None, "Take in", "办理入库"),  # goods; an approval isn't put into a store
        (None, "Take the case in", "受理"),
        (None, "Stay", "留在本页"),
        ("in a bed", "Stay", "入住"),
        ("a paper", "Accept", "认可"),
    ],
)
def test_a_word_that_means_two_things_is_two_messages(context, word, said):
    with override("zh-hans"):
        assert (pgettext(context, word) if context else gettext(word)) == said
