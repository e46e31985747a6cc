# ruff: noqa: E501  (each slip is one line)
"""The slips that offices make when they write a pack for the first time: each is told in plain words, at its line."""

from pathlib import Path

import pytest
from django.utils.translation import override

from fugong.policy import differences, files, lint, scaffolding
from fugong.policy.lines import line_of


@pytest.fixture
def pack(tmp_path: Path, settings) -> Path:
    """A fresh pack as `fugong pack new` makes it."""
    settings.PACK_FOLDERS = [settings.PACK_FOLDERS[0], tmp_path]
    return scaffolding.new("our_county", shelf=tmp_path)


def told(folder: Path) -> list[str]:
    with override("en"):
        found = lint.try_examples(folder.name).faults or lint.look(folder.name).faults
    return [f"{fault.level} {fault.where}: {fault.message}" for fault in found]


def slip(folder: Path, section: str, before: str, after: str) -> list[str]:
    """What is told once `before` stands as `after` in a section's file; `before` empty: `after` is added."""
    file = folder / f"{section}.toml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1) if before else f"{after}\n{text}", "utf-8")
    return told(folder)


def test_a_department_whose_posts_may_only_look_on_is_no_lead(pack: Path) -> None:
    asks = '[[categories]]\nkey = "labour"\nlead = "industry_bureau"\n'
    (pack / "demands.toml").write_text(asks, "utf-8")
    words = "no post of this department may answer (industry_bureau)"
    assert not any(words in line for line in told(pack))
    registry = pack / "registry.toml"
    before, post, after = registry.read_text("utf-8").partition('key        = "industry_bureau"')
    registry.write_text(before + post + after.replace('"reviewer"', '"inspector"', 1), "utf-8")
    found = [line for line in told(pack) if words in line]
    assert len(found) == 1 and found[0].startswith("warning our_county/demands.toml:3 categories[labour].lead")
    assert "officer" in found[0] and "reviewer" in found[0]


CONDITION = "'e.sector == \"C\" && e.output_value >= 100000000.0'"


@pytest.mark.parametrize(
    ("section", "before", "after", "expected"),
    [
        ("registry", CONDITION, '"e.sector == "C""', "registry.toml:7: the text ends too early: put a text that holds double quotes into single ones"),
        ("registry", 'key  = "others"', "key  = “others”", 'registry.toml:17: “ is a full-width sign: write "'),
        ("registry", "capacity = 20", 'capacity = "20家"', "capacity: must be a whole number without quotes or unit, as 20"),
        ("registry", "capacity = 20", "capacity = 20\ncapacity = 30", "registry.toml:27: this name is set a second time"),
        ("registry", "[[groups]]", "[[groups]", "registry.toml:10: a square bracket is missing"),
        ("registry", 'key      = "town"', 'key = "Town-Hall"', "posts[Town-Hall].key: a key has small letters, digits and underscores"),
        ("registry", "&&", "and", "segments[key_industrial].when: and is written &&"),
        ("registry", "&&", "＆＆", "＆ is a full-width sign: write &"),
        ("registry", 'e.sector == "C"', 'e.foreign == "yes"', "a yes or no can't be compared with a text; a yes or no stands by itself"),
        ("registry", ">= 100000000.0", '>= "1亿"', "a number can't be compared with a text; numbers stand without quotes"),
        ("registry", 'e.sector == "C"', "filing.staff_returning > 3", "answers of the form (filing.staff_returning) are known in resumption.toml only"),
        ("registry", 'e.sector == "C"', 'has_segment("key_industrial")', "'key_industrial' isn't known yet: a segment may ask only for segments above it"),
        ("registry", "", '[[teams]]\nkey = "teams"\nname = "组"\npost = "town"', "error our_county/registry.toml:41 posts[town].held_by: teams work this post"),
        ("registry", 'held_by    = "department"', 'held_by = "team"', "warning our_county/registry.toml:32 posts[industry_bureau].held_by: no team under [[teams]] works this post"),
        ("places", "990101000000", "99010100000", 'code: a code is a text of 12 digits, as "370214003000"'),
        ("places", "990101100000", "990101901000", "warning our_county/places.toml:11 areas[990101901000].local: 901 and above are codes of your own"),
        ("places", "", "centre = [30.9, 116.4]", "centre: coordinates are longitude, latitude in degrees"),
        ("places", 'name = { zh = "县工业和信息化局", en = "County industry bureau" }', 'name = "x"\nduties = ["甲", "乙"]', 'duties: must be one text: "…" or { zh = "…", en = "…" }'),
        ("resumption", "", 'replace = ["rutes"]', "resumption.toml:1 replace: there is no 'rutes' to replace; did you mean 'routes'?"),
        ("resumption", "", 'replace = "routes"', "replace: must be a list of names"),
        ("resumption", "", '[[form]]\nkey = "planned_on"\nremove = true', "warning our_county/resumption.toml:1 form: nothing asks for planned_on"),
        ("resumption", "", '[[form]]\nkey = "a"\nname = "甲"\nkind = "yes_no"\nwhen = "filing.b"\n[[form]]\nkey = "b"\nname = "乙"\nkind = "yes_no"', "form[a].when: b isn't answered yet"),
        ("resumption", "", '[[form]]\nkey = "a"\nname = "甲"\nkind = "date"\nprefill = "foreign"', "form[a].prefill: foreign is a yes or no"),
        ("resumption", 'post = "industry_bureau", do = "recheck"', 'post = "bureau", do = "recheck"', "error our_county/resumption.toml:15 routes[town].steps[1].post: there is no post 'bureau'"),
        ("figures", "[bulletin]", '[bulletin]\nsections = [{ key = "x", title = "甲", text = "乙", table = "areas" }]', "sections[x].table: the table has no columns: name its indicators"),
        ("figures", "[bulletin]", '[bulletin]\nsections = [{ key = "x", title = "甲", text = "｛resumed_rate｝" }]', "sections[x].text: ｛ ｝ are full-width signs"),
        ("figures", "[bulletin]", '[bulletin]\nsections = [{ key = "x", title = "一、总体", text = "乙" }]', "sections[x].title: sections are numbered in print"),
        ("examples", '"2026-03-02 09:30"', '"3月2日"', 'examples.toml:3 [1] 产值1.5亿元的工厂由工信局当日办结 filed_at: write the time as "2026-03-02 09:30"'),
        ("examples", "output_value = 150000000", 'output_value = "1.5亿"', "facts.output_value: must be a number"),
        ("examples", "tags = []", 'tags = ["leeding"]', "facts.tags: is never 'leeding'; did you mean 'leading'?"),
        ("examples", "filed_at =", "filing = { staf_returning = 3 }\nfiled_at =", "filing.staf_returning: there is no such fact; did you mean 'staff_returning'?"),
        ("examples", "filed_at = ", "filing = { kind = 'more' }\nfiled_at = ", "filing.kind: is never 'more'"),
        ("examples", "filed_at =", 'figure = "key_resume"\nfiled_at =', "figure: there is no indicator 'key_resume'; did you mean 'key_resumed'?"),
        ("examples", 'group = "others"', 'group = "others", due = "2026-03-02 17:30"', "[2] 其他企业由乡镇办理 expect.due: the example needs filed_at"),
        ("examples", 'group = "others"', 'group = "others", notice_due = "2026-03-02 17:30"', "[2] 其他企业由乡镇办理 expect.notice_due: the example needs finding and filed_at"),
        ("examples", "filed_at =", 'finding = "wirin"\nfiled_at =', "finding: there is no item 'wirin'; did you mean 'wiring'?"),
        ("calendar", None, 'hours = [["8:30", "12:00"]]', 'hours[0][0]: a time is a text like "08:30"'),
        ("calendar", None, 'same_day_until = "25:00"', "same_day_until: 25:00 is no time of the day"),
        ("calendar", None, 'days_off = ["2026年5月1日"]', "days_off[0]: must be a day without quotes, as 2026-03-02"),
        ("calendar", None, "days_off = [2026-05-04]\nmake_up_days = [2026-05-04]", "warning our_county/calendar.toml:1 days_off: 2026-05-04 is a day off and a make-up day"),
        ("pack", 'inherits = "base"', 'inherits = "our_county"', "inherits: it inherits from itself"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_plain_words(pack: Path, section: str, before: str | None, after: str, expected: str) -> None:
    if before is None:
        (pack / f"{section}.toml").write_text("", "utf-8")
    found = slip(pack, section, before or "", after)
    assert any(expected in each for each in found), found


def test_a_file_that_is_not_utf_8_says_so_and_a_mark_at_its_beginning_does_no_harm(pack: Path) -> None:
    file = pack / "places.toml"
    text = file.read_text("utf-8")
    file.write_bytes(text.encode("utf-8-sig").replace(b"\n", b"\r\n"))
    assert told(pack) == []
    file.write_bytes(text.encode("gb18030"))
    assert told(pack) == ["error our_county/places.toml: save this file as UTF-8: it is in another encoding"]


NESTED = """
[[facts]]
key = "deep"
[[routes]]
key = "deep"
steps = [
  { post = "a", note = "{ [" },  # {
  { post = "b", when = 'x' },
]
when = "y"
[[routes]]
key = "rest"
steps = [{ post = "c" }, { post = "d" }]
[[routes.more]]
to = "x"
[[routes.more]]
to = "y"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("facts[deep]", 3),
        ("routes[deep].when", 10),
        ("routes[deep].steps[1].post", 8),
        ("routes[rest].steps[1].post", 13),
        ("routes[rest].more[1].to", 17),
        ("routes[nowhere].when", 0),
    ],
)
def test_the_line_of_a_path_is_that_of_its_own_list_and_item(path: str, line: int) -> None:
    assert line_of(NESTED, path) == line


def test_what_a_pack_says_is_spread_out_by_path() -> None:
    sections = files.read(files.find("base")).content["sections"]
    said = dict(differences.spread(sections))
    assert said["registry.segments[foreign].when"] == "e.foreign"
    assert said["resumption.form[staff_returning].prefill"] == "staff"
