"""Made-up open demands of many firms with the cause that a careful desk would see, in the words of four languages."""

CAUSES: dict[str, list[tuple[str, str]]] = {
    "short of workers": [
        ("zh", "车间缺工三十多人，招不到人"),
        ("zh", "我们厂普工缺口很大，请帮忙招工"),
        ("zh", "人手不够，招聘了一周没人来"),
        ("zh", "生产线缺员工，只能开一半"),
        ("ko", "작업자가 50명 부족합니다. 채용을 도와주세요"),
        ("ko", "인력이 모자라 라인을 못 돌립니다"),
        ("en", "We are short of about 40 workers, can you help us recruit?"),
        ("ja", "作業員が足りません。採用を手伝ってください"),
    ],
    "trucks held up": [
        ("zh", "货车在高速卡口被劝返，货物出不去"),
        ("zh", "司机被拦在卡口，发货三天了还没走"),
        ("en", "Our trucks are turned back at the checkpoint, goods cannot leave"),
        ("ko", "화물차가 검문소에서 막혀 출하를 못 합니다"),
        ("ja", "トラックが止められて出荷できません"),
        ("zh", "物流车进不来，成品发不出"),
    ],
    "no masks": [
        ("zh", "口罩只剩两天的量，买不到"),
        ("zh", "防疫口罩用完了，请协调"),
        ("en", "We ran out of masks and cannot find more"),
        ("ko", "마스크가 부족합니다"),
    ],
    "loan not renewed": [
        ("zh", "银行不给续贷，资金周转不开"),
        ("zh", "贷款到期，现金流断了，想申请续贷"),
        ("en", "The bank will not extend our loan, we have no cash"),
    ],
    "power cut": [
        ("zh", "园区连续停电，设备没法开"),
        ("zh", "昨天又停电三小时，供电不稳"),
        ("en", "Power cuts every day, the electricity supply is unstable"),
    ],
}
ALONE: list[tuple[str, str]] = [
    ("zh", "请问复工备案表去哪里下载？"),
    ("zh", "想了解稳岗返还的政策"),
    ("zh", "员工宿舍隔离房只有两间，住不下"),
    ("zh", "食堂能不能堂食"),
    ("zh", "出口订单违约了，想开不可抗力证明"),
    ("en", "How do we register two foreign engineers who arrive on Friday?"),
    ("zh", "班车能坐几个人"),
    ("zh", "厂房租期到了，想扩产找新场地"),
    ("ko", "공장 소음 민원이 들어왔습니다"),
    ("zh", "燃气公司上门改造要等多久"),
    ("zh", "报关单卡在海关"),
    ("zh", "工人工资能不能晚发"),
    ("zh", "员工体检能预约吗"),
    ("ja", "工場見学の許可は必要ですか"),
    ("zh", "垃圾清运停了一周"),
]
