"""The enterprise list: its columns as real lists head them, and what the place's pack adds."""

import tomllib
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core.phones import MASK
from fugong.places.models import Campaign
from fugong.registry import sectors, sheets_apply, sheets_check, sheets_own
from fugong.registry.access import over_part_of
from fugong.registry.countries import COUNTRIES, name_of
from fugong.registry.models.enterprise import Ownership, Scale
from fugong.sheets import cells
from fugong.sheets.cells import Bad, softly
from fugong.sheets.columns import UNIT_NAMES, Column
from fugong.sheets.kinds import SheetKind, register

KEY = "enterprises"
HEADINGS = {
    key: tuple(words)
    for key, words in tomllib.loads(files("fugong.registry").joinpath("data/headings.toml").read_text("utf-8")).items()
}

OWNERSHIP_WORDS = {
    Ownership.STATE: ("国有", "国有企业", "国有控股", "国企", "央企", "全民所有制"),
    Ownership.COLLECTIVE: ("集体", "集体企业", "集体所有制", "股份合作"),
    Ownership.HKMT: ("港澳台", "台港澳", "港资", "台资", "香港", "澳门", "台湾", "港澳台资企业", "港澳台投资"),
    Ownership.FOREIGN: ("外资", "外商", "外商投资", "外国法人", "中外合资", "中外合作", "外商独资", "外资企业", "三资企业"),
    Ownership.INDIVIDUAL: ("个体", "个体户", "个体工商户"),
    Ownership.PRIVATE: ("民营", "私营", "民企", "自然人投资", "自然人独资", "个人独资", "民营企业", "私营企业"),
    Ownership.OTHER: ("其他", "混合所有制", "混合"),
}  # fmt: skip
SCALE_WORDS = {
    Scale.LARGE: ("大型", "大", "大型企业"),
    Scale.MEDIUM: ("中型", "中", "中型企业"),
    Scale.SMALL: ("小型", "小", "小型企业"),
    Scale.MICRO: ("微型", "微", "微型企业", "小微", "小微企业"),
    sheets_check.ABOVE: ("规上", "规模以上", "限上", "限额以上", "规上企业", "规模以上企业"),
    sheets_check.BELOW: ("规下", "规模以下", "限下", "限额以下", "规下企业", "规模以下企业"),
}
ABOVE_SCALE = ("规上", "规模以上", "限上", "限额以上", "规上企业", "规上工业", "四上", "入库")
BELOW_SCALE = ("规下", "规模以下", "限下", "限额以下", "规下企业", "非规上")


def sector(cell: Any, unit: int | None) -> str:
    """A branch by GB/T 4754, from a code or a name."""
    found = sectors.read(cells.plain(cell).strip())
    if found is None:
        raise Bad(
            _("“%(text)s” is not in GB/T 4754: not taken.") % {"text": cells.plain(cell)[:40]},
            "sector",
            level="warning",
        )
    return found


def capital(cell: Any, unit: int | None) -> str:
    """Registered capital as it is written; a bare number gets the heading's unit: 500 under （万元） is 500万元."""
    found = str(cells.text(60)(cell, unit))
    is_bare = found.replace(".", "", 1).replace(",", "").isdecimal()
    return f"{found}{UNIT_NAMES[unit]}" if is_bare and unit in UNIT_NAMES else found


def _words(words: Any, enum: Any) -> dict[str, tuple[Any, ...]]:
    labels = dict(enum.choices)
    return {str(key): (*names, labels[key]) if key in labels else names for key, names in words.items()}


def telephone(cell: Any, unit: int | None) -> str:
    """A telephone number; a masked one, as our own list shows it, stays as it is and is never kept (`sheets_check`)."""
    given = cells.plain(cell)
    return given if MASK in given else str(_telephone(cell, unit))


_telephone = softly(cells.telephone)
ownership = cells.choice(_words(OWNERSHIP_WORDS, Ownership), within=True)
scale = cells.choice(_words(SCALE_WORDS, Scale))
money: dict[str, Any] = {"read": cells.yuan, "unit": 10_000, "number_format": "#,##0.####", "width": 14}

COLUMNS = (
    Column(
        key="uscc",
        name=_("unified social credit code"),
        read=cells.credit_code,
        required=True,
        missing=_(
            "The unified social credit code is missing. Enter it as on the business licence; "
            "self-employed traders have one of 18 signs, too."
        ),
        width=22,
        example="91350211MA0000000P",
        help=_("18 signs, as on the business licence. It tells one enterprise from another."),
        synonyms=HEADINGS["uscc"],
    ),
    Column(
        key="name",
        name=_("name of the enterprise"),
        read=cells.text(120),
        width=32,
        example="某某电子有限公司",
        help=_("The full registered name."),
        synonyms=HEADINGS["name"],
    ),
    Column(
        key="area_code",
        name=_("region code"),
        read=cells.text(20),
        help=_("12 digits; a code that isn't known here is only warned of."),
        synonyms=HEADINGS["area_code"],
        in_template=False,
    ),
    Column(
        key="district",
        name=_("district"),
        read=cells.text(80),
        synonyms=HEADINGS["district"],
        in_template=False,
    ),
    Column(
        key="street",
        name=_("street or township"),
        read=cells.text(80),
        width=16,
        help=_("Its name. Where it is empty, the address tells."),
        synonyms=HEADINGS["street"],
    ),
    Column(
        key="community",
        name=_("community or village"),
        read=cells.text(80),
        synonyms=HEADINGS["community"],
    ),
    Column(
        key="grid",
        name=_("grid"),
        read=cells.text(80),
        synonyms=HEADINGS["grid"],
    ),
    Column(
        key="park",
        name=_("park or building"),
        read=cells.text(80),
        synonyms=HEADINGS["park"],
    ),
    Column(
        key="sector",
        name=_("sector"),
        read=sector,
        width=18,
        example="C3921",
        show=sectors.said,
        help=_("Code or name by GB/T 4754. Where it is empty, one is proposed from the name and the business scope."),
        synonyms=HEADINGS["sector"],
    ),
    Column(
        key="scale",
        name=_("size class"),
        read=softly(scale),
        choices=tuple(label for _key, label in Scale.choices),
        show=lambda value: dict(Scale.choices).get(value, value),
        synonyms=HEADINGS["scale"],
    ),
    Column(
        key="above_scale",
        name=_("above scale"),
        read=softly(cells.yes_no(ABOVE_SCALE, BELOW_SCALE)),
        choices=(_("Yes"), _("No")),
        synonyms=HEADINGS["above_scale"],
    ),
    Column(
        key="legal_form",
        name=_("legal form"),
        read=cells.text(80),
        synonyms=HEADINGS["legal_form"],
    ),
    Column(
        key="ownership",
        name=_("ownership"),
        read=softly(ownership),
        choices=tuple(label for _key, label in Ownership.choices),
        show=lambda value: dict(Ownership.choices).get(value, value),
        synonyms=HEADINGS["ownership"],
    ),
    Column(
        key="foreign_invested",
        name=_("foreign-invested"),
        read=softly(cells.yes_no(("外资", "外企", "合资", "独资"), ("内资", "内企"))),
        choices=(_("Yes"), _("No")),
        synonyms=HEADINGS["foreign_invested"],
    ),
    Column(
        key="country",
        name=_("country of the investor"),
        read=softly(cells.choice(COUNTRIES, within=True)),
        show=name_of,
        synonyms=HEADINGS["country"],
    ),
    Column(
        key="output_value",
        name=_("output value"),
        synonyms=HEADINGS["output_value"],
        **money,
    ),
    Column(
        key="revenue",
        name=_("main revenue"),
        synonyms=HEADINGS["revenue"],
        **money,
    ),
    Column(
        key="tax_paid",
        name=_("tax paid"),
        synonyms=HEADINGS["tax_paid"],
        **money,
    ),
    Column(
        key="staff_total",
        name=_("staff"),
        read=cells.whole(0, 5_000_000),
        width=10,
        number_format="0",
        synonyms=HEADINGS["staff_total"],
    ),
    Column(
        key="staff_outside",
        name=_("staff from outside"),
        read=cells.whole(0, 5_000_000),
        width=10,
        number_format="0",
        synonyms=HEADINGS["staff_outside"],
    ),
    Column(
        key="registered_on",
        name=_("registered on"),
        read=cells.day,
        show=cells.as_day,
        number_format="yyyy-mm-dd",
        width=12,
        synonyms=HEADINGS["registered_on"],
    ),
    Column(
        key="registered_capital",
        name=_("registered capital"),
        read=capital,
        synonyms=HEADINGS["registered_capital"],
    ),
    Column(
        key="business_scope",
        name=_("business scope"),
        read=cells.text(20_000),
        width=40,
        synonyms=HEADINGS["business_scope"],
    ),
    Column(
        key="address",
        name=_("address"),
        read=cells.text(300),
        width=36,
        synonyms=HEADINGS["address"],
    ),
    Column(
        key="longitude",
        name=_("longitude"),
        read=softly(cells.decimal(-180, 180)),
        synonyms=HEADINGS["longitude"],
    ),
    Column(
        key="latitude",
        name=_("latitude"),
        read=softly(cells.decimal(-90, 90)),
        synonyms=HEADINGS["latitude"],
    ),
    Column(
        key="contact_name",
        name=_("liaison"),
        read=cells.text(60),
        synonyms=HEADINGS["contact_name"],
    ),
    Column(
        key="contact_phone",
        name=_("telephone"),
        read=telephone,
        personal=True,
        example="13800000000",
        synonyms=HEADINGS["contact_phone"],
    ),
    Column(
        key="legal_name",
        name=_("legal representative"),
        read=cells.text(60),
        synonyms=HEADINGS["legal_name"],
    ),
    Column(
        key="legal_phone",
        name=_("legal representative's telephone"),
        read=telephone,
        personal=True,
        synonyms=HEADINGS["legal_phone"],
        in_template=False,
    ),
    Column(
        key="tags",
        name=_("marks"),
        read=cells.several(),
        synonyms=HEADINGS["tags"],
    ),
)


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """The standing columns, those that the pack adds, and those of our own list that follow from the rest."""
    section = campaign.pack.registry
    standing = tuple(sheets_own.with_marks(each, section) if each.key == "tags" else each for each in COLUMNS)
    return standing + sheets_own.columns(section) + sheets_own.following()


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever keeps the registry of the campaign's area, or of a part of it; commands and the demo, too."""
    return over_part_of(user, Permission.REGISTRY_EDIT, campaign)


register(
    SheetKind(
        key=KEY,
        name=_("Enterprise list"),
        about=_("Enterprises of the area, one a row. Empty cells leave what is known as it is."),
        columns=columns,
        identify=("uscc",),
        check=sheets_check.check,
        apply=sheets_apply.apply,
        may=may,
        after_url="registry:enterprises",
    )
)
