"""A list of officers comes in: who is meant, in which post, for which enterprises; the second time nothing changes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from fugong.accounts.models import Grant, User
from fugong.core.errors import Conflict, NotAllowed
from fugong.ledger.models import Event
from fugong.registry.models import Assignment, Posting
from fugong.registry.sheets_officers import KEY
from fugong.sheets import actions, kinds
from fugong.sheets.models import SheetImport, SheetRow, Verdict
from fugong.sheets.tests.lists import xlsx
from ground.cast import make_user

HEAD = ["姓名", "账号", "包联岗位", "联系电话", "乡镇", "包联企业", "统一社会信用代码"]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def line(name, username="", post="驻企干部", phone="", area="", firms="", code=""):
    return [name, username, post, phone, area, firms, code]


def read(cast, rows, by=None, head=HEAD):
    source = xlsx(("名单", [["驻企干部名单"], head, *rows]))
    return actions.read(kind=kinds.get(KEY), file=source, name="名单.xlsx", campaign=cast.campaign, by=by or cast.desk)


def bring(cast, rows, **more):
    return actions.apply(sheet_import=read(cast, rows, **more), by=cast.desk)


def faults(found, level="error"):
    rows = found.rows.order_by("number")
    return [(where, kind) for row in rows for where, _words, kind, each in row.faults if each == level]


def served(cast, user):
    held = Assignment.objects.filter(campaign=cast.campaign, officer=user, until=None)
    return set(held.values_list("enterprise__name", flat=True))


def test_newcomers_get_account_post_and_enterprises_in_one_go(cast):
    found = read(cast, [
        line("王建国", phone="138 0000 1111", firms="西山食品有限公司、泉水商贸有限公司"),
        line("李秀英", username="lixiuying", post="街道办", area="西山街道"),
    ])  # fmt: skip
    assert found.counts == {Verdict.NEW: 2}, faults(found)
    assert not User.objects.filter(username__in=["13800001111", "lixiuying"]).exists()
    assert actions.apply(sheet_import=found, by=cast.desk) == kinds.Counts(new=2, changed=0)
    wang, li = (User.objects.get(username=each) for each in ("13800001111", "lixiuying"))
    assert (wang.name, served(cast, wang)) == ("王建国", {"西山食品有限公司", "泉水商贸有限公司"})
    assert not wang.has_usable_password() and wang.password_is_temporary
    assert Posting.objects.get(user=li, until=None).area == "990101002"
    assert {(each.role, each.scope_kind) for each in Grant.objects.filter(user=wang)} == {
        ("officer", "assigned"), ("observer", "area"),
    }  # fmt: skip


def test_the_same_is_told_to_the_ledger_as_of_each_one_appointed_by_hand(cast):
    bring(cast, [line("王建国", phone="13800001111", firms="西山食品有限公司")])
    told = Event.objects.filter(by=cast.desk).values_list("verb", flat=True)
    assert {"account.create", "account.grant", "posting.create", "assignment.create", "sheet_import.apply"} <= set(told)


def test_the_second_time_nothing_changes(cast):
    rows = [
        line("王建国", phone="13800001111", firms="西山食品有限公司"),
        line("驻企干部甲", firms="东河精工机械有限公司;泉水商贸有限公司"),
    ]
    bring(cast, rows)
    before = Event.objects.count(), User.objects.count(), Assignment.objects.count()
    again = read(cast, rows)
    assert again.counts == {Verdict.SAME: 2}
    assert (Event.objects.count(), User.objects.count(), Assignment.objects.count()) == before


def test_a_row_for_each_enterprise_is_one_person(cast):
    bring(cast, [
        line("王　建国", phone="13800001111", firms="西山食品有限公司"),
        line("王建国", phone="13800001111", firms="泉水商贸有限公司"),
        line("王建国", post="", code=cast.river.uscc),
    ])  # fmt: skip
    wang = User.objects.get(name="王建国")
    assert served(cast, wang) == {"西山食品有限公司", "泉水商贸有限公司", "东河精工机械有限公司"}
    assert Posting.objects.filter(user=wang).count() == 1


def test_two_of_one_name_are_told_apart_by_telephone_and_refused_without(cast):
    found = read(cast, [
        line("王芳", phone="13800001111"), line("王芳", phone="13800002222"), line("王芳", firms="西山食品有限公司"),
    ])  # fmt: skip
    assert found.counts == {Verdict.NEW: 2, Verdict.REFUSED: 1}
    assert faults(found) == [("A5", "ambiguous")]
    assert "13800001111、13800002222" in found.rows.get(number=5).words[0]


def test_somebody_known_by_name_alone_is_a_doubt_until_the_post_is_held(cast):
    found = read(cast, [line("驻企干部甲", post="帮扶人", firms="西山食品有限公司")])
    assert found.counts == {Verdict.CHANGED: 1}
    assert faults(found, "warning") == [("A3", "guessed")]
    assert found.rows.get().changes == {"post": [None, "helper"], "enterprises": [None, "西山食品有限公司"]}
    actions.apply(sheet_import=found, by=cast.desk)
    assert read(cast, [line("驻企干部甲", post="帮扶人")]).rows_warned == 0


def test_what_cannot_be_is_said_at_its_cell(cast):
    make_user("taken", "别人")
    User.objects.filter(username="nobody").update(is_active=False)
    found = read(cast, [
        line("甲一"), line("甲二", username="taken"), line("无角色人员", username="nobody"), line("甲四", username="有 空/格"),
        line("甲五", username="j5", post="科长"), line("甲六", username="j6", area="没有的街道"),
        line("甲七", username="j7", firms="没有这家公司"), line("甲八", username="j8", code=cast.neighbour.uscc),
        line("甲九", username="j9", post="工信局", firms="西山食品有限公司"), line("甲十", username="j10", post="网格长"),
    ])  # fmt: skip
    assert faults(found) == [
        ("A3", "username"), ("B4", "taken"), ("B5", "closed"), ("B6", "username"), ("C7", "post"), ("E8", "place"),
        ("F9", "unknown"), ("G10", "unknown"), ("F11", "post"), ("E12", "refused"),
    ]  # fmt: skip


def test_a_title_that_is_no_post_gives_way_to_the_column_of_posts(cast):
    found = read(
        cast, [["王建国", "科长", "网格长", "13800001111", "东网格"]], head=["姓名", "职务", "岗位", "手机", "网格"]
    )
    assert found.counts == {Verdict.NEW: 1} and faults(found, "warning") == [("B3", "choice")]
    actions.apply(sheet_import=found, by=cast.desk)
    assert Posting.objects.get(user__name="王建国").grid == cast.east


def test_a_column_headed_by_the_post_holds_names(cast):
    head = ["企业名称", "驻企干部", "联系电话", "岗位"]
    found = read(cast, [["西山食品有限公司", "王建国", "13800001111", "驻企干部"]], head=head)
    assert found.counts == {Verdict.NEW: 1} and found.rows.get().values["name"] == "王建国"


def test_names_over_lines_and_names_with_a_comma_of_their_own_are_found(cast):
    cast.shop.name = "Foo Trading Co., Ltd."
    cast.shop.save()
    bring(
        cast,
        [line("王建国", phone="13800001111", firms=f"西山食品有限公司\n{cast.river.uscc}；Foo Trading Co., Ltd.")],
    )
    assert len(served(cast, User.objects.get(name="王建国"))) == 3


def test_a_code_counts_more_than_the_name_beside_it(cast):
    found = read(cast, [line("王建国", phone="13800001111", firms="西山食品公司", code=cast.hill.uscc)])
    assert found.counts == {Verdict.NEW: 1} and faults(found, "warning") == [("F3", "enterprise")]


def test_nobody_appoints_where_nobody_lets_them_by_hand(cast):
    from fugong.accounts.actions import grant
    from fugong.accounts.models import ScopeKind

    keeper = make_user("east_desk", "东河值班")
    grant(user=keeper, role="duty_desk", kind=ScopeKind.AREA, key="990101001", by=None)
    found = read(cast, [
        line("王建国", phone="13800001111", area="西山街道"), line("王建军", phone="13800002222", firms="西山食品有限公司"),
        line("王建中", phone="13800003333", firms="泉水商贸有限公司"),
    ], by=keeper)  # fmt: skip
    assert faults(found) == [("E3", "not_allowed"), ("F4", "unknown")]
    actions.apply(sheet_import=found, only_good=True, by=keeper)
    assert Posting.objects.get(user__name="王建中").area == "990101001"
    for person in (cast.leader, cast.officer, cast.stranger):
        with pytest.raises(NotAllowed):
            read(cast, [line("王建国", phone="13800001111")], by=person)


def test_what_changed_between_preview_and_apply_is_not_overwritten(cast):
    found = read(cast, [line("王建国", phone="13800001111")])
    make_user("13800001111", "别人")
    with pytest.raises(Conflict):
        actions.apply(sheet_import=found, by=cast.desk)


def test_telephones_wait_sealed_and_go_with_the_rows(cast):
    found = read(cast, [line("王建国", username="wjg", phone="13800001111"), line("李秀英", phone="13800002222")])
    waiting = "".join(f"{row.cells} {row.values} {row.faults}" for row in found.rows.all())
    assert "王建国" in waiting and "1380000" not in waiting
    actions.apply(sheet_import=found, by=cast.desk)
    assert not SheetRow.objects.filter(sheet_import=found).exists()


def test_three_hundred_rows_ask_as_much_as_three(cast, django_assert_max_num_queries):
    rows = [line(f"干部{number}", phone=f"139{number:08d}") for number in range(300)]
    with django_assert_max_num_queries(40):
        found = read(cast, rows)
    assert found.counts == {Verdict.NEW: 300}


def test_from_the_sample_to_the_first_passwords_in_the_browser(cast, client):
    client.force_login(cast.desk)
    assert (
        reverse("sheets:upload", args=["plain", KEY])
        in client.get(reverse("registry:officers", args=["plain"])).content.decode()
    )
    file = b"".join(client.get(reverse("sheets:sample", args=["plain", KEY])).streaming_content)
    client.post(reverse("sheets:upload", args=["plain", KEY]), {"file": SimpleUploadedFile("样表.xlsx", file)})
    found = SheetImport.objects.latest("pk")
    assert found.counts == {Verdict.NEW: 2}, faults(found)
    answer = client.post(reverse("sheets:application", args=["plain", found.uid]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("registry:officer_passwords", args=["plain"])
    assert "王建国" in answer.content.decode() and "李秀英" in answer.content.decode()
