"""The look's parts, by what they print."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

import fugong
from fugong.core import clock
from fugong.web import components
from fugong.web.flowchart import Box, draw, layers, wrapped
from fugong.web.listing import Rows

NOON = dt.datetime(2020, 2, 20, 4, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english_at_noon():
    with translation.override("en"), clock.showing(NOON):
        yield


def shown(source: str, **values) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "printed"),
    [(307, 345, 1, "89.0%"), (53, 56, 2, "94.64%"), (50, 50, 0, "100%"), (0, 0, 1, "—"), (None, 345, 1, "0.0%")],
)
def test_a_rate_is_rounded_once_half_up(numerator, denominator, decimals, printed):
    assert shown("{% percent n d p %}", n=numerator, d=denominator, p=decimals) == printed


@pytest.mark.parametrize(("number", "printed"), [(24338, "24,338"), (0, "0"), (None, "—"), ("", "—"), ("n/a", "n/a")])
def test_thousands(number, printed):
    assert shown("{{ n|intcomma_zh }}", n=number) == printed


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "now"), (5, "in 5 minutes"), (-1, "1 minute ago"), (180, "in 3 hours"), (-60 * 50, "2 days ago")],
)
def test_distance_from_now(minutes, said):
    assert components.ago(NOON + dt.timedelta(minutes=minutes)) == said


def test_a_deadline_says_when_it_is_near_or_past():
    far, near, past = (components.due(NOON + dt.timedelta(hours=hours)) for hours in (48, 2, -2))
    assert "due-" not in far
    assert "due-warning" in near and "in 2 hours" in near
    assert "due-danger" in past and "overdue, 2 hours ago" in past
    assert "—" in components.due(None)


def test_a_deadline_shows_the_wall_clock_of_the_place():
    assert "12:00" in components.moment(NOON) or "noon" in components.moment(NOON)


def test_markdown_lets_no_script_through():
    html = shown(
        "{{ text|markdown }}", text="# Guide\n\n<script>x()</script>\n\n[a](javascript:x())\n\n|a|b|\n|-|-|\n|1|2|"
    )
    assert "<h1>Guide</h1>" in html
    assert "<td>1</td>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_an_icon_without_a_label_is_passed_over_by_screen_readers():
    assert 'aria-hidden="true"' in shown('{% icon "phone" %}')
    assert 'aria-label="Call"' in shown('{% icon "phone" "Call" %}')


def test_an_icon_that_is_not_there_breaks_nothing():
    assert "<circle" in components.icon("no-such-icon")
    assert "<circle" in components.icon("../../settings")


def test_the_pager_keeps_the_filters(rf):
    rows = Rows([1])
    rows.next_key, rows.is_first = "m", False
    html = shown("{% pager rows %}", rows=rows, request=rf.get("/?q=river&after=a"))
    assert 'href="?q=river&amp;after=m"' in html
    assert 'href="?q=river"' in html


class TestFlowChart:
    BOXES = [
        Box("a", "Prepare", next=("b", "c")),
        Box("b", "Office", "town", ("d",)),
        Box("c", "Remote", next=("d", "a")),
        Box("d", "Resume"),
    ]

    def test_boxes_stand_by_their_distance_from_the_beginning(self):
        assert [[box.key for box in layer] for layer in layers(self.BOXES)] == [["a"], ["b", "c"], ["d"]]

    def test_a_circle_ends(self):
        assert layers([Box("a", "A", next=("b",)), Box("b", "B", next=("a",))])

    def test_a_step_that_nothing_names_is_left_out(self):
        assert draw([Box("a", "A", next=("gone",))]).count("flow-line") == 0

    def test_words_are_escaped(self):
        assert "<b>" not in draw([Box("a", "<b>")])

    @pytest.mark.parametrize(
        ("text", "lines"),
        [("企业自查、备齐材料并报所在镇街", 2), ("Short", 1), ("", 0), ("One two three four five six seven", 2)],
    )
    def test_words_wrap(self, text, lines):
        assert len(wrapped(text)) == lines


def test_no_line_of_a_box_begins_with_a_closing_sign_or_ends_with_an_opening_one():
    assert wrapped("市应急管理局复核（备案）", 11) == ["市应急管理局复核（备案）"]
    assert wrapped("应急管理局现场核查验收（一次）", 11) == ["应急管理局现场核查验收", "（一次）"]
    assert wrapped("应急管理局现场核查验（一次）", 11) == ["应急管理局现场核查验", "（一次）"]


def test_a_moment_of_this_year_is_short_and_one_of_another_bears_it():
    with translation.override("zh-hans"):
        assert shown("{{ when|moment_short }}", when=NOON) == "2月20日 12:00"
        assert shown("{{ when|moment_short }}", when=NOON - dt.timedelta(days=60)).startswith("2019年12月22日")
        new_year = dt.datetime(2019, 12, 31, 16, 30, tzinfo=dt.UTC)
        assert shown("{{ when|moment_short }}", when=new_year) == "1月1日 00:30", "by the installation's clock"
        assert shown("{{ when|moment_short }}", when=None) == "—"


def test_what_follows_a_legend_is_seen():
    """The theme floats a legend and clears only what stands right after it: a hidden field there lets the next one slip aside."""
    hidden = re.compile(r"</legend>\s*<input[^>]*type=\"hidden\"")
    found = [
        str(path)
        for path in Path(fugong.__file__).parent.glob("*/templates/**/*.html")
        if hidden.search(path.read_text())
    ]
    assert found == []
    assert hidden.search('<legend>x</legend>\n  <input type="hidden" name="y">')
