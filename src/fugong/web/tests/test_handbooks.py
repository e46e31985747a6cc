"""Help: every signed-in page leads to a section, every section stands in the languages of its readers, buttons are named as they are."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import trans_real

from access.addresses import every
from fugong.accounts.pages import EVERYONE
from fugong.web import handbook
from fugong.web.help_sections import SECTIONS, sections_of

FOUR = ("enterprise", "person")  # what enterprises and the persons themselves read stands in all four languages
TWO = tuple(audience for audience in handbook.AUDIENCES if audience not in FOUR)
WRITTEN = [(audience, language) for audience in FOUR for language in ("zh", "en", "ja", "ko")] + [
    (audience, language) for audience in TWO for language in ("zh", "en")
]


def _unexplained() -> list[str]:
    found = []
    for address in every():
        if address.is_api or address.access == EVERYONE:
            continue
        try:
            sections_of(address.name)
        except KeyError:
            found.append(address.name)
    return found


def test_every_signed_in_page_has_a_section() -> None:
    assert _unexplained() == []


def test_a_page_without_one_would_be_found(monkeypatch) -> None:
    for key in [key for key in SECTIONS if key.startswith("meetings:")]:
        monkeypatch.delitem(SECTIONS, key)
    assert "meetings:agenda" in _unexplained()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_that_a_page_names_exists(language) -> None:
    for refs in SECTIONS.values():
        for ref in refs:
            assert handbook.section(ref, language).text
    with pytest.raises(KeyError):
        handbook.section("officer/start#nothing", language)


@pytest.mark.parametrize(("audience", "language"), WRITTEN)
def test_a_handbook_says_the_same_in_each_language(audience, language) -> None:
    book, chinese = handbook.handbook(audience, language), handbook.handbook(audience, "zh")
    assert {topic.language for topic in book.topics} == {language}
    assert [each.ref for each in book.sections] == [each.ref for each in chinese.sections]
    for topic in book.topics:
        assert topic.title and "#" not in topic.title
    for each in book.sections:
        assert each.text and "[[" not in each.html, each.ref


def _misnamed(text: str) -> list[str]:
    """Names that no catalogue holds: nothing on any page is called so."""
    known = trans_real.translation("zh-hans")._catalog
    return [
        msgid
        for context, msgid in handbook.NAMED.findall(text)
        if (f"{context}\x04{msgid}" if context else msgid) not in known
    ]


def test_every_button_that_is_named_is_one_that_the_product_shows() -> None:
    wrong = {}
    for path in sorted(settings.HELP_FOLDER.glob("*/*.md")):
        if found := _misnamed(path.read_text("utf-8")):
            wrong[path.name] = found
    assert wrong == {}


def test_a_button_that_is_not_there_would_be_found() -> None:
    assert _misnamed("Press [[Turn everything off]] or [[Save]].") == ["Turn everything off"]


def test_links_between_sections_lead_somewhere() -> None:
    for path in sorted(settings.HELP_FOLDER.glob("*/*.md")):
        for ref in re.findall(r"\(help:([^)]+)\)", path.read_text("utf-8")):
            handbook.section(ref, "zh")


@pytest.mark.django_db
class TestPages:
    def test_anybody_reads_them_in_their_own_language(self, client) -> None:
        for language, word in (
            ("zh-hans", "企业联络员入门"),
            ("ja", "企業連絡員のはじめに"),
            ("ko", "기업 연락원 시작하기"),
        ):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            assert word in client.get("/help/enterprise/start/").content.decode()
        assert client.get("/help/nobody/").status_code == client.get("/help/officer/nothing/").status_code == 404

    def test_the_panel_opens_at_the_section_asked_for(self, client) -> None:
        part = client.get("/help/officer/filings/?section=verify", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert re.search(r"<details[^>]* open>\s*<summary><h3>怎样现场核查", part)
        assert part.count("<details") == 4 and part.count(" open>") == 1

    def test_a_search_finds_the_task(self, client) -> None:
        found = client.get("/help/", {"q": "导入名单"}).content.decode()
        assert reverse("web:help_topic", args=["desk", "start"]) + "#import" in found
        assert handbook.search("日报 电话")[0].ref == "officer/filings#report"
        assert handbook.search("zzzz") == [] and handbook.search("   ") == []
        assert client.get("/help/", {"q": "\x00<b>" + "长" * 5000}).status_code == 200

    def test_who_came_by_a_link_is_told_about_the_own_page(self, client, cast) -> None:
        assert client.get("/p/nothing/").status_code == 404
        for name, key in (("workforce:own", "page"), ("passes:own", "code"), ("training:own_exam", "tests")):
            assert sections_of(name) == (f"person/own-page#{key}",)
        assert (
            'href="/help/enterprise/start/?section=sign-in#sign-in"' in client.get("/accounts/login/").content.decode()
        )

    def test_each_page_leads_to_its_own_section(self, client, cast) -> None:
        for who, address, section in (
            (cast.desk, f"/c/{cast.campaign.key}/demands/", "/help/desk/demands/?section=demands#demands"),
            (cast.officer, f"/c/{cast.campaign.key}/demands/", "/help/officer/demands/?section=answer#answer"),
            (cast.leader, f"/c/{cast.campaign.key}/demands/", "/help/leader/overview/?section=demands#demands"),
        ):
            client.force_login(who, backend=settings.AUTHENTICATION_BACKENDS[0])
            assert f'href="{section}" data-help' in client.get(address).content.decode()
