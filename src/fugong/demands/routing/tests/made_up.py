"""Made-up demands in the words of many firms: enough to learn from, and small enough to learn in a second."""

import random

SAID = {
    "labour": [
        "缺{n}个工人",
        "车间人手不够，{n}人没返岗",
        "想招{n}名焊工",
        "普工招不到，差{n}个",
        "劳务公司的{n}人来不了",
    ],
    "logistics": [
        "{n}车货发不出去",
        "货车在高速口被劝返{n}次",
        "物流停了，{n}个集装箱压港",
        "司机隔离，{n}吨货没法送",
        "快递{n}天没来收件",
    ],
    "supplies": [
        "口罩只够{n}天",
        "额温枪缺{n}把",
        "消毒液用完了，要{n}桶",
        "防护服订不到，差{n}套",
        "口罩{n}只也买不到",
    ],
    "funds": [
        "流动资金缺口{n}万",
        "{n}万贷款到期想续贷",
        "房租{n}万能不能缓交",
        "银行不给放款{n}万",
        "工资发不出，差{n}万",
    ],
}
BEFORE = ["您好，", "我公司", "急！", "请问怎么办：", "", "复工后"]
AFTER = ["，请帮忙协调", "，怎么解决？", "。", "，影响交货", "，盼复", ""]


def demands(each: int = 40, seed: int = 1, kinds: "dict[str, list[str]] | None" = None) -> list[tuple[str, str]]:
    """(text, category), shuffled; `each` of every category."""
    chance = random.Random(seed)
    said = kinds or SAID
    found = [
        (chance.choice(BEFORE) + chance.choice(said[key]).format(n=chance.randint(2, 300)) + chance.choice(AFTER), key)
        for key in said
        for _number in range(each)
    ]
    chance.shuffle(found)
    return found
