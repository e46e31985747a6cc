"""From opening to signature without network, for three enterprises; then online, and each visit is on the server once."""

import base64
import datetime as dt
import io
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from browser.phones import all_sent, hurry, open_phone, shown, until, without_network

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(phone, sign_in, cast) -> Any:
    """The inspector's phone with today's round on it: three enterprises."""
    plan_round(cast, cast.river, cast.hill, cast.shop)
    sign_in(phone, cast.inspector)
    open_phone(phone)
    phone.locator("[data-enterprise]").nth(2).wait_for()
    hurry(phone)
    return phone


def plan_round(cast: Any, *enterprises: Any, officer: Any = None) -> None:
    """A round of today (the phone's clock, and the live server's, stand still for nobody)."""
    from fugong.inspections.models import Round, RoundStop

    now = dt.datetime.now(ZoneInfo("Asia/Shanghai"))
    made = Round.objects.create(
        campaign=cast.campaign, day=now.date(), officer=officer or cast.inspector, area_code="990101",
        made_at=now, state="accepted", state_since=now,
    )  # fmt: skip
    for order, each in enumerate(enterprises, 1):
        RoundStop.objects.create(
            round=made, enterprise=each, area_code=each.area_code, order=order, kind="round", checklists=[]
        )


@cache
def photograph(wide: int = 2400, high: int = 1800) -> bytes:
    """A photo as a telephone takes it: large, and telling where it was taken."""
    picture = Image.effect_noise((wide // 8, high // 8), 60).resize((wide, high)).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (24.0, 36.0, 0.0), 3: "E", 4: (118.0, 9.0, 0.0)})
    exif[0x8825] = gps
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def begin(page: Any, name: str) -> None:
    """Two taps from the list to the first item."""
    page.locator("[data-enterprise]", has_text=name).tap()
    page.locator("[data-begin]").first.tap()
    page.locator(".item").first.wait_for()


def look_at_all(page: Any, failing: int | None = None) -> None:
    """Answers every item, one after the other; `failing` isn't in order."""
    items = page.locator(".item")
    for at in range(items.count()):
        item = items.nth(at)
        item.locator(f'.answer[data-answer="{"false" if at == failing else "true"}"]').tap()
        if at == failing:
            item.locator("textarea").fill("出入口无人测温")
        if item.locator("input[inputmode=decimal]").count():
            item.locator("input[inputmode=decimal]").fill("３６.５")
        if item.locator(".lack").inner_text():
            add_photo(item, photograph(640, 480))


def add_photo(item: Any, photo: bytes | None = None) -> None:
    """A photo of the item is taken, as large as telephones take them unless told."""
    before = item.locator(".thumb").count()
    item.locator("input[type=file]").first.set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo or photograph()}
    )
    item.locator(".thumb").nth(before).wait_for()


def sign(page: Any, name: str = "王负责") -> None:
    page.locator("[data-sign]").tap()
    page.locator("#signer").fill(name)
    glass = page.locator("canvas.pad")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * 20, box["y"] + 60 + (step % 3) * 20)
    page.mouse.up()


def finish(page: Any) -> None:
    page.locator("[data-finish]").tap()
    shown(page, "")
    page.locator("[data-enterprise]").first.wait_for()


def test_three_enterprises_in_the_cellar_and_each_is_on_the_server_once(officer, cast):
    from fugong.inspections.models import Evidence, Visit

    with without_network(officer):
        officer.reload()
        for name in ("东河精工", "西山食品", "泉水商贸"):
            begin(officer, name)
            look_at_all(officer, failing=0)
            add_photo(officer.locator(".item").first)
            sign(officer)
            finish(officer)
        until(officer, "() => document.getElementById('waiting').innerText", "3")
        assert not Visit.objects.exists()
    all_sent(officer, 3)
    visits = Visit.objects.order_by("pk")
    assert [visit.enterprise.name for visit in visits] == [cast.river.name, cast.hill.name, cast.shop.name]
    for visit in visits:
        assert visit.signer == "王负责" and visit.signature and visit.by == cast.inspector
        assert visit.failed == 1 and visit.items.get(passed=False).note == "出入口无人测温"
        assert visit.stops.count() == 1
    photos = Evidence.objects.filter(kind="photo")
    assert photos.count() >= 3 and all(photo.visit_id for photo in photos)
    for photo in photos:
        with photo.file.open() as content, Image.open(content) as kept:
            assert max(kept.size) <= 1600 and not kept.getexif()


def test_the_photo_that_lies_on_the_phone_tells_neither_place_nor_maker(officer):
    with without_network(officer):
        begin(officer, "东河精工")
        officer.locator(".answer").first.tap()
        add_photo(officer.locator(".item").first)
        kept = officer.evaluate(
            """async () => {
                const person = await phone.store.meta("person");
                const [file] = await phone.store.ofPerson("files", person.id);
                const reader = new FileReader();
                const read = new Promise((resolve) => { reader.onload = () => resolve(reader.result); });
                reader.readAsDataURL(file.blob);
                return (await read).split(",")[1];
            }"""
        )
    content = base64.b64decode(kept)
    assert len(content) < 500_000
    assert b"SecretPhoneMaker" not in content and b"Exif" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert max(picture.size) == 1600 and not picture.getexif()


def test_the_first_item_is_two_taps_away_and_every_target_is_large(officer):
    begin(officer, "东河精工")
    small = officer.evaluate(
        """() => [...document.querySelectorAll("a, button, label.tool, summary, select")].filter((each) => {
            const box = each.getBoundingClientRect();
            return box.width && box.height && (box.width < 44 || box.height < 44);
        }).map((each) => each.outerHTML)"""
    )
    assert small == []


def test_a_number_beyond_its_limits_is_a_fault(officer):
    item = {
        "key": "c.warm", "item": "warm", "name": {"zh": "冷库温度"}, "evidence": "temperature", "maximum": -18,
        "on_fail": "notice",
    }  # fmt: skip
    said = officer.evaluate(
        """async (item) => {
            const { itemCard } = await import("/static/fugong/phone/item.js");
            const draft = {items: {}};
            const open = {draft, files: [], now() {}, soon() {}, changed() {}, next() {}};
            const card = itemCard(open, {checklist: "c", aspect: "a"}, item, 1);
            document.getElementById("main").replaceChildren(card);
            card.querySelector('[data-answer="true"]').click();
            const field = card.querySelector("input");
            field.value = "－１５";
            field.dispatchEvent(new Event("input"));
            field.dispatchEvent(new Event("change"));
            return [draft.items["c.warm"].value, draft.items["c.warm"].passed, card.innerText];
        }""",
        item,
    )
    assert said[:2] == ["-15", False]
    assert "超出" in said[2] or "outside" in said[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.thorough
def test_every_screen_is_accessible_and_no_wider_than_the_glass(officer, scheme):
    from browser.test_accessible import faults_of

    officer.emulate_media(color_scheme=scheme)
    officer.set_viewport_size({"width": 360, "height": 740})
    found = {}

    def look(name: str) -> None:
        if faults := faults_of(officer):
            found[name] = faults

    look("today")
    officer.locator("[data-enterprise]").first.tap()
    officer.locator("[data-begin]").first.wait_for()
    look("enterprise")
    officer.locator("[data-begin]").first.tap()
    officer.locator(".item .answer").nth(1).tap()
    add_photo(officer.locator(".item").first)
    look("visit")
    officer.locator("[data-sign]").tap()
    officer.locator("canvas.pad").wait_for()
    look("signature")
    for tab in ("queue", "me"):
        officer.locator(f"[data-tab={tab}]").tap()
        shown(officer, tab)
        look(tab)
    assert found == {}
