"""The frame around every page: language, navigation, refusals, second factor, the addresses' own rules."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.utils.translation import override

from fugong.accounts import people
from fugong.accounts.actions import grant
from fugong.accounts.models import ScopeKind
from fugong.accounts.roles import ROLES
from fugong.advice.actions import advisers
from fugong.core.errors import Conflict, Fault, Refused
from fugong.web import entries, navigation, refusals
from fugong.web.middleware import Refusals
from ground.cast import make_user

PACKAGE = Path(navigation.__file__).parents[1]


@pytest.fixture
def signed_in(client: Client, cast):
    """A client signed in as a member of the cast: `signed_in("desk")`."""

    def enter(who: str) -> Client:
        client.force_login(getattr(cast, who))
        return client

    return enter


class TestLanguage:
    @pytest.mark.parametrize(
        ("asked", "spoken"),
        [
            ("ja,en;q=0.5", "ja"),
            ("ko-KR", "ko"),
            ("en-GB", "en"),
            ("zh-TW", "zh-hans"),
            ("de", "zh-hans"),
            ("", "zh-hans"),
        ],
    )
    def test_before_sign_in_the_browser_is_asked(self, client, db, asked, spoken):
        answer = client.get("/accounts/help/", headers={"accept-language": asked})
        assert answer["Content-Language"] == spoken

    def test_a_choice_is_kept_in_the_browser_and_in_the_account(self, signed_in, cast):
        client = signed_in("desk")
        answer = client.post("/language/", {"language": "ko", "next": "/me/"})
        assert answer["Location"] == "/me/"
        cast.desk.refresh_from_db()
        assert cast.desk.language == "ko"
        assert 'lang="ko"' in client.get("/me/").content.decode()

    def test_an_unknown_language_and_a_foreign_address_are_ignored(self, client, db):
        answer = client.post("/language/", {"language": "xx", "next": "https://elsewhere.example/"})
        assert answer["Location"] == "/"
        assert not answer.cookies


class TestRefusals:
    def answer(self, fault: Refused, **headers: str):
        from django.contrib.auth.models import AnonymousUser
        from django_htmx.middleware import HtmxDetails

        request = RequestFactory().get("/x/", headers=headers)
        request.user, request.htmx = AnonymousUser(), HtmxDetails(request)
        return refusals.answer(request, fault)

    fault = Conflict("Somebody decided it.", fields=[Fault("reason", "Say why.")])

    def test_a_person_gets_a_page(self, db):
        answer = self.answer(self.fault, accept="text/html")
        assert answer.status_code == 409
        assert "Somebody decided it." in answer.content.decode()
        assert "Say why." in answer.content.decode()

    def test_htmx_gets_an_alert_for_the_place_of_alerts(self, db):
        answer = self.answer(self.fault, **{"hx-request": "true"})
        assert (answer.status_code, answer["HX-Retarget"]) == (409, "#alerts")
        assert "<html" not in answer.content.decode()

    @pytest.mark.parametrize(
        ("where", "room", "name"),
        [
            ("reason", "labour", "原因"),  # no model of that room has it; the others agree
            ("wage_from", "labour", "工资下限"),
            ("capacity", "testing", "每小时人数"),  # as this room calls it: others mean something else
            ("capacity", "web", ""),  # rooms differ: the sentence must do
            ("enterprise", "labour", "企业"),
            ("items[3].days", "labour", ""),
            ("B7", "labour", "B7"),
            ("", "labour", ""),
        ],
    )
    def test_a_field_is_called_by_its_name_and_never_by_its_key(self, where, room, name):
        from fugong.web import field_names

        with override("zh-hans"):
            (said,) = field_names.named([Fault(where, "有误")], room)
        assert (said.name, said.message) == (name, "有误")

    def test_the_page_of_a_refusal_shows_no_key(self, signed_in):
        with override("zh-hans"):
            page = self.answer(
                Refused("未办。", fields=[Fault("reason", "请说明。")]), accept="text/html"
            ).content.decode()
        assert "<strong>原因</strong> 请说明。" in page
        assert "reason" not in page[page.index("未办。") : page.index("请说明。")]

    def test_a_program_gets_json(self, db):
        answer = self.answer(self.fault, accept="application/json")
        assert answer.status_code == 409
        assert b'"where": "reason"' in answer.content

    def test_a_wrong_address_says_what_to_do(self, client, db):
        answer = client.get("/nowhere/", headers={"accept-language": "en"})
        assert answer.status_code == 404
        assert str(refusals.words(404)["advice"]) in answer.content.decode() or "<h1>" in answer.content.decode()

    def test_a_liaison_is_told_of_the_enterprise_and_not_of_an_area(self, signed_in):
        said = {}
        for who in ("desk", "liaison"):
            page = signed_in(who).get("/nowhere/", headers={"accept-language": "en"})
            said[who] = page.content.decode()
        with override("en"):
            assert refusals.words(404)["meaning"] in said["desk"]
            assert "doesn’t belong to your enterprise" in said["liaison"]

    def test_a_form_sent_without_a_session_leads_to_the_sign_in_and_back(self, cast):
        page = "/c/plain/tasks/giving/"
        client = Client(
            enforce_csrf_checks=True, headers={"accept-language": "en", "referer": f"http://testserver{page}"}
        )
        answer = client.post(page, {"what": "x"}).content.decode()
        assert (
            "no longer signed in" in answer
            and f"/accounts/login/?next={page}" in answer
            and "data-draft-kept" in answer
        )
        type(cast.desk).objects.update(language="en")
        client.force_login(cast.desk)
        answer = client.post(page, {"what": "x"}).content.decode()
        assert "open for too long" in answer and "/accounts/login/" not in answer

    def test_the_sign_in_page_says_why_one_is_there(self, client, db):
        english = {"accept-language": "en"}
        assert "the session has ended" in client.get("/accounts/login/?next=/me/", headers=english).content.decode()
        assert "the session has ended" not in client.get("/accounts/login/", headers=english).content.decode()

    def test_first_steps_are_no_part_of_an_error(self, signed_in):
        client = signed_in("desk")
        page = client.get("/c/plain/enterprises/")
        request = page.wsgi_request
        request.resolver_match = page.resolver_match
        error = refusals.not_found(request).content.decode()
        assert reverse("web:guide") in page.content.decode() and reverse("web:guide") not in error

    def test_an_address_that_takes_forms_says_so_when_it_is_opened(self, signed_in):
        answer = signed_in("desk").get("/c/plain/figures/freeze/")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        with override(answer["Content-Language"]):
            assert refusals.words(405)["heading"] in answer.content.decode()

    @pytest.mark.parametrize(
        "path", ["/c/plain/figures/freeze/", "/c/plain/appeals/1/decision/", "/api/v1/campaigns/plain/findings/1/drop"]
    )
    def test_asked_for_its_head_alone_it_names_the_method_without_a_page(self, signed_in, path):
        answer = signed_in("desk").head(path)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")

    @pytest.mark.parametrize("said", [b"", b"a page or a problem in JSON"])
    def test_the_head_of_a_refused_method_has_no_body(self, said):
        """As the server has it: the test client would take the body off by itself. No `db` here: nothing is looked up."""
        inner = HttpResponseNotAllowed(["POST"], content=said)
        answer = Refusals(lambda request: inner)(RequestFactory().head("/x/"))
        assert (answer.status_code, answer["Allow"], answer.content) == (405, "POST", b"")

    def test_the_page_for_our_own_faults_asks_nothing_of_the_database(self):
        """No `db` here: a query would fail the test."""
        answer = refusals.broken(RequestFactory().get("/x/"))
        assert answer.status_code == 500
        assert b"<h1>" in answer.content

    def test_htmx_takes_the_whole_page_to_the_sign_in(self, client, db):
        answer = client.get("/me/", headers={"hx-request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/accounts/login/?next=/me/")

    def test_every_status_has_its_words(self):
        for status in (400, 403, 404, 405, 409, 422, 429, 500):
            said = refusals.words(status)
            assert said["status"] == status
            assert said["heading"] and said["meaning"] and said["advice"]


class TestSecondFactor:
    def test_staff_set_it_up_before_they_see_anything(self, signed_in, settings):
        settings.STAFF_SECOND_FACTOR = True
        client = signed_in("leader")
        assert client.get("/packs/")["Location"] == "/accounts/second-factor/app/"
        assert client.get("/accounts/logout/").status_code == 200

    def test_with_it_they_go_on_and_are_not_asked_of_the_database_again(self, signed_in, cast, settings):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        settings.STAFF_SECOND_FACTOR = True
        TOTP.activate(cast.leader, generate_totp_secret())
        client = signed_in("leader")
        assert client.get("/packs/").status_code == 200
        assert client.session["second_factor"] is True

    def test_enterprises_people_need_none(self, signed_in, settings):
        settings.STAFF_SECOND_FACTOR = True
        assert signed_in("liaison").get("/me/").status_code == 200

    def test_a_password_that_someone_else_set_is_changed_first(self, signed_in, cast):
        people.reset_access(user=cast.leader, by=cast.administrator)
        client = signed_in("leader")
        assert client.get("/packs/")["Location"] == "/accounts/password/"


class Nothing:
    """A pack whose sections have nothing in them."""

    def __getattr__(self, name: str) -> "Nothing":
        return Nothing()

    def __bool__(self) -> bool:
        return False

    def __iter__(self):
        return iter(())


class TestNavigation:
    @pytest.mark.parametrize(
        "who", ["administrator", "desk", "leader", "bureau", "officer", "inspector", "liaison", "nobody"]
    )
    def test_whoever_sees_an_entry_may_open_it(self, signed_in, cast, who):
        client = signed_in(who)
        request = RequestFactory().get("/me/")
        request.user = type(cast.desk).objects.get(pk=getattr(cast, who).pk)
        links = [link for group in navigation.groups_for(request, cast.campaign) for link in group.links]
        for link in links:
            assert resolve(link.url)
            assert client.get(link.url).status_code == 200, link.url

    def test_a_place_whose_pack_has_none_of_it_shows_no_way_there(self, cast, monkeypatch):
        request = RequestFactory().get("/me/")
        request.user = cast.desk

        def ways():
            links = [link for group in navigation.groups_for(request, cast.campaign) for link in group.links]
            return {link.url.split("/")[3] for link in links if link.url.startswith("/c/plain/")}

        rooms = {"arrivals", "reception", "testing", "supplies", "passes", "key-enterprises", "trips"}
        assert rooms <= ways()
        monkeypatch.setitem(vars(cast.campaign), "pack", Nothing())
        assert not rooms & ways() and "people" in ways()

    def test_only_the_nearest_entry_is_where_one_is(self, cast):
        request = RequestFactory().get("/people/new/")
        request.user = cast.administrator
        active = [
            link.url for group in navigation.groups_for(request, cast.campaign) for link in group.links if link.active
        ]
        assert active == ["/people/"]

    def test_home_sends_everyone_to_their_work(self, signed_in):
        assert signed_in("liaison").get("/")["Location"].startswith("/mine/")

    @pytest.mark.parametrize("role", sorted(role.key for role in ROLES.values() if role.staff))
    def test_every_role_s_home_opens(self, cast, role):
        person = make_user(f"{role}_first", "新人")
        grant(user=person, role=role, kind=ScopeKind.AREA, key=cast.campaign.jurisdiction.prefix, by=None)
        client = Client()
        client.force_login(person)
        assert client.get("/", follow=True).status_code == 200

    @pytest.fixture
    def expert(self, cast):
        """An account with the role that answers and teaches, signed in: home leads to where its day begins."""
        person = make_user("expert_1", "专家")
        grant(user=person, role="expert", kind=ScopeKind.AREA, key=cast.campaign.jurisdiction.prefix, by=None)
        client = Client()
        client.force_login(person)
        return person, client

    def test_a_lecturer_begins_with_the_sessions(self, cast, expert):
        _person, client = expert
        for door in ("/", "/go/plain/"):
            assert client.get(door)["Location"] == "/c/plain/training/sessions/"

    def test_an_adviser_begins_with_the_questions_as_long_as_named(self, cast, expert):
        person, client = expert
        made = advisers.put(campaign=cast.campaign, user=person, fields=["safety"], by=cast.desk)
        assert client.get("/")["Location"] == "/c/plain/advice/"
        advisers.end(adviser=made, by=cast.desk)
        assert client.get("/")["Location"] == "/c/plain/training/sessions/"

    @pytest.mark.parametrize(("lacks", "first"), [(("training",), "advice/"), (("training", "advice"), "enterprises/")])
    def test_what_a_place_doesn_t_do_is_nobody_s_beginning(self, cast, expert, monkeypatch, lacks, first):
        for room in lacks:
            section = type(getattr(cast.campaign.pack, room))
            monkeypatch.setattr(section, "is_used", property(lambda _section: False))
        assert expert[1].get("/")["Location"] == f"/c/plain/{first}"

    def test_a_specialist_finds_the_shifts(self, cast):
        person = make_user("sampler", "采样员")
        grant(user=person, role="specialist", kind=ScopeKind.ENTERPRISE, key=str(cast.river.pk), by=None)
        request = RequestFactory().get("/me/")
        request.user = person
        links = [link.url for group in navigation.groups_for(request, cast.campaign) for link in group.links]
        client = Client()
        client.force_login(person)
        assert "/c/plain/testing/shifts/" in links
        assert all(client.get(link).status_code == 200 for link in links)

    def test_someone_without_a_role_is_told_whom_to_ask(self, signed_in):
        answer = signed_in("nobody").get("/")
        assert answer.status_code == 200
        assert 'class="empty"' in answer.content.decode()


def test_every_address_is_declared():
    """A view without a rule of access would be open to anybody."""

    def views(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                if "api/" not in str(pattern.pattern):  # the API declares its own, in its own test
                    yield from views(pattern.url_patterns)
            else:
                yield pattern

    undeclared = [str(each) for each in views(get_resolver().url_patterns) if not hasattr(each.callback, "access")]
    assert undeclared == []


def test_every_icon_that_is_named_is_there():
    named = set()
    for file in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]:
        if "tests" not in file.parts:
            named |= set(re.findall(r'\{% (?:icon|empty) "([a-z0-9-]+)"', file.read_text("utf-8")))
    named |= {entry.icon for _label, entries in entries.ENTRIES for entry in entries}
    assert named
    assert [name for name in sorted(named) if not finders.find(f"vendor/tabler/{name}.svg")] == []


def test_templates_run_no_script_of_their_own():
    """The content security policy would stop it; better to find it here."""
    wrong = [
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("templates/**/*.html")
        if re.search(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\son[a-z]+=\"|javascript:", file.read_text("utf-8")
        )
    ]
    assert wrong == []
