"""Branches of the economy by GB/T 4754-2017: read from codes and names, or proposed from what a company says it does."""

import re
from functools import cache, lru_cache
from importlib.resources import files

from fugong.registry.fact_types import SECTORS

_ALIASES = {
    "工业": "C",
    "制造": "C",
    "规上工业": "C",
    "农业": "A",
    "农林牧渔": "A",
    "采矿": "B",
    "电力": "D",
    "建筑": "E",
    "房屋建筑": "E",
    "批发零售": "F",
    "批零": "F",
    "商贸": "F",
    "贸易": "F",
    "商业": "F",
    "批发业": "F51",
    "零售业": "F52",
    "批发": "F51",
    "零售": "F52",
    "物流": "G",
    "交通": "G",
    "运输": "G",
    "交通运输": "G",
    "仓储": "G59",
    "住宿餐饮": "H",
    "住餐": "H",
    "餐饮": "H62",
    "住宿": "H61",
    "酒店": "H61",
    "软件": "I65",
    "互联网": "I64",
    "信息技术": "I",
    "信息服务": "I",
    "金融": "J",
    "房地产": "K",
    "租赁商务服务": "L",
    "商务服务": "L72",
    "科研": "M",
    "科技服务": "M",
    "水利环境": "N",
    "居民服务": "O",
    "教育": "P",
    "卫生": "Q",
    "医疗": "Q84",
    "文体": "R",
    "文化体育娱乐": "R",
}
"""What lists write instead of the standard's names."""

_BY_NAME: tuple[tuple[str, str], ...] = (
    ("F", r"贸易|商贸|商行|经销|批发|销售|百货|超市|便利店|商店|商场|药房|大药房|加油站|进出口|经营部|门市|专卖"),
    ("H", r"餐饮|饭店|酒楼|食府|餐厅|火锅|烧烤|小吃|酒店|宾馆|旅馆|民宿|招待所|咖啡"),
    ("G", r"物流|运输|货运|快递|仓储|供应链|货代|港务|航运|船务|公交|出租车|配送"),
    ("E", r"建筑|建设|装饰|装修|装潢|建工|市政工程|安装工程|土石方|幕墙|防水|劳务分包|工程有限"),
    ("J", r"银行|保险|证券|基金|担保|小额贷款|融资租赁|期货|典当|资产管理|股权投资|投资合伙|投资管理|投资有限"),
    ("K", r"房地产|物业|置业|房产|地产"),
    ("P", r"学校|幼儿园|教育|培训|学院"),
    ("Q", r"医院|诊所|门诊|卫生院|养老|护理|医疗服务|口腔"),
    ("R", r"文化|传媒|影视|体育|娱乐|健身|网吧|艺术|游乐|影城|演艺|俱乐部"),
    ("O", r"维修|美容|美发|理发|洗衣|家政|汽车维修|汽修|修理|洗车|摄影|婚庆|养生|足浴|殡葬|保洁"),
    ("N", r"环保工程|环境工程|园林|绿化|环卫|污水处理|景区|公园|水利"),
    ("D", r"供电|电力公司|热电|发电|燃气|自来水|水务|供热|热力|光伏发电|新能源发电"),
    ("A", r"农业|种植|养殖|农场|农牧|渔业|水产|林业|苗木|果业|农民专业合作社|农产品专业合作社|畜牧"),
    ("B", r"矿业|采石|采矿|煤矿|砂石"),
    ("L", r"租赁"),
    ("C", r"制造|机械|厂$|厂（|制品|五金|电子有限|电器|纺织|服装|印染|化工|塑料|橡胶|钢铁|铸造|模具|包装|印刷"
          r"|家具|食品|制药|药业|重工|精密|工业|装备|材料|仪器|实业|金属|陶瓷|玻璃"),
    ("M", r"检测|检验|设计|研究院|研究所|勘察|测绘|工程技术|技术服务|生物科技|医药科技"),
    ("I", r"软件|网络|信息技术|信息科技|数据|互联网|智能科技|通信|电信|云计算|数码科技"),
    ("L", r"咨询|人力资源|劳务|广告|会展|会务|租赁|旅行社|旅游|商务|企业管理|保安|律师|会计|代理|策划|知识产权|招标|创业服务|孵化"),
)  # fmt: skip
"""Section → words in names, the telling ones first."""

_BY_SCOPE: tuple[tuple[str, str], ...] = (
    ("C", r"制造|生产[、:：，。；;加]|加工[、，,。；;]|组装"),
    ("H", r"餐饮服务|住宿服务|餐饮管理"),
    ("E", r"工程施工|建筑施工|建设工程|装饰工程|装修装饰"),
    ("G", r"道路货物运输|货物运输|货运代理|仓储服务|物流"),
    ("I", r"软件开发|软件的开发|信息系统集成|网络技术|计算机软硬件"),
    ("F", r"批发|零售|销售|贸易|进出口"),
    ("M", r"技术开发|技术推广|技术服务|技术咨询|研发|设计服务"),
    ("L", r"咨询|代理|租赁|企业管理|广告|会议|人力资源|劳务|旅游"),
    ("R", r"文化艺术|文艺|体育|影视"),
    ("K", r"物业管理|房地产"),
    ("O", r"维修|美容|家政|清洁"),
    ("P", r"教育|培训"),
    ("J", r"投资|资产管理"),
    ("A", r"种植|养殖"),
    ("N", r"园林|绿化|环境"),
    ("Q", r"诊疗|养老"),
)
_NAME_RULES = tuple((section, re.compile(words)) for section, words in _BY_NAME)
_SCOPE_RULES = tuple((section, re.compile(words)) for section, words in _BY_SCOPE)
_CODE = re.compile(r"([A-T])?[\s-]*(\d{2,4})?")
_CODE_AND_NAME = re.compile(r"^\s*([A-Ta-t]?\d{2,4}|[A-Ta-t](?![A-Za-z]))[\s.、:：-]*")
_TAIL = re.compile(r"(?:行业|产业|业|类|企业)$")


@cache
def names() -> dict[str, str]:
    """Code → name: `C` → 制造业, `C39` → 计算机、通信和其他电子设备制造业, `C3921` → 通信系统设备制造."""
    lines = files("fugong.registry").joinpath("data/sectors.csv").read_text("utf-8").splitlines()[1:]
    return dict(line.split(",", 1) for line in lines)  # type: ignore[misc]


@cache
def _by_division() -> dict[str, str]:
    """Division → section: `39` → C."""
    return {code[1:3]: code[0] for code in names() if len(code) == 3}


@cache
def _by_name() -> dict[str, str]:
    """Bare name → code, the widest code of a name first; our own names for sections, and aliases."""
    found: dict[str, str] = {}
    for code, name in sorted(names().items(), key=lambda pair: len(pair[0])):
        found.setdefault(_bare(name), code)
    return {**found, **{_bare(name): code for name, code in _ALIASES.items()}}


def _bare(name: str) -> str:
    return _TAIL.sub("", re.sub(r"[、，,和及与\s()（）]", "", name))


@lru_cache(10_000)
def read(text: str) -> str | None:
    """The code in a cell: `C3921`, `3921`, `C 制造业`, `制造业`, `批发和零售业`. None where it is none."""
    given = text.strip()
    found = _CODE.fullmatch(given.upper())
    if found and (found[1] or found[2]):
        return _known(found[1], found[2] or "")
    if (prefix := _CODE_AND_NAME.match(given)) and len(given) > prefix.end():
        digits = _CODE.fullmatch(prefix[1].upper())
        code = _known(digits[1], digits[2] or "") if digits else None
        return code or _by_name().get(_bare(given[prefix.end() :]))
    return _by_name().get(_bare(given))


def _known(section: str | None, digits: str) -> str | None:
    """The code if the standard has it, or at least its division."""
    own = _by_division().get(digits[:2])
    if digits and (own is None or (section and own != section)):
        return None
    return f"{own}{digits}" if own else (section if section in SECTORS else None)


def label(code: str) -> str:
    """The name of a code, of its division where the standard as kept here lacks it."""
    return next((names()[code[:size]] for size in (5, 4, 3, 1) if code[:size] in names()), code)


def said(code: str) -> str:
    """A code with its name, as sheets say it; `read` takes it again."""
    return f"{code} {label(code)}" if code else ""


def propose(name: str, scope: str = "") -> str:
    """A section guessed from the name, else from the business scope; empty where nothing tells."""
    return _first(_NAME_RULES, _without_place(name)) or _first(_SCOPE_RULES, scope)


def _without_place(name: str) -> str:
    """A branch's name ends with what tells; 分公司 and the like don't."""
    return re.sub(r"(有限责任公司|股份有限公司|有限公司|分公司|公司)", "有限", name)


def _first(rules: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str:
    return next((section for section, words in rules if words.search(text)), "")
