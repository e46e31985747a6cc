"""How a place treats its key enterprises and their supply chains: section `chains`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Limits

from fugong.policy import sections
from fugong.policy.shapes import PLACEHOLDER, Hour, Keyed, Section, Shape, Text, When, Within, by_key


def _text(zh: str, en: str, ja: str, ko: str) -> Text:
    return Text(zh=zh, en=en, ja=ja, ko=ko)


class Named(Keyed):
    """A ground, a kind of supply, a cause, a use of premises."""

    name: Text


class Rung(Shape):
    """A rung of the ladder that what is late climbs."""

    after: Within
    to: str
    """Key of the post that is told."""


class KeyList(Keyed):
    """A list that key enterprises stand on: white list, key suppliers, three-high, struggling …"""

    name: Text
    grounds: tuple[Named, ...] = Limits(min_length=1)
    """What an enterprise can be listed for."""
    propose: When | None = None
    """Which enterprises the desk is shown as candidates, each with the deciding terms."""
    tag: str = ""
    """Key of the registry's tag that follows the list: a confirmed listing sets it, its end takes it away."""
    valid: int | None = Limits(default=None, ge=1, le=3660)
    """Days that a listing holds; None: until it is taken off."""
    reviewed: bool = False
    """Whether each of its enterprises is reviewed once a day."""
    post: str = ""
    """Key of the post that helps one to one, and reviews; empty: whoever serves the enterprise."""
    note: Text | None = None


class Review(Shape):
    """One review a day (一日一研判)."""

    hour: Hour = "18:00"
    """By when it has to stand."""
    every: Literal["day", "working day"] = "day"
    escalation: tuple[Rung, ...] = ()


class LetterKind(Keyed):
    """A letter to another authority. Texts may name {enterprise}, {uscc}, {partner}, {authority}, {good}, {number}, {date},
    {place}, {deadline}, {output}, {hanging}, {share}, {cause}, {since}."""

    name: Text
    title: Text
    body: Text
    chain: Text | None = None
    """Added to the text where others further down wait too."""
    request: Text
    closing: Text | None = None
    issuer: Text | None = None
    """Who issues it; None: the place."""


class RiskRule(Shape):
    """Points that an enterprise adds to a day's risk."""

    when: When
    points: int = Limits(ge=1, le=10_000)


class OrderRules(Shape):
    """Limits that the desk begins with when it asks for the order of resuming."""

    waves: int = Limits(default=10, ge=1, le=60)
    """Days, or waves, that are planned."""
    masks_per_head: int = Limits(default=0, ge=0, le=100)
    """Masks for one person a day; 0: masks limit nothing."""
    mask_days: int = Limits(default=3, ge=1, le=60)
    """Days for which an enterprise must have masks when it resumes."""
    checks: int | None = Limits(default=None, ge=0, le=100_000)
    """Verifications that can be made a day; None: nobody counts."""
    risk: tuple[RiskRule, ...] = ()
    risk_a_wave: int | None = Limits(default=None, ge=0, le=10**9)
    """Points that may be added in one wave."""
    risk_each: int | None = Limits(default=None, ge=0, le=10**6)
    """Whoever has more isn't resumed at all."""
    most: int = Limits(default=10, ge=1, le=100)
    """So many approvals that release the most are named."""


class Premises(Shape):
    """Premises wanted and offered."""

    uses: tuple[Named, ...] = ()
    within: Within = "2 working days"
    """By when somebody shows the enterprise something."""


GOODS = (
    Named(key="raw_materials", name=_text("原材料", "Raw materials", "原材料", "원자재")),
    Named(key="parts", name=_text("零部件", "Parts", "部品", "부품")),
    Named(key="packaging", name=_text("包装材料", "Packaging", "包装材", "포장재")),
    Named(key="equipment", name=_text("设备及备件", "Equipment and spares", "設備・予備品", "설비·예비품")),
    Named(key="energy", name=_text("能源动力", "Energy", "エネルギー", "에너지")),
    Named(key="services", name=_text("加工与服务", "Processing and services", "加工・サービス", "가공·서비스")),
)
CAUSES = (
    Named(
        key="not_resumed", name=_text("对方未复工", "The partner hasn’t resumed", "取引先が未再開", "상대 기업 미재개")
    ),
    Named(key="stopped", name=_text("对方停产", "The partner stopped", "取引先が操業停止", "상대 기업 조업 중단")),
    Named(key="logistics", name=_text("物流受阻", "Goods can’t be moved", "物流の停滞", "물류 차질")),
    Named(key="materials", name=_text("原料短缺", "Materials are lacking", "原料不足", "원료 부족")),
    Named(key="other", name=_text("其他", "Something else", "その他", "기타")),
)
USES = (
    Named(key="plant", name=_text("厂房", "Plant", "工場", "공장")),
    Named(key="warehouse", name=_text("仓库", "Warehouse", "倉庫", "창고")),
    Named(key="clean_room", name=_text("洁净车间", "Clean room", "クリーンルーム", "클린룸")),
    Named(key="office", name=_text("办公", "Office", "事務所", "사무실")),
)  # fmt: skip
LETTER = LetterKind(
    key="resume_supplier",
    name=_text("协调供应商复工", "Let a supplier resume", "仕入先の再開に関する協議", "공급업체 재개 협조"),
    title=_text(
        "关于商请协调{partner}复工复产的函",
        "On letting {partner} resume work",
        "{partner}の操業再開に関するお願い",
        "{partner} 조업 재개 협조 요청",
    ),
    body=_text(
        "我地企业{enterprise}（统一社会信用代码{uscc}）的生产依赖贵地{partner}供应的{good}。"
        "因{cause}，自{since}起供应中断，影响年产值约{output}。",
        "{enterprise} (credit code {uscc}) of our area depends on {good} from {partner} in yours. Since {since} the supply "
        "has been interrupted ({cause}). About {output} of output a year stands still.",
        "当地の企業{enterprise}（統一社会信用コード{uscc}）は、貴地の{partner}から{good}の供給を受けています。"
        "{cause}のため{since}より供給が途絶え、年間生産額約{output}に影響しています。",
        "우리 지역 기업 {enterprise}(통일사회신용코드 {uscc})은 귀 지역 {partner}의 {good} 공급에 의존합니다. "
        "{cause}(으)로 {since}부터 공급이 중단되어 연간 생산액 약 {output}에 영향이 있습니다.",
    ),
    chain=_text(
        "该企业停产还牵连我地下游{hanging}家企业。",
        "In our area {hanging} enterprises further down wait for it, too.",
        "当地の川下{hanging}社にも影響が及んでいます。",
        "우리 지역 하류 {hanging}개사에도 파급되고 있습니다.",
    ),
    request=_text(
        "为保障产业链供应链稳定，商请贵单位在符合当地防控要求的前提下，优先支持{partner}复工复产，并请于{deadline}前函复。",
        "So that the chain holds, we ask you to let {partner} resume first, within your own rules, and to answer by {deadline}.",
        "供給網の安定のため、貴地の規定の範囲で{partner}の操業再開を優先的にご支援いただき、"
        "{deadline}までにご回答くださいますようお願いいたします。",
        "공급망 안정을 위하여 귀 지역 규정 범위 안에서 {partner}의 조업 재개를 우선 지원하여 주시고 "
        "{deadline}까지 회신하여 주시기 바랍니다.",
    ),
    closing=_text(
        "特此函商，请予支持为盼。",
        "We thank you for your support.",
        "何卒よろしくお願い申し上げます。",
        "협조에 감사드립니다.",
    ),
)


class Letters(Shape):
    """Letters to other authorities (协调函)."""

    kinds: tuple[LetterKind, ...] = (LETTER,)
    number: str = "{year}-{n:3}"
    """How they are numbered: {year}, {n} or {n:3}."""
    within: Within = "5 working days"
    """By when an answer is expected once it is sent."""


class Chains(Section):
    """Lists of key enterprises, the daily review, kinds of supply, letters, the order of resuming, premises.

    A pack without lists has no key enterprises: their pages aren't shown the way to; all else has sensible defaults."""

    lists: tuple[KeyList, ...] = ()
    review: Review = Review()
    goods: tuple[Named, ...] = GOODS
    causes: tuple[Named, ...] = CAUSES
    restore: Within = "3 working days"
    """By when an interrupted supply should flow again."""
    escalation: tuple[Rung, ...] = ()
    """Whom late interruptions, letters, next steps and premises are brought before."""
    letters: Letters = Letters()
    order: OrderRules = OrderRules()
    premises: Premises = Premises(uses=USES)
    note: Text | None = None
    """Shown above the key enterprises."""

    # -- what others ask ------------------------------------------------------------------------------------------

    def list_(self, key: str) -> KeyList | None:
        """The list `key`; None where the pack has none such."""
        return by_key(self.lists).get(key)

    def name_of(self, kind: str, key: str) -> str:
        """The name of a list, a good, a cause, a use; the key itself where a later pack dropped it."""
        items: Any = {"list": self.lists, "good": self.goods, "cause": self.causes, "use": self.premises.uses}[kind]
        found = by_key(items).get(key)
        return str(found.name) if found else key

    def ground_name(self, list_key: str, key: str) -> str:
        """What an enterprise is listed for."""
        known = self.list_(list_key)
        found = by_key(known.grounds).get(key) if known else None
        return str(found.name) if found else key

    def letter(self, key: str) -> LetterKind | None:
        return by_key(self.letters.kinds).get(key)

    def risk_of(self, facts: Mapping[str, Any]) -> int:
        """Points of an enterprise with these facts."""
        registry = self._pack.registry
        return sum(rule.points for rule in self.order.risk if registry.condition(rule.when).holds(facts))

    def answers(self, given: dict[str, Any]) -> dict[str, Any]:
        """For examples: the lists that an enterprise is a candidate for, and its risk."""
        if not self.lists and not self.order.risk:
            return {}
        facts, registry = given.get("facts") or {}, self._pack.registry
        found = [each.key for each in self.lists if each.propose and registry.condition(each.propose).holds(facts)]
        return {"key_lists": found, "resuming_risk": self.risk_of(facts)}

    # -- what the linter finds ------------------------------------------------------------------------------------

    def check(self, report: Any) -> None:
        for name in ("lists", "goods", "causes"):
            report.unique(name, getattr(self, name))
        report.unique("premises.uses", self.premises.uses)
        report.unique("letters.kinds", self.letters.kinds)
        self._check_lists(report)
        posts = [post.key for post in self._pack.registry.posts]
        for path, rungs in (("escalation", self.escalation), ("review.escalation", self.review.escalation)):
            for place, rung in enumerate(rungs):
                report.reference(f"{path}[{place}].to", rung.to, posts, _("post"))
                self._clock(report, f"{path}[{place}].after", rung.after)
        for path, within in (
            ("restore", self.restore), ("letters.within", self.letters.within), ("premises.within", self.premises.within)
        ):  # fmt: skip
            self._clock(report, path, within)
        for place, rule in enumerate(self.order.risk):
            report.attempt(f"order.risk[{place}].when", lambda rule=rule: self._pack.registry.condition(rule.when))
        self._check_letters(report)

    def _check_lists(self, report: Any) -> None:
        registry = self._pack.registry
        posts, tags = [post.key for post in registry.posts], [tag.key for tag in registry.tags]
        for each in self.lists:
            path = f"lists[{each.key}]"
            report.unique(f"{path}.grounds", each.grounds)
            if each.tag:
                report.reference(f"{path}.tag", each.tag, tags, _("tag"))
            if each.post:
                report.reference(f"{path}.post", each.post, posts, _("post"))
            if each.propose:
                report.attempt(f"{path}.propose", lambda each=each: registry.condition(each.propose))

    def _check_letters(self, report: Any) -> None:
        for kind in self.letters.kinds:
            for name in ("title", "body", "chain", "request", "closing"):
                text = getattr(kind, name)
                for language, said in (text.by_language if text else {}).items():
                    unknown = [found[1] for found in PLACEHOLDER.finditer(said) if found[1] not in LETTER_WORDS]
                    if unknown:
                        words = _("%(language)s: a letter knows no {%(name)s}") % {
                            "language": language,
                            "name": unknown[0],
                        }
                        report.error(f"letters.kinds[{kind.key}].{name}", words)

    def _clock(self, report: Any, path: str, within: str) -> None:
        report.attempt(path, lambda: self._pack.clock(within))


LETTER_WORDS = frozenset({
    "enterprise", "uscc", "partner", "authority", "good", "number", "date", "place", "deadline", "output", "hanging", "share",
    "cause", "since",
})  # fmt: skip
"""What the texts of a letter may name."""

sections.register("chains", Chains)
