"""The enterprise list: its columns as real lists head them, and what the place's pack adds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry import sectors, sheets_apply, sheets_check
from fugong.registry.countries import COUNTRIES
from fugong.registry.models.enterprise import Ownership, Scale
from fugong.sheets import cells
from fugong.sheets.cells import Bad, Reader
from fugong.sheets.columns import Column
from fugong.sheets.kinds import SheetKind, register

KEY = "enterprises"

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


def softly(read: Reader) -> Reader:
    """A reader whose complaint is a warning: the cell isn't taken, the row is."""

    def reading(cell: Any, unit: int | None) -> Any:
        try:
            return read(cell, unit)
        except Bad as bad:
            raise Bad(str(bad), bad.code, level="warning") from None

    return reading


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


def _words(words: Any, enum: Any) -> dict[str, tuple[Any, ...]]:
    labels = dict(enum.choices)
    return {str(key): (*names, labels[key]) if key in labels else names for key, names in words.items()}


ownership = cells.choice(_words(OWNERSHIP_WORDS, Ownership), within=True)
scale = cells.choice(_words(SCALE_WORDS, Scale))
money = {"read": cells.yuan, "unit": 10_000, "number_format": "#,##0.####", "width": 14}

COLUMNS = (
    Column(
        key="uscc",
        name=_("unified social credit code"),
        read=cells.credit_code,
        required=True,
        width=22,
        example="91350211MA0000000X",
        help=_("18 signs, as on the business licence. It tells one enterprise from another."),
        synonyms=(
            "统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "统一社会信用代码证号", "统一代码", "税号", "纳税人识别号",
            "信用代码证号", "统一社会信用码", "社会统一信用代码", "机构信用代码", "组织机构代码", "USCC", "Unified Social Credit Code",
            "营业执照号", "营业执照号码", "营业执照编号", "统一社会信用代码或注册号", "企业代码", "法人代码", "credit code",
        ),
    ),
    Column(
        key="name",
        name=_("name of the enterprise"),
        read=cells.text(120),
        width=32,
        example="某某电子有限公司",
        help=_("The full registered name."),
        synonyms=(
            "企业名称", "单位名称", "公司名称", "名称", "企业全称", "单位全称", "公司全称", "企业名", "单位", "企业", "商户名称", "市场主体名称",
            "主体名称", "法人单位名称", "法人名称", "机构名称", "纳税人名称", "单位详细名称", "企业（单位）名称", "填报单位", "company", "company name",
            "enterprise", "enterprise name",
        ),
    ),
    Column(
        key="area_code",
        name=_("region code"),
        read=cells.text(20),
        help=_("12 digits; a code that isn't known here is only warned of."),
        synonyms=("行政区划代码", "区划代码", "行政区划", "统计用区划代码", "区域代码", "地区代码", "所在地区划代码", "街道代码"),
        in_template=False,
    ),
    Column(
        key="district",
        name=_("district"),
        read=cells.text(80),
        synonyms=("地区", "区县", "所在地区", "所在区县", "所属区县", "县区", "县（市、区）", "区市", "属地", "所属地区", "区域", "所在区", "辖区"),
        in_template=False,
    ),
    Column(
        key="street",
        name=_("street or township"),
        read=cells.text(80),
        width=16,
        help=_("Its name. Where it is empty, the address tells."),
        synonyms=(
            "所在街道", "街道", "镇街", "街镇", "乡镇", "镇", "乡镇街道", "街道乡镇", "所属街道", "所属镇街", "所属乡镇", "街道名称", "镇（街道）",
            "街道（镇）", "镇街名称", "属地街道", "属地镇街", "街道办", "街道办事处", "所在镇街", "所在乡镇", "乡镇（街道）", "所属街镇",
            "所属片区", "片区", "所在镇（街）", "镇（街）", "street", "town", "township",
        ),
    ),
    Column(
        key="community",
        name=_("community or village"),
        read=cells.text(80),
        synonyms=("社区", "所在社区", "所属社区", "村居", "村（居）", "社区（村）", "村社区", "村", "居委会", "所在村居", "所属村居", "村（社区）", "community"),
    ),
    Column(
        key="grid",
        name=_("grid"),
        read=cells.text(60),
        synonyms=("网格", "所属网格", "所在网格", "网格编号", "网格号", "网格名称", "网格代码"),
    ),
    Column(
        key="park",
        name=_("park or building"),
        read=cells.text(80),
        synonyms=("园区", "楼宇", "所属园区", "所在园区", "园区名称", "楼宇名称", "所在楼宇", "所属楼宇", "园区楼宇", "孵化器", "产业园", "园区/楼宇", "载体"),
    ),
    Column(
        key="sector",
        name=_("sector"),
        read=sector,
        width=18,
        example="C3921",
        show=lambda code: f"{code} {sectors.label(code)}" if code else None,
        help=_("Code or name by GB/T 4754. Where it is empty, one is proposed from the name and the business scope."),
        synonyms=(
            "行业代码", "行业门类", "行业", "所属行业", "行业类别", "行业分类", "国民经济行业", "国民经济行业代码", "国民经济行业分类", "行业大类",
            "行业小类", "行业中类", "行业名称", "行业类型", "产业类别", "所在行业", "主营行业", "行业代码（GB/T4754）", "industry", "sector", "industry code",
        ),
    ),
    Column(
        key="scale",
        name=_("size class"),
        read=softly(scale),
        choices=[label for _key, label in Scale.choices],  # type: ignore[arg-type]
        show=lambda value: dict(Scale.choices).get(value, value),
        synonyms=("规模", "企业规模", "单位规模", "企业规模类型", "规模类型", "企业类别规模", "大中小微", "划型", "企业划型", "scale", "size"),
    ),
    Column(
        key="above_scale",
        name=_("above scale"),
        read=softly(cells.yes_no(ABOVE_SCALE, BELOW_SCALE)),
        choices=(_("Yes"), _("No")),
        synonyms=(
            "是否规上", "是否限上", "规上", "限上", "是否规模以上", "是否规上企业", "规上企业", "规模以上", "是否规上限上", "规上/规下", "是否规上工业",
            "规上规下", "限上限下", "是否四上企业", "四上企业", "above scale",
        ),
    ),
    Column(
        key="legal_form",
        name=_("legal form"),
        read=cells.text(80),
        synonyms=("企业类型", "公司类型", "登记注册类型", "市场主体类型", "主体类型", "注册类型", "单位类型", "企业（机构）类型", "组织形式", "类型"),
    ),
    Column(
        key="ownership",
        name=_("ownership"),
        read=softly(ownership),
        choices=[label for _key, label in Ownership.choices],  # type: ignore[arg-type]
        show=lambda value: dict(Ownership.choices).get(value, value),
        synonyms=("所有制", "企业性质", "单位性质", "经济类型", "经济性质", "控股情况", "所有制性质", "企业所有制", "性质", "ownership"),
    ),
    Column(
        key="foreign_invested",
        name=_("foreign-invested"),
        read=softly(cells.yes_no(("外资", "外企", "合资", "独资"), ("内资", "内企"))),
        choices=(_("Yes"), _("No")),
        synonyms=("是否外资", "外资企业", "是否外资企业", "外商投资", "是否外商投资", "是否外商投资企业", "外资", "内外资", "foreign-invested"),
    ),
    Column(
        key="country",
        name=_("country of the investor"),
        read=softly(cells.choice(COUNTRIES, within=True)),
        show=lambda code: COUNTRIES.get(code, (code,))[0],
        synonyms=("国别", "外资国别", "投资国别", "国家", "投资国", "国家地区", "国别地区", "国家（地区）", "外方国别", "来源地", "country"),
    ),
    Column(
        key="output_value",
        name=_("output value"),
        synonyms=(
            "产值", "工业总产值", "总产值", "年产值", "工业产值", "规上工业总产值", "年度产值", "output", "output value", "全年产值", "年总产值",
        ),
        **money,
    ),
    Column(
        key="revenue",
        name=_("main revenue"),
        synonyms=(
            "营业收入", "主营业务收入", "年营业收入", "营收", "年营收", "主营收入", "销售收入", "年销售收入", "销售额", "年销售额", "营业额", "年度营业收入",
            "营业总收入", "业务收入", "revenue", "turnover",
        ),
        **money,
    ),
    Column(
        key="tax_paid",
        name=_("tax paid"),
        synonyms=("税收", "纳税额", "年纳税额", "纳税", "税额", "缴税", "实缴税金", "税收总额", "年税收", "纳税总额", "入库税收", "tax"),
        **money,
    ),
    Column(
        key="staff_total",
        name=_("staff"),
        read=cells.whole(0, 5_000_000),
        width=10,
        number_format="0",
        synonyms=(
            "员工数", "从业人数", "员工人数", "职工人数", "职工数", "从业人员", "从业人员数", "人数", "员工总数", "职工总数", "企业人数", "用工人数", "用工数",
            "期末从业人数", "从业人员期末人数", "在册人数", "员工", "总人数", "在职人数", "staff", "employees", "headcount",
        ),
    ),
    Column(
        key="staff_outside",
        name=_("staff from outside"),
        read=cells.whole(0, 5_000_000),
        width=10,
        number_format="0",
        synonyms=("外来员工", "外地员工", "外地员工数", "外来人员", "外地人数", "外来员工数", "外省员工", "省外员工", "市外员工", "外地职工", "外来务工人员"),
    ),
    Column(
        key="registered_on",
        name=_("registered on"),
        read=cells.day,
        show=cells.as_day,
        number_format="yyyy-mm-dd",
        width=12,
        synonyms=("注册日期", "成立日期", "注册时间", "成立时间", "登记日期", "开业日期", "设立日期", "核准日期", "注册登记日期", "founded", "registered"),
    ),
    Column(
        key="registered_capital",
        name=_("registered capital"),
        read=cells.text(60),
        synonyms=("注册资金", "注册资本", "注册资本金", "认缴资本", "注册资本（万元）", "注册资金（万元）", "出资额", "capital"),
    ),
    Column(
        key="business_scope",
        name=_("business scope"),
        read=cells.text(20_000),
        width=40,
        synonyms=("经营范围", "主营业务", "经营业务", "业务范围", "主要业务活动", "主要产品", "主营产品", "主营业务活动", "经营内容", "scope"),
    ),
    Column(
        key="address",
        name=_("address"),
        read=cells.text(300),
        width=36,
        synonyms=(
            "注册地址", "地址", "生产经营地址", "经营地址", "企业地址", "单位地址", "住所", "经营场所", "详细地址", "公司地址", "生产地址", "办公地址",
            "通讯地址", "联系地址", "所在地址", "厂址", "实际经营地址", "企业住所", "单位所在地", "address",
        ),
    ),
    Column(
        key="longitude",
        name=_("longitude"),
        read=softly(cells.decimal(-180, 180)),
        synonyms=("经度", "东经", "longitude", "lng", "lon"),
    ),
    Column(
        key="latitude",
        name=_("latitude"),
        read=softly(cells.decimal(-90, 90)),
        synonyms=("纬度", "北纬", "latitude", "lat"),
    ),
    Column(
        key="contact_name",
        name=_("liaison"),
        read=cells.text(60),
        synonyms=(
            "联系人", "联络人", "企业联系人", "企业联络员", "联络员", "联系人姓名", "复工联系人", "负责人", "企业负责人", "单位负责人", "经办人", "联络员姓名",
            "负责人姓名", "主要负责人", "contact", "contact person",
        ),
    ),
    Column(
        key="contact_phone",
        name=_("telephone"),
        read=softly(cells.telephone),
        personal=True,
        example="13800000000",
        synonyms=(
            "联系电话", "手机", "电话", "手机号", "手机号码", "联系方式", "联系人电话", "联系手机", "联系人手机", "移动电话", "电话号码", "企业联系电话",
            "联系人联系电话", "联络员电话", "负责人电话", "联系人联系方式", "负责人联系电话", "固定电话", "phone", "tel", "mobile",
        ),
    ),
    Column(
        key="legal_name",
        name=_("legal representative"),
        read=cells.text(60),
        synonyms=("法定代表人", "法人代表", "法人", "法人姓名", "法定代表人姓名", "法人代表姓名", "法定代表人（负责人）", "经营者", "法代"),
    ),
    Column(
        key="legal_phone",
        name=_("legal representative's telephone"),
        read=softly(cells.telephone),
        personal=True,
        synonyms=("法人电话", "法定代表人电话", "法人联系电话", "法定代表人联系电话", "法人手机", "法人代表电话", "法定代表人手机", "法人联系方式"),
        in_template=False,
    ),
    Column(
        key="tags",
        name=_("marks"),
        read=cells.several(),
        synonyms=("标签", "企业标签", "备注标签", "重点类别", "重点企业类别", "名单类别", "企业类别", "类别", "tags"),
    ),
)  # fmt: skip


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """The standing columns, one for each mark and each fact that the pack adds."""
    section = campaign.pack.registry
    standing = tuple(_with_marks(column, section) if column.key == "tags" else column for column in COLUMNS)
    marks = tuple(_mark_column(tag) for tag in section.tags)
    return standing + marks + tuple(_fact_column(fact) for fact in section.facts)


def _with_marks(column: Column, section: Any) -> Column:
    """The column of marks understands the pack's words."""
    words = {}
    for tag in section.tags:
        for word in (*tag.words, *tag.name.by_language.values(), tag.key):
            words[word.strip().lower()] = tag.key
    return Column(
        key=column.key, name=column.name, synonyms=column.synonyms, read=cells.several(words), help=column.help
    )


def _mark_column(tag: Any) -> Column:
    """Yes or no for one mark: 是否龙头企业."""
    words = (*tag.words, *tag.name.by_language.values())
    return Column(
        key=f"tag_{tag.key}",
        name=str(tag.name),
        read=softly(cells.yes_no(words)),
        synonyms=(*words, *(f"是否{word}" for word in words), *(f"是否为{word}" for word in words)),
        in_template=False,
    )


def _fact_column(fact: Any) -> Column:
    """A fact of the place's own, by the words that its lists use."""
    readers: dict[str, Reader] = {
        "text": cells.text(200),
        "integer": cells.whole(-(2**53), 2**53),
        "decimal": cells.decimal(-1e15, 1e15),
        "yes_no": cells.yes_no(),
        "choice": cells.choice({choice.key: tuple(choice.name.by_language.values()) for choice in fact.choices}),
    }
    return Column(
        key=f"fact_{fact.key}",
        name=str(fact.name),
        read=readers[fact.kind],
        synonyms=(*fact.words, *fact.name.by_language.values()),
    )


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever keeps the registry of the campaign's area, or of a part of it."""
    if user is None:  # the installation itself: commands, demo
        return True
    scope = user.scope(Permission.REGISTRY_EDIT)
    prefix = campaign.jurisdiction.prefix
    return scope.covers_area(prefix) or any(area.startswith(prefix) for area in scope.areas)


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
