"""Names, codes and addresses for enterprises and people that don't exist, the same ones for the same seed."""

import random
from collections.abc import Iterator

from stdnum.cn import uscc

BRANDS_A = "恒瑞盛鸿海信安泰华正达嘉凯宏远德顺永新源金博联立康宝晟旭腾创科智云天裕丰利成兴隆和润"
BRANDS_B = "达泰源隆盛通丰诚信元祥利华美康宇航程业邦特力尔林洋晨辉杰锐升佳途卓雅"
TRADES = {
    "C13": ("食品", "农副产品加工"),
    "C17": ("纺织", "针织"),
    "C18": ("服饰", "服装"),
    "C26": ("新材料", "精细化工"),
    "C27": ("生物医药", "医疗器械"),
    "C29": ("橡塑制品", "密封件"),
    "C33": ("金属制品", "五金"),
    "C34": ("精密机械", "液压设备"),
    "C35": ("专用设备", "智能装备"),
    "C36": ("汽车零部件", "汽车电子"),
    "C38": ("电气", "电机"),
    "C39": ("电子", "光电", "通信设备"),
    "C40": ("仪器仪表", "测控技术"),
    "E47": ("建设工程", "建筑安装"),
    "F51": ("国际贸易", "供应链管理"),
    "F52": ("百货", "电子商务"),
    "G59": ("物流", "仓储"),
    "H61": ("酒店管理",),
    "H62": ("餐饮管理",),
    "I65": ("软件", "信息技术"),
    "L72": ("商务咨询", "企业管理"),
    "M75": ("科技服务", "检测技术"),
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
GIVEN_A = "建志文晓海玉春国明永丽秀俊子雨思佳雪宇振立新"
GIVEN_B = "华强军平芳敏静杰涛磊娜超勇艳霞波宁辉鹏燕玲欣怡轩涵"


def credit_codes(region: str, rng: random.Random) -> Iterator[str]:
    """Lawful unified social credit codes of a region, none twice. Their organisation part begins with MY: no register is so far."""
    used: set[str] = set()
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    while True:
        body = f"91{region[:6]}MY" + "".join(rng.choice(letters) for _ in range(7))
        if body not in used:
            used.add(body)
            yield body + uscc.calc_check_digit(body)


def enterprise_names(city: str, rng: random.Random) -> "NameSource":
    """Names for one city."""
    return NameSource(city, rng)


class NameSource:
    """Gives enterprise names, none twice."""

    def __init__(self, city: str, rng: random.Random) -> None:
        self.city, self.rng = city, rng
        self.used: set[str] = set()

    def take(self, sector: str) -> str:
        """A name that says what the enterprise does."""
        while True:
            brand = self.rng.choice(BRANDS_A) + self.rng.choice(BRANDS_B)
            trade = self.rng.choice(TRADES.get(sector[:3], ("实业",)))
            form = "股份有限公司" if self.rng.random() < 0.06 else "有限公司"
            name = f"{self.city}{brand}{trade}{form}"
            if name not in self.used:
                self.used.add(name)
                return name


def person(rng: random.Random) -> str:
    """A person's name."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN_A) + (rng.choice(GIVEN_B) if rng.random() < 0.7 else "")


def phone(rng: random.Random) -> str:
    """A mobile number from a range that no operator has given out (1990…)."""
    return f"1990{rng.randrange(10**7):07d}"
