"""Names, addresses and codes as lists have them, in any number: deterministic, made up, with the frequencies of life."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

STREETS = 10  # sub-districts of the district that the list is of
FIRST = "东西南北中海山江河湖金银铜铁石林森木水火土天地日月星云风雨雪春夏秋冬福禄寿喜财源广进兴隆昌盛荣华富贵安康龙凤"
TRADES = [
    "机械", "电子", "食品", "纺织", "服装", "贸易", "物流", "建材", "化工", "软件", "商贸", "五金", "塑料", "包装", "印刷", "家具",
    "汽车配件", "精密制造", "自动化设备", "生物科技", "信息技术", "环保科技", "新材料", "国际贸易", "供应链管理", "餐饮管理",
]  # fmt: skip
FORMS = ["有限公司"] * 17 + ["股份有限公司", "有限责任公司", "厂"]
ROADS = [
    "滨河",
    "泉水",
    "果园",
    "中山",
    "人民",
    "解放",
    "建设",
    "创业",
    "科技",
    "工业",
    "迎宾",
    "朝阳",
    "和平",
    "友谊",
    "文化",
    "学府",
]


@dataclass(frozen=True, slots=True)
class Firm:
    """One made-up enterprise."""

    name: str
    address: str
    uscc: str
    street: int
    sector: str
    output_value: int
    staff: int


def firms(count: int, seed: int = 20200214) -> Iterator[Firm]:
    """`count` firms, each with a code and a name of its own."""
    rng = random.Random(seed)
    for number in range(count):
        street = rng.randrange(STREETS) + 1
        core = "".join(rng.choice(FIRST) for _sign in range(rng.choice((2, 2, 2, 3))))
        road = f"{rng.choice(ROADS)}{rng.choice(('路', '路', '街', '大道'))}{rng.randint(1, 1999)}号"
        yield Firm(
            name=f"平川{core}{rng.choice(TRADES)}{rng.choice(FORMS)}",
            address=f"示范省示范市平川区第{street}街道{road}{rng.choice(('', f'{rng.randint(1, 9)}号楼{rng.randint(101, 2909)}室'))}",
            uscc=_code(number),
            street=street,
            sector=rng.choice(("C3921", "C1411", "F5211", "F5193", "I6510", "L7299", "G5810")),
            output_value=int(rng.paretovariate(1.1) * 3_000_000),
            staff=int(rng.paretovariate(1.2) * 6),
        )


def _code(number: int) -> str:
    from stdnum.cn import uscc

    body = f"91990101MB{number:07d}"
    return body + uscc.calc_check_digit(body)
