"""Countries and regions that investors and people come from, as lists write them: ISO 3166 code → names."""

from django.utils.functional import lazy

from fugong.core import languages

_WRITTEN: dict[str, tuple[str, ...]] = {
    "CN": ("中国", "China", "内资"),
    "HK": ("中国香港", "香港", "Hong Kong", "港资"),
    "MO": ("中国澳门", "澳门", "Macao"),
    "TW": ("中国台湾", "台湾", "Taiwan", "台资"),
    "JP": ("日本", "Japan", "日资"),
    "KR": ("韩国", "大韩民国", "Korea", "South Korea", "韩资"),
    "US": ("美国", "United States", "USA", "美资"),
    "DE": ("德国", "Germany", "德资"),
    "GB": ("英国", "United Kingdom", "UK"),
    "FR": ("法国", "France"),
    "IT": ("意大利", "Italy"),
    "ES": ("西班牙", "Spain"),
    "PT": ("葡萄牙", "Portugal"),
    "NL": ("荷兰", "Netherlands"),
    "BE": ("比利时", "Belgium"),
    "LU": ("卢森堡", "Luxembourg"),
    "CH": ("瑞士", "Switzerland"),
    "AT": ("奥地利", "Austria"),
    "SE": ("瑞典", "Sweden"),
    "DK": ("丹麦", "Denmark"),
    "NO": ("挪威", "Norway"),
    "FI": ("芬兰", "Finland"),
    "IE": ("爱尔兰", "Ireland"),
    "PL": ("波兰", "Poland"),
    "CZ": ("捷克", "Czechia"),
    "HU": ("匈牙利", "Hungary"),
    "RO": ("罗马尼亚", "Romania"),
    "GR": ("希腊", "Greece"),
    "RU": ("俄罗斯", "Russia"),
    "UA": ("乌克兰", "Ukraine"),
    "TR": ("土耳其", "Türkiye", "Turkey"),
    "IL": ("以色列", "Israel"),
    "SA": ("沙特阿拉伯", "沙特", "Saudi Arabia"),
    "AE": ("阿联酋", "阿拉伯联合酋长国", "United Arab Emirates"),
    "IR": ("伊朗", "Iran"),
    "IN": ("印度", "India"),
    "PK": ("巴基斯坦", "Pakistan"),
    "BD": ("孟加拉国", "孟加拉", "Bangladesh"),
    "LK": ("斯里兰卡", "Sri Lanka"),
    "SG": ("新加坡", "Singapore"),
    "MY": ("马来西亚", "Malaysia"),
    "TH": ("泰国", "Thailand"),
    "VN": ("越南", "Vietnam"),
    "ID": ("印度尼西亚", "印尼", "Indonesia"),
    "PH": ("菲律宾", "Philippines"),
    "MM": ("缅甸", "Myanmar"),
    "KH": ("柬埔寨", "Cambodia"),
    "LA": ("老挝", "Laos"),
    "BN": ("文莱", "Brunei"),
    "KP": ("朝鲜", "North Korea"),
    "MN": ("蒙古", "Mongolia"),
    "KZ": ("哈萨克斯坦", "Kazakhstan"),
    "AU": ("澳大利亚", "澳洲", "Australia"),
    "NZ": ("新西兰", "New Zealand"),
    "WS": ("萨摩亚", "Samoa"),
    "CA": ("加拿大", "Canada"),
    "MX": ("墨西哥", "Mexico"),
    "BR": ("巴西", "Brazil"),
    "AR": ("阿根廷", "Argentina"),
    "CL": ("智利", "Chile"),
    "PE": ("秘鲁", "Peru"),
    "PA": ("巴拿马", "Panama"),
    "VG": ("英属维尔京群岛", "维尔京群岛", "维京群岛", "British Virgin Islands", "BVI"),
    "KY": ("开曼群岛", "开曼", "Cayman Islands"),
    "BM": ("百慕大", "Bermuda"),
    "SC": ("塞舌尔", "Seychelles"),
    "MU": ("毛里求斯", "Mauritius"),
    "MH": ("马绍尔群岛", "Marshall Islands"),
    "ZA": ("南非", "South Africa"),
    "EG": ("埃及", "Egypt"),
    "NG": ("尼日利亚", "Nigeria"),
}
"""The first is the Chinese name, the first in ASCII the English one."""

_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "CN": ("中国", "중국"),
    "HK": ("中国香港", "중국 홍콩", "香港", "홍콩"),
    "MO": ("中国マカオ", "중국 마카오", "マカオ", "마카오"),
    "TW": ("中国台湾", "중국 타이완", "台湾", "대만", "타이완"),
    "JP": ("日本", "일본"),
    "KR": ("韓国", "대한민국", "한국"),
    "US": ("アメリカ", "미국", "アメリカ合衆国", "米国"),
    "DE": ("ドイツ", "독일"),
    "GB": ("イギリス", "영국", "英国"),
    "FR": ("フランス", "프랑스"),
    "IT": ("イタリア", "이탈리아"),
    "ES": ("スペイン", "스페인"),
    "PT": ("ポルトガル", "포르투갈"),
    "NL": ("オランダ", "네덜란드"),
    "BE": ("ベルギー", "벨기에"),
    "LU": ("ルクセンブルク", "룩셈부르크"),
    "CH": ("スイス", "스위스"),
    "AT": ("オーストリア", "오스트리아"),
    "SE": ("スウェーデン", "스웨덴"),
    "DK": ("デンマーク", "덴마크"),
    "NO": ("ノルウェー", "노르웨이"),
    "FI": ("フィンランド", "핀란드"),
    "IE": ("アイルランド", "아일랜드"),
    "PL": ("ポーランド", "폴란드"),
    "CZ": ("チェコ", "체코"),
    "HU": ("ハンガリー", "헝가리"),
    "RO": ("ルーマニア", "루마니아"),
    "GR": ("ギリシャ", "그리스"),
    "RU": ("ロシア", "러시아"),
    "UA": ("ウクライナ", "우크라이나"),
    "TR": ("トルコ", "튀르키예"),
    "IL": ("イスラエル", "이스라엘"),
    "SA": ("サウジアラビア", "사우디아라비아"),
    "AE": ("アラブ首長国連邦", "아랍에미리트"),
    "IR": ("イラン", "이란"),
    "IN": ("インド", "인도"),
    "PK": ("パキスタン", "파키스탄"),
    "BD": ("バングラデシュ", "방글라데시"),
    "LK": ("スリランカ", "스리랑카"),
    "SG": ("シンガポール", "싱가포르"),
    "MY": ("マレーシア", "말레이시아"),
    "TH": ("タイ", "태국"),
    "VN": ("ベトナム", "베트남"),
    "ID": ("インドネシア", "인도네시아"),
    "PH": ("フィリピン", "필리핀"),
    "MM": ("ミャンマー", "미얀마"),
    "KH": ("カンボジア", "캄보디아"),
    "LA": ("ラオス", "라오스"),
    "BN": ("ブルネイ", "브루나이"),
    "KP": ("北朝鮮", "북한"),
    "MN": ("モンゴル", "몽골"),
    "KZ": ("カザフスタン", "카자흐스탄"),
    "AU": ("オーストラリア", "호주", "오스트레일리아"),
    "NZ": ("ニュージーランド", "뉴질랜드"),
    "WS": ("サモア", "사모아"),
    "CA": ("カナダ", "캐나다"),
    "MX": ("メキシコ", "멕시코"),
    "BR": ("ブラジル", "브라질"),
    "AR": ("アルゼンチン", "아르헨티나"),
    "CL": ("チリ", "칠레"),
    "PE": ("ペルー", "페루"),
    "PA": ("パナマ", "파나마"),
    "VG": ("イギリス領ヴァージン諸島", "영국령 버진아일랜드"),
    "KY": ("ケイマン諸島", "케이맨 제도"),
    "BM": ("バミューダ", "버뮤다"),
    "SC": ("セーシェル", "세이셸"),
    "MU": ("モーリシャス", "모리셔스"),
    "MH": ("マーシャル諸島", "마셜 제도"),
    "ZA": ("南アフリカ", "남아프리카공화국", "남아프리카"),
    "EG": ("エジプト", "이집트"),
    "NG": ("ナイジェリア", "나이지리아"),
}
"""The Japanese name, the Korean one, others of theirs."""

COUNTRIES = {code: tuple(dict.fromkeys((*names, *_ELSEWHERE[code]))) for code, names in _WRITTEN.items()}

FIRST = ("CN", "KR", "JP", "US", "DE", "TW", "HK")
"""Those that stand on top of a choice: the country that all places are in, then those of most investors."""


def name_of(code: str) -> str:
    """A country's name in the reader's language; the code where it is unknown."""
    if code not in COUNTRIES:
        return code
    language = languages.current()
    if language in ("ja", "ko"):
        return _ELSEWHERE[code][language == "ko"]
    names = _WRITTEN[code]
    return names[0] if language == "zh" else next((name for name in names if name.isascii()), names[0])


said_lazily = lazy(name_of, str)
"""A country's name in the language of whoever reads it later."""


def offered() -> list[tuple[str, str]]:
    """All countries to choose from, in one order on every page: code and name in the reader's language."""
    order = dict.fromkeys((*FIRST, *COUNTRIES))
    return [(code, name_of(code)) for code in order]
