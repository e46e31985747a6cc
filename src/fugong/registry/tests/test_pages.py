"""The registry's pages: they open for those they are for, show what is theirs, and ask a constant number of queries."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from fugong.places.models import Grid
from fugong.registry import panels_own
from fugong.registry.actions import contacts, links
from fugong.registry.models import Assignment, Contact, Enterprise, Posting
from fugong.registry.policy import CustomFact

PAGES = ("enterprises", "enterprise_new", "map", "map_data", "assignments", "officers", "teams")


def url(cast, name, *args):
    return reverse(f"registry:{name}", args=[cast.campaign.key, *args])


@pytest.mark.parametrize("name", PAGES)
def test_the_duty_desk_opens_every_page(cast, client, name):
    client.force_login(cast.desk)
    assert client.get(url(cast, name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_no_such_place(cast, client, name):
    client.force_login(cast.stranger)
    assert client.get(url(cast, name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_let_in_without_a_role(cast, client, name):
    client.force_login(cast.nobody)
    assert client.get(url(cast, name)).status_code in (403, 404)


def test_a_neighbours_enterprise_is_not_there(cast, client):
    client.force_login(cast.desk)
    assert client.get(url(cast, "enterprise", cast.neighbour.pk)).status_code == 404


def test_the_list_finds_by_pieces_of_name_and_address(cast, client):
    client.force_login(cast.desk)
    shown = client.get(url(cast, "enterprises"), {"q": "东河 滨河路88"}).content.decode()
    assert cast.river.name in shown
    assert cast.shop.name not in shown


@pytest.mark.parametrize(("language", "country"), [("zh-hans", "日本"), ("ko", "일본"), ("en", "Japan")])
def test_the_country_of_the_investor_is_said_in_the_readers_language(cast, client, language, country):
    type(cast.desk).objects.filter(pk=cast.desk.pk).update(language=language)
    client.force_login(cast.desk)
    shown = client.get(url(cast, "enterprise", cast.river.pk)).content.decode()
    assert f"({country})" in shown and "(JP)" not in shown
    form = client.get(url(cast, "enterprise_edit", cast.river.pk)).content.decode()
    assert f'<option value="JP" selected>{country}</option>' in form


def test_a_guessed_sector_is_said_to_be_one_until_somebody_confirms_it(cast, client):
    Enterprise.objects.filter(pk=cast.river.pk).update(sector_is_proposed=True)
    type(cast.desk).objects.filter(pk=cast.desk.pk).update(language="en")
    client.force_login(cast.desk)
    edit = url(cast, "enterprise_edit", cast.river.pk)
    page = client.get(url(cast, "enterprise", cast.river.pk)).content.decode()
    assert "guessed" in page and f"{edit}#id_sector" in page
    form = client.get(edit).context["form"]
    given = {field.name: field.value() for field in form if field.value() not in (None, "")}
    given["seen"] = form.initial["seen"]
    client.post(edit, given)
    cast.river.refresh_from_db()
    assert cast.river.sector_is_proposed
    client.post(edit, {**given, "sector_is_right": "on", "seen": cast.river.changed_at.isoformat()})
    cast.river.refresh_from_db()
    assert not cast.river.sector_is_proposed
    assert "sector_is_right" not in client.get(edit).content.decode()


def test_the_list_says_who_is_missing(cast, client):
    client.force_login(cast.leader)
    shown = client.get(url(cast, "enterprises"), {"uncovered": "resident"}).content.decode()
    assert cast.hill.name in shown
    assert cast.river.name not in shown


def test_the_list_asks_as_much_for_many_as_for_few(cast, client, django_assert_num_queries):
    from ground.cast import make_enterprise

    client.force_login(cast.leader)
    client.get(url(cast, "enterprises"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url(cast, "enterprises"))
    for number in range(100, 160):
        make_enterprise(number, f"第{number}纺织有限公司", cast.hill.jurisdiction)
    with django_assert_num_queries(LIST_QUERIES):
        answer = client.get(url(cast, "enterprises"))
    assert len(answer.context["page"].rows) == 50
    assert answer.context["page"].next_key


LIST_QUERIES = 13


def test_the_second_page_goes_on_where_the_first_ended(cast, client):
    from ground.cast import make_enterprise

    for number in range(100, 150):
        make_enterprise(number, f"第{number}纺织有限公司", cast.hill.jurisdiction, staff_total=number)
    client.force_login(cast.desk)
    for sort in ("entered", "name", "staff", "output"):
        first = client.get(url(cast, "enterprises"), {"sort": sort}).context["page"]
        second = client.get(url(cast, "enterprises"), {"sort": sort, "after": first.next_key}).context["page"]
        seen = [row.enrolment.enterprise_id for page in (first, second) for row in page.rows]
        assert len(seen) == len(set(seen)) == 53, sort


@pytest.mark.parametrize("after", ["x", "1~", "99999999999999999999", "1~2~3", "-5"])
def test_a_broken_key_of_a_page_breaks_nothing(cast, client, after):
    client.force_login(cast.desk)
    for sort in ("entered", "name", "staff"):
        assert client.get(url(cast, "enterprises"), {"sort": sort, "after": after}).status_code == 200


def test_the_page_of_an_enterprise_tells_its_story(cast, client):
    contacts.set_contact(enterprise=cast.river, kind="liaison", name="联络人", phone="13812345678", by=cast.desk)
    links.link(supplier=cast.hill, customer=cast.river, what="包装箱", by=cast.desk)
    client.force_login(cast.desk)
    shown = client.get(url(cast, "enterprise", cast.river.pk)).content.decode()
    for text in ("138****5678", cast.officer.name, "包装箱", "3.2 亿元 ≥ 3 亿元"):
        assert text in shown, text
    assert "13812345678" not in shown


def test_a_number_is_opened_for_a_reason_and_kept_on_record(cast, client):
    from fugong.ledger.models import Event

    contact = contacts.set_contact(
        enterprise=cast.river, kind="liaison", name="联络人", phone="138 1234 5678", by=cast.desk
    )
    client.force_login(cast.officer)
    target = url(cast, "contact_number", cast.river.pk, contact.pk)
    assert client.post(target).status_code == 422
    answer = client.post(target, {"reason": "日报未报"}, headers={"HX-Request": "true"})
    assert "13812345678" in answer.content.decode()
    event = Event.objects.get(verb="contact.reveal")
    assert (event.by, event.reason, event.enterprise_id) == (cast.officer, "日报未报", cast.river.pk)
    assert "13812345678" not in str(event.data)


def test_an_observer_may_not_open_numbers(cast, client):
    contact = contacts.set_contact(
        enterprise=cast.hill, kind="liaison", name="联络人", phone="13812345678", by=cast.desk
    )
    client.force_login(cast.officer)  # sees West Hill, doesn't serve it
    assert client.post(url(cast, "contact_number", cast.hill.pk, contact.pk), {"reason": "好奇"}).status_code == 403


def test_numbers_are_sealed_in_the_database(cast):
    from django.db import connection

    contacts.set_contact(enterprise=cast.river, kind="legal", name="法人", phone="0532-88880000", by=cast.desk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM registry_contact")
        assert b"88880000" not in bytes(cursor.fetchone()[0])
    assert Contact.objects.get().phone == "053288880000"


def test_an_enterprise_is_entered_by_the_form(cast, client):
    from ground.cast import credit_code

    client.force_login(cast.desk)
    given = {
        "name": "新河纺织有限公司", "uscc": credit_code(77), "jurisdiction": cast.hill.jurisdiction_id, "output_value": "31000",
        "sector": "c1711", "longitude": "118.05", "latitude": "24.55", "extra_export_share": "40",
    }  # fmt: skip
    answer = client.post(url(cast, "enterprise_new"), given)
    made = Enterprise.objects.get(uscc=credit_code(77))
    assert answer.status_code == 302
    assert (made.output_value, made.sector, made.grid, made.extra) == (
        310_000_000,
        "C1711",
        cast.west,
        {"export_share": 40},
    )
    assert made.enrolments.get().segments == ["key_industrial"]


def test_mistakes_stand_beside_their_fields(cast, client):
    client.force_login(cast.desk)
    given = {"name": " ", "uscc": "91990101MA0000001X", "staff_total": "10", "staff_outside": "11", "latitude": "24"}
    answer = client.post(url(cast, "enterprise_new"), given | {"jurisdiction": cast.hill.jurisdiction_id, "name": "甲"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"uscc", "staff_outside", "longitude"}


def test_editing_what_someone_else_changed_is_told(cast, client):
    client.force_login(cast.desk)
    seen = cast.hill.changed_at.isoformat()
    values = {"name": cast.hill.name, "uscc": cast.hill.uscc, "jurisdiction": cast.hill.jurisdiction_id, "seen": seen}
    import datetime as dt

    from fugong.core import clock
    from ground.cast import NOON

    with clock.showing(NOON + dt.timedelta(minutes=5)):
        assert client.post(url(cast, "enterprise_edit", cast.hill.pk), values | {"staff_total": 5}).status_code == 302
        answer = client.post(url(cast, "enterprise_edit", cast.hill.pk), values | {"staff_total": 6})
    assert answer.status_code == 422
    assert Enterprise.objects.get(pk=cast.hill.pk).staff_total == 5


def test_the_sheet_holds_all_rows_with_their_filters(cast, client):
    import io

    import openpyxl

    client.force_login(cast.desk)
    answer = client.get(url(cast, "enterprises_sheet"), {"segment": "key_industrial"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    texts = [cell.value for row in book.active.iter_rows() for cell in row]
    assert cast.river.name in texts
    assert cast.hill.name not in texts


def test_all_of_a_list_are_assigned_evenly(cast, client):
    client.force_login(cast.desk)
    answer = client.post(url(cast, "assign_bulk"), {"post": "resident", "which": "all", "assignee": "evenly"})
    assert answer.status_code == 302
    assert Assignment.objects.get(enterprise=cast.hill, until=None).officer == cast.spare


def test_of_an_even_share_the_page_says_what_lies_where_nobody_holds_the_post(cast, client):
    Posting.objects.filter(post="resident").update(area="990101001")
    client.force_login(cast.desk)
    given = {"post": "resident", "which": "all", "assignee": "evenly"}
    said = client.post(url(cast, "assign_bulk"), given, follow=True).content.decode()
    assert "其余1家所在区域尚无该岗位人员" in said
    assert not Assignment.objects.filter(enterprise=cast.hill, until=None).exists()


def test_an_officer_is_handed_over_on_one_page(cast, client):
    client.force_login(cast.desk)
    given = {"to": [f"{cast.spare.name} · spare", "", ""], "reason": "生病", "which": "all"}
    client.post(url(cast, "hand_over", cast.officer.pk), given)
    assert set(Assignment.objects.filter(until=None).values_list("officer", flat=True)) == {cast.spare.pk}
    shown = client.get(url(cast, "enterprise", cast.river.pk)).content.decode()
    assert "生病" in shown
    assert cast.officer.name in shown


def test_a_map_with_nothing_to_draw_says_so_and_the_table_stays(cast, client):
    client.force_login(cast.desk)
    assert 'id="map"' in client.get(url(cast, "map")).content.decode()
    Enterprise.objects.update(latitude=None, longitude=None)
    Grid.objects.update(outline=None)
    page = client.get(url(cast, "map")).content.decode()
    assert 'id="map"' not in page and "alert-info" in page
    assert str(cast.east) in page


def test_the_map_gives_grids_and_points(cast, client):
    client.force_login(cast.leader)
    found = client.get(url(cast, "map_data")).json()
    told = {each["properties"]["name"]: each["properties"]["many"] for each in found["grids"]["features"]}
    assert told == {"东网格": 2, "西网格": 1}
    assert len(found["points"]["features"]) == 2


@pytest.mark.parametrize(
    ("asked", "kept", "said"),
    [
        ({"kind": "choice", "choices": [{"key": "low", "name": {"zh": "低瓦斯"}}]}, "low", "低瓦斯"),
        ({"kind": "yes_no"}, False, "否"),
        ({"kind": "decimal", "unit": {"zh": "万吨/年"}}, 60.0, "60 万吨/年"),
        ({"kind": "integer"}, 1200, "1,200"),
        ({}, "三班倒", "三班倒"),
    ],
)
def test_what_a_pack_asks_of_enterprises_is_shown_in_words(cast, rf, asked, kept, said):
    fact = CustomFact.model_validate({"key": "own", "name": {"zh": "自有"}} | asked)
    campaign = SimpleNamespace(pack=SimpleNamespace(registry=SimpleNamespace(facts=(fact,))))
    cast.river.extra = {"own": kept}
    found = panels_own.facts(rf.get("/"), campaign, cast.river)["own_facts"]
    assert [(str(name), shown) for name, shown in found] == [("自有", said)]


def test_who_keeps_an_epidemic_out_is_asked_for_in_an_epidemic_alone(cast):
    pack = SimpleNamespace(places=SimpleNamespace(hazards=("epidemic",)))
    assert str(panels_own.contact_kinds(pack)["control"]) == "防控专员"
    pack.places.hazards = ("typhoon",)
    assert str(panels_own.contact_kinds(pack)["control"]) == "安全负责人"
