"""Conditions: what they hold for, what they refuse when a pack loads, and what they say decided."""

import cel
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from fugong.policy import expressions, reasons
from fugong.policy.conditions import Condition
from fugong.policy.expressions import Mistake
from fugong.policy.facts import FactType, Scope

SCOPE = Scope(
    {
        "e.sector": FactType("string", "sector", allowed=frozenset("ABC"), choices={"C": "manufacturing"}),
        "e.output_value": FactType("double", "output value", money=True),
        "e.staff": FactType("int", "staff", unit="people"),
        "e.foreign": FactType("bool", "foreign-invested"),
        "e.tags": FactType("list", "tags", allowed=frozenset({"leading", "key"})),
        "e.segments": FactType("list", "segment"),
        "filing.remote": FactType("bool", "works remotely"),
    }
)
FIRM = {"sector": "C", "output_value": 320_000_000, "staff": 99, "foreign": False, "tags": ["leading"], "segments": []}


def holds(text: str, **facts: object) -> bool:
    return Condition(text, SCOPE).holds({**FIRM, **facts})


@pytest.mark.parametrize(
    "text",
    [
        'e.sector == "C" && e.output_value >= 300000000.0',
        "e.output_value >= 300000000",  # a whole number beside a double
        "e.output_value * 2 > e.staff + 0.5",
        'has_tag("leading")',
        '"leading" in e.tags && !e.foreign',
        'e.sector in ["A", "C"]',
        "e.staff > 98 ? true : e.foreign",
        "size(e.tags) == 1",
        "-e.staff < 0",
        'e.sector.startsWith("C") || e.foreign',
    ],
)
def test_it_holds(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize("text", ["e.staff >= 100", "e.foreign", 'has_tag("key")', 'has_segment("any")'])
def test_it_does_not_hold(text: str) -> None:
    assert not holds(text)


def test_a_bound_is_met_exactly() -> None:
    assert holds("e.output_value >= 300000000.0", output_value=300_000_000)
    assert not holds("e.output_value >= 300000000.0", output_value=299_999_999)


def test_a_fact_that_is_not_known_decides_neither_way() -> None:
    assert not holds("e.output_value >= 300000000.0", output_value=None)
    assert not holds("e.output_value < 300000000.0", output_value=None)
    assert not holds("!(e.output_value >= 300000000.0)", output_value=None)
    assert not Condition("filing.remote", SCOPE).holds(FIRM)
    assert holds("e.output_value >= 1.0 || e.staff > 1", output_value=None)


def test_a_value_of_the_wrong_kind_is_not_known() -> None:
    assert not holds("e.output_value >= 1.0", output_value="a lot")
    assert not holds("e.foreign", foreign="yes")


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        ("e.sectr == 'C'", "did you mean 'e.sector'", 0),
        ('e.sector == "Z"', "never 'Z'", 12),
        ('has_tag("leadng")', "did you mean 'leading'", 8),
        ("e.staff", "neither true nor false", 0),
        ("e.staff >", "missing at the end", 9),
        ("(e.staff > 1", "')' is missing", 12),
        ('e.staff >= "3"', "can't be compared", 8),
        ("e.foreign > true", "has no order", 10),
        ("e.staff && e.foreign", "neither true nor false", 0),
        ("hassegment('x')", "did you mean 'has_segment'", 0),
        ("e.staff = 3", "'=' has no meaning", 8),
        ("e.staff > 1 > 2", "two things at a time", 12),
        ("e.staff % 2.0 == 1.0", "whole numbers", 8),
        ("__import__('os')", "no function", 0),
        ("e.staff > 1 e", "one too many", 12),
        ("(" * 50 + "true" + ")" * 50, "too many brackets", 40),
    ],
)
def test_a_mistake_is_named_and_pointed_at(text: str, says: str, at: int) -> None:
    with override("en"), pytest.raises(Mistake, match=says.replace("(", r"\(").replace(")", r"\)")) as caught:
        Condition(text, SCOPE)
    assert caught.value.at == at


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'e.sector == "C" && e.output_value >= 300000000',
            "sector: manufacturing; output value 320 million yuan ≥ 300 million yuan",
        ),
        ("e.output_value < 300000000", "output value 320 million yuan ≥ 300 million yuan"),
        ("e.foreign || e.staff < 100", "staff 99 people < 100 people"),
        ("e.foreign || e.staff < 50", "foreign-invested: no; staff 99 people ≥ 50 people"),
        ('has_tag("leading")', "tags: leading"),
        ('!has_tag("key")', "tags: not key"),
        ('e.sector in ["A", "B"]', "sector manufacturing is none of A, B"),
    ],
)
def test_it_says_what_decided(text: str, said: str) -> None:
    with override("en"):
        assert Condition(text, SCOPE).explain(FIRM) == said


def test_it_says_what_is_not_known() -> None:
    with override("en"):
        assert Condition("e.output_value >= 1.0", SCOPE).explain({}) == "output value is not known"


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "3.2 亿元"), ("en", "320 million yuan"), ("ja", "3.2 億元"), ("ko", "3.2 억 위안")],
)
def test_money_is_counted_as_the_reader_counts(language: str, said: str) -> None:
    with override(language):
        assert reasons.money(320_000_000) == said


numbers = st.integers(-5, 5).map(str)
comparisons = st.builds("e.staff {} {}".format, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers)
logic = st.recursive(
    comparisons | st.sampled_from(["e.foreign", "true"]),
    lambda part: st.one_of(
        st.builds("({}) && ({})".format, part, part), st.builds("{} || {}".format, part, part), part.map("!({})".format)
    ),
    max_leaves=12,
)


@trying(deadline=None)
@given(logic, st.integers(-5, 5), st.booleans())
def test_our_reading_is_cels(text: str, staff: int, foreign: bool) -> None:
    """What is checked and explained is what CEL itself understands: brackets and precedence agree."""
    ours = Condition(text, SCOPE).holds({"staff": staff, "foreign": foreign})
    assert ours is cel.evaluate(text, {"e": {"staff": staff, "foreign": foreign}})


@trying(deadline=None)
@given(logic, st.integers(-5, 5), st.booleans())
def test_the_deciding_terms_decide(text: str, staff: int, foreign: bool) -> None:
    """Nothing is given as a reason that isn't so."""
    condition, facts = Condition(text, SCOPE), {"staff": staff, "foreign": foreign}
    for term in condition.terms(facts):
        if term["op"] in ("==", "!=", "<", "<=", ">", ">="):
            told = cel.evaluate(f"{term['value']} {term['op']} {term['bound']}")
            assert told is term["holds"]


@trying(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        expressions.read(text)
    except Mistake as mistake:
        assert 0 <= mistake.at <= len(text)
