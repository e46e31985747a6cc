"""A sheet of houses and their rooms, a row for each room."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.permissions import Permission as P
from fugong.ledger.recording import record
from fugong.lodging.actions import houses
from fugong.lodging.models import House, Room
from fugong.lodging.policy import HouseKind
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry.models import Enterprise
from fugong.sheets import cells, staging
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Check, Counts, Ground, SheetKind, Work, register
from fugong.sheets.models import Verdict
from fugong.sheets.reader import Row

KEY = "houses"


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """Which house, which room, how many beds."""
    kinds = campaign.pack.lodging.kinds
    return (
        Column(key="house", name=gettext_lazy("House"), required=True, width=30, read=cells.text(80),
               synonyms=("住宿点", "住宿点名称", "宿舍", "酒店", "酒店名称", "名称", "地点")),
        Column(key="kind", name=gettext_lazy("Kind"), width=16, choices=tuple(str(each.name) for each in kinds),
               synonyms=("类型", "类别", "住宿类型")),
        Column(key="address", name=gettext_lazy("Address"), width=40, read=cells.text(160), synonyms=("地址", "详细地址")),
        Column(key="area", name=gettext_lazy("Area"), width=18, read=cells.text(60),
               synonyms=("区域", "街道", "镇街", "社区", "所属街道", "区划代码")),
        Column(key="enterprise", name=gettext_lazy("Inside the plant of"), width=30, read=cells.text(120),
               synonyms=("所属企业", "企业名称", "企业"), help=gettext_lazy("Only for rooms inside a plant: its name or code")),
        Column(key="contact", name=gettext_lazy("Contact"), width=14, read=cells.text(60), synonyms=("联系人", "负责人")),
        Column(key="phone", name=gettext_lazy("Telephone"), width=18, personal=True, read=cells.telephone,
               synonyms=("电话", "联系电话", "手机")),
        Column(key="room", name=gettext_lazy("Room"), required=True, width=10, read=cells.text(20),
               synonyms=("房间", "房号", "房间号")),
        Column(key="beds", name=gettext_lazy("Beds"), required=True, width=8, read=cells.whole(0, houses.MOST_BEDS),
               synonyms=("床位", "床位数", "可住人数")),
        Column(key="square", name=gettext_lazy("m²"), width=8, read=cells.decimal(0, 9_999),
               synonyms=("面积", "建筑面积", "面积（平方米）", "平方米")),
        Column(key="spacing", name=gettext_lazy("Between beds, m"), width=10, read=cells.decimal(0, 20),
               synonyms=("床间距", "间距", "床距")),
        Column(key="isolation", name=gettext_lazy("Isolation room"), width=12, read=cells.yes_no(),
               synonyms=("隔离房间", "是否隔离", "隔离")),
    )  # fmt: skip


def check(ground: Ground) -> Check:
    """Loads the campaign's houses, areas and kinds once; enterprises list by list."""
    known: dict[str, House] = {house.name: house for house in House.objects.filter(campaign=ground.campaign)}
    rooms = {(room.house_id, room.number): room for room in Room.objects.filter(house__campaign=ground.campaign)}
    new: dict[str, str] = {}

    def judge(rows: list[Row]) -> None:
        plants = _plants(ground, rows)
        for row in rows:
            if not row.is_bad:
                _judge(row, ground, known, rooms, new, plants)

    return judge


def _judge(
    row: Row, ground: Ground, known: dict[str, House], rooms: Any, new: dict[str, str], plants: dict[str, Enterprise]
) -> None:
    values = row.values
    house = known.get(str(values["house"]))
    kind: HouseKind | None
    if house is None:
        if str(values["house"]) not in new and not _begins(row, ground, plants):
            return
        new.setdefault(str(values["house"]), str(values.get("kind") or ""))
        kind = kind_of(ground.campaign, new[str(values["house"])])
    else:
        if not houses.may_tend(ground.by, house):
            ground.fault(row, "house", _("You can’t change this house."))
            return
        kind = ground.campaign.pack.lodging.kind(house.kind)
    for fault in houses.room_faults(kind, values["beds"], *_sizes(values)):
        ground.fault(row, {"area": "square"}.get(fault.where, fault.where), fault.message)
    before = rooms.get((house.pk if house else 0, str(values["room"])))
    if before is None:
        row.verdict = Verdict.NEW
        return
    row.target = before.pk
    area, spacing = _sizes(values)
    now = {"beds": values["beds"], "square": area, "spacing": spacing, "isolation": bool(values.get("isolation"))}
    was = {"beds": before.beds, "square": before.area, "spacing": before.spacing, "isolation": before.isolation}
    row.changes = {key: [_plain(was[key]), _plain(now[key])] for key in now if now[key] != was[key]}
    row.verdict = Verdict.CHANGED if row.changes else Verdict.SAME


def _begins(row: Row, ground: Ground, plants: dict[str, Enterprise]) -> bool:
    """Whether the row can begin a new house: its kind, area and plant are known, and the person may enter it there."""
    values = row.values
    kind = kind_of(ground.campaign, str(values.get("kind") or ""))
    if kind is None:
        ground.fault(row, "kind", _("Write one of the kinds of house."))
        return False
    if kind.lodging == "plant":
        if str(values.get("enterprise") or "") not in plants:
            ground.fault(row, "enterprise", _("Say whose plant it is in, by its exact name or code."))
            return False
        return True
    area = area_of(ground.campaign, str(values.get("area") or ""))
    if not area:
        ground.fault(row, "area", _("Write one of the areas of this campaign, or its code."))
        return False
    if not ground.by.scope(P.BED_ARRANGE).covers_area(area):
        ground.fault(row, "area", _("You can’t enter a house there."))
        return False
    return True


def _sizes(values: dict[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    square, spacing = values.get("square"), values.get("spacing")
    return (
        None if square is None else Decimal(str(square)).quantize(Decimal("0.1")),
        None if spacing is None else Decimal(str(spacing)).quantize(Decimal("0.01")),
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def kind_of(campaign: Campaign, said: str) -> HouseKind | None:
    """The kind that a cell names, by its key or its name in any language."""
    wanted = said.strip().lower()
    for each in campaign.pack.lodging.kinds:
        if wanted and wanted in {each.key, *(text.lower() for text in each.name.by_language.values())}:
            return each  # type: ignore[no-any-return]
    return None


def area_of(campaign: Campaign, said: str) -> str:
    """The code of the area that a cell names, by its code or its name; empty where there is none, or several."""
    rows = Jurisdiction.objects.within(campaign.jurisdiction.prefix)
    if said.isdecimal():
        return said.ljust(12, "0") if rows.filter(code=said.ljust(12, "0")).exists() else ""
    found = [row.code for row in rows if said and str(row) == said]
    return found[0] if len(found) == 1 else ""


def _plants(ground: Ground, rows: list[Row]) -> dict[str, Enterprise]:
    named = [str(row.values["enterprise"]) for row in rows if row.values.get("enterprise")]
    seen = Enterprise.objects.visible_to(ground.by, P.BED_ARRANGE).filter(enrolments__campaign=ground.campaign)
    found = {each.uscc: each for each in seen.filter(uscc__in=named)}
    return found | {each.name: each for each in seen.filter(name__in=named)}


def apply(work: Work) -> Counts:
    """New houses are proposed: somebody checks them on the spot before they open."""
    known: dict[str, House] = {house.name: house for house in House.objects.filter(campaign=work.campaign)}
    counts = {Verdict.NEW: 0, Verdict.CHANGED: 0}
    touched: dict[str, int] = {}
    for row in work.rows():
        values = {**row.values, **staging.personal(row)[1]}
        name = str(values["house"])
        house = known.get(name) or known.setdefault(name, _new_house(work, values))
        area, spacing = _sizes(values)
        given = {
            "number": values["room"], "beds": values["beds"], "area": area, "spacing": spacing,
            "isolation": values.get("isolation"),
        }  # fmt: skip
        room = Room.objects.get(pk=row.target_id) if row.target_id else None
        houses.put_room(house=house, values=given, by=work.by, room=room)
        counts[Verdict(row.verdict)] += 1
        touched[name] = touched.get(name, 0) + 1
    for name, rows in touched.items():
        record("house.sheet", known[name], by=work.by, rows=rows)
    return Counts(new=counts[Verdict.NEW], changed=counts[Verdict.CHANGED])


def _new_house(work: Work, values: dict[str, Any]) -> House:
    kind = kind_of(work.campaign, str(values.get("kind") or ""))
    enterprise = None
    if kind is not None and kind.lodging == "plant":
        said = str(values.get("enterprise") or "")
        seen = Enterprise.objects.visible_to(work.by, P.BED_ARRANGE).filter(enrolments__campaign=work.campaign)
        enterprise = seen.filter(uscc=said).first() or seen.filter(name=said).first()
    given = {
        "kind": kind.key if kind else "", "name": values["house"], "address": values.get("address") or "",
        "area_code": area_of(work.campaign, str(values.get("area") or "")),
        "contact_name": values.get("contact") or "", "phone": values.get("phone") or "",
    }  # fmt: skip
    return houses.propose(campaign=work.campaign, values=given, by=work.by, enterprise=enterprise)


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever arranges beds."""
    return bool(user.holds(P.BED_ARRANGE))


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("Houses and rooms"),
        columns=columns,
        identify=("house", "room"),
        check=check,
        apply=apply,
        may=may,
        about=gettext_lazy("One row for each room: which house, which room, how many beds. A new house is checked before it opens."),
        after_url="lodging:houses",
    )
)  # fmt: skip
