"""What comes out, to the fen: the handbook's worked examples, and what must hold whatever the facts are."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.benefits import rules, stacking
from fugong.benefits.exact import Expression
from fugong.benefits.rules import Before
from fugong.benefits.tests.conftest import place, worked
from fugong.policy import examples, files
from fugong.policy.pack import checked
from fugong.policy.report import PackFaulty

DAY = dt.date(2020, 2, 20)
FEW = settings(max_examples=40, deadline=None)


@pytest.mark.parametrize(("title", "tables", "tried"), worked(), ids=[title for title, _tables, _tried in worked()])
def test_the_handbook_s_worked_examples_come_out_to_the_fen(tmp_path, title, tables, tried, english):
    source = files.read(place(tmp_path, tables, tried))
    pack, _warnings = checked(source)
    count, faults = examples.tried(pack, source)
    assert count
    assert [f"{fault.where}: {fault.message}" for fault in faults] == []


def test_a_wrong_expectation_is_named(tmp_path, english):
    """The control: what the test above compares can differ."""
    _title, tables, tried = worked()[0]
    source = files.read(place(tmp_path, tables, tried.replace("37000.00", "37000.01")))
    _count, faults = examples.tried(checked(source)[0], source)
    assert "37000.00" in faults[0].message


# -- whatever the facts are ----------------------------------------------------------------------------------------------


def policy(text, key="p", **more):
    """A policy's table, with what every policy must say."""
    return f'[[policies]]\nkey = "{key}"\nname = "甲"\nclause = "乙"\nsource = "丙"\n{text}\n'


ALL = (
    policy(
        """
again = "month"
caps = { firm = 50_000, head = 700, heads = "w.back", cost_percent = 40, cost = "b.cost", least = 5 }
rises_with = ["w.back"]
[policies.amount]
fixed = 10
per = [{ each = 120.5, of = "w.back", over = 3, every = 2, most = 90 }]
percent = [{ percent = 33.3, of = "b.cost / 3" }]
tiers = [{ by = "w.back", kind = "step", rows = [{ at_least = 5, each = 10 }, { at_least = 50, each = 11.11 }] }]
"""
    )
    + '[[facts]]\nkey = "cost"\nname = "费用"\nkind = "money"\n'
)
MONEY = st.integers(0, 10**9).map(lambda fen: Fraction(fen, 100))


def test_never_above_any_cap_never_below_nothing_and_more_workers_never_give_less(trial):
    section = trial(ALL).benefits
    rule = section.rule(section.policies[0])

    @FEW
    @given(st.integers(0, 400), MONEY, st.integers(0, 6_000_000))
    def holds(back, cost, before):
        facts = {"w": {"back": back}, "b": {"cost": cost}}
        found = rules.judge(rule, facts, DAY, Before(firm=before)).quantity
        assert 0 <= found <= max(5_000_000 - before, 0)
        assert found <= back * 70_000
        assert found <= cost * 40
        more = rules.judge(rule, {"w": {"back": back + 1}, "b": {"cost": cost}}, DAY, Before(firm=before)).quantity
        assert more >= found

    holds()


def test_without_its_caps_the_same_policy_gives_more(trial):
    """The control: the caps above do take away."""
    section = trial(ALL.replace("caps =", "#")).benefits
    facts = {"w": {"back": 400}, "b": {"cost": Fraction(10**7)}}
    assert rules.judge(section.rule(section.policies[0]), facts, DAY).quantity > 5_000_000


@FEW
@given(st.integers(0, 10**12), st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_shares_add_up_to_the_fen_and_stay_within_one_fen_of_their_part(total, parts):
    split = stacking.shares(total, parts)
    assert sum(split) == total
    assert all(abs(fen - Fraction(total * part, sum(parts))) < 1 for fen, part in zip(split, parts, strict=True))


RIVALS = (
    policy('cause = "rent"\namount = { percent = [{ percent = 30, of = "b.rent" }] }', "third")
    + policy('cause = "rent"\namount = { fixed = 3_000 }', "lump")
    + policy("amount = { fixed = 500 }", "other")
    + policy('when = "w.back > 3"\namount = { per = [{ each = 100, of = "w.back" }] }', "heads")
    + '[[facts]]\nkey = "rent"\nname = "租金"\nkind = "money"\n'
    + '[[groups]]\nkey = "one"\nname = "择一"\npolicies = ["other", "heads"]\n'
    + '[[groups]]\nkey = "all"\nname = "合计"\ntake = "all"\nfirm = 9_000\npolicies = ["third", "lump", "other", "heads"]\n'
)


def test_never_two_grants_for_one_cause_never_two_of_a_group_never_above_what_they_share(trial):
    section = trial(RIVALS).benefits

    @FEW
    @given(st.integers(0, 200), MONEY)
    def holds(back, rent):
        found = section.judge_all(section.policies, {"w": {"back": back}, "b": {"rent": rent}}, DAY)
        due = {key for key, verdict in found.items() if verdict.outcome == "yes"}
        assert len(due & {"third", "lump"}) == 1
        assert len(due & {"other", "heads"}) <= 1
        assert sum(found[key].quantity for key in due) <= 900_000

    holds()


def test_what_runs_already_wins_over_what_would_be_better(trial):
    section = trial(RIVALS).benefits
    known = {each.key: each for each in section.policies}
    verdicts = {
        key: section.judge(section.rule(each), {"w": {"back": 50}, "b": {"rent": 10}}, DAY)
        for key, each in known.items()
    }
    found = stacking.stacked(verdicts, stacking.rivals(known, section.groups), section.groups, held={"other"})
    assert (found["heads"].outcome, found["heads"].better) == ("instead", "other")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.1 + 0.2", Fraction(3, 10)),
        ("7 / 2", Fraction(7, 2)),
        ("x > 3 ? 1 : 2", None),
        ("size([1, 2]) * 2", Fraction(4)),
    ],
)
def test_expressions_are_exact(text, number):
    assert Expression(text).of({}) == number


# -- what the linter refuses, with the line ---------------------------------------------------------------------------------

STEP = "tiers = [{ by = 'w.back', kind = 'step', rows = [{ at_least = 20, gives = 5_000 }, { at_least = 50, gives = %s }] }]"
FEW_STAFF = "clauses = [{ key = \"a\", text = '甲', when = 'e.staff < 50' }]"
FALLING = "tiers = [{ by = 'w.back', kind = 'slab', rows = [{ over = 50, each = 2 }, { over = 0, each = 1 }] }]"
WRONG = {
    "ends before it begins": policy("amount = { fixed = 1 }\nsince = 2020-03-01\nuntil = 2020-02-01"),
    "can be 0": policy("amount = { percent = [{ percent = 5, of = 'e.revenue / e.staff' }] }"),
    "contradict": policy(f"when = 'e.staff > 100'\n{FEW_STAFF}\namount = {{ fixed = 1 }}"),
    "the tiers climb": policy(f"[policies.amount]\n{FALLING}"),
    "which is less": policy(f"rises_with = ['w.back']\n[policies.amount]\n{STEP % '4_000'}"),
    "there is no policy 'pp'": policy("amount = { fixed = 1 }") + "[[groups]]\nkey = \"g\"\nname = '组'\npolicies = ['p', 'pp']\n",
    "there is no fact 'e.staf'; did you mean 'e.staff'": policy("when = 'e.staf > 3'\namount = { fixed = 1 }"),
    "begins with at_least": policy("[policies.amount]\ntiers = [{ by = 'w.back', kind = 'step', rows = [{ over = 5, each = 1 }] }]"),
    "it gives nothing": policy("when = 'e.staff > 3'"),
    "can’t be counted": policy("amount = { fixed = 1 }\nnear = [{ fact = 'e.tax_paid' }]"),
    "a part of a fen": policy("amount = { fixed = 1.005 }"),
}  # fmt: skip


@pytest.mark.parametrize("said", WRONG)
def test_the_linter_refuses_with_the_line(trial, said):
    with pytest.raises(PackFaulty) as refused:
        trial(WRONG[said])
    told = "\n".join(f"{fault.where} {fault.message}" for fault in refused.value.faults)
    wanted = "decimal" if said == "a part of a fen" else said
    assert wanted in told, told
    assert "benefits.toml:" in told


@pytest.mark.parametrize(
    "guarded",
    [
        "when = 'e.staff > 0'\namount = { percent = [{ percent = 5, of = 'e.revenue / e.staff' }] }",
        "amount = { percent = [{ percent = 5, of = 'e.staff >= 1 ? e.revenue / e.staff : 0.0' }] }",
        "amount = { percent = [{ percent = 5, of = 'e.revenue / 12', when = 'e.staff > 0' }] }",
    ],
)
def test_a_guarded_division_is_fine(trial, guarded):
    assert trial(policy(guarded)).benefits.is_used
