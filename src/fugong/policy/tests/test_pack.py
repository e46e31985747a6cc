# ruff: noqa: E501  (each case of a mistake is one line)
"""Loading packs: what is inherited, what is refused and where, what is kept."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from fugong.core import clock
from fugong.policy import files, lint, loaded
from fugong.policy.models import PackVersion
from fugong.policy.pack import build, checked
from fugong.policy.report import PackFaulty

SMALL = {
    "pack.toml": 'key = "small"\nname = "小镇"\ninherits = "base"\n',
    "places.toml": 'name = "小镇"\ncode = "990101100000"\nlevel = "town"\nlanguages = ["zh"]\n',
    "registry.toml": (
        '[[posts]]\nkey = "office"\nname = "办公室"\nrole = "reviewer"\nper = "place"\n'
        '[[segments]]\nkey = "big"\nname = "大企业"\nwhen = "e.staff >= 100"\n'
    ),
    "resumption.toml": ('[[routes]]\nkey = "all"\nname = "全部"\nsteps = [{ post = "office", do = "approve" }]\n'),
}


@pytest.fixture
def shelf(tmp_path: Path, settings) -> Path:
    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, tmp_path]
    return tmp_path


def write(shelf: Path, key: str = "small", **changed: str) -> Path:
    """The small pack, with files changed: `registry=…` gives registry.toml."""
    folder = shelf / key
    folder.mkdir(exist_ok=True)
    for name, text in {**SMALL, **{f"{name}.toml": text for name, text in changed.items()}}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with override("en"), pytest.raises(PackFaulty) as caught:
        checked(files.read(folder))
    return [f"{fault.where}: {fault.message}" for fault in caught.value.faults]


def test_a_small_pack_inherits_the_rest(shelf: Path) -> None:
    pack, _warnings = checked(files.read(write(shelf)))
    assert [segment.key for segment in pack.registry.segments] == ["above_scale", "foreign", "big"]
    assert [route.key for route in pack.resumption.routes] == ["all"]
    assert pack.text("guide", "ja").startswith("# 操業再開ガイド")
    assert str(pack.clock("answer")) == str(pack.clock("4 hours"))


def test_an_item_with_a_known_key_overrides_and_remove_takes_out(shelf: Path) -> None:
    registry = SMALL["registry.toml"] + (
        '[[segments]]\nkey = "foreign"\nremove = true\n[[segments]]\nkey = "above_scale"\nname = "规上"\n'
    )
    pack, _warnings = checked(files.read(write(shelf, registry=registry)))
    assert [segment.key for segment in pack.registry.segments] == ["above_scale", "big"]
    assert pack.registry.segment("above_scale").name.zh == "规上"
    assert pack.registry.segment("above_scale").when == "e.above_scale"


def test_replace_takes_a_list_whole(shelf: Path) -> None:
    figures = (
        'replace = ["indicators", "bulletin"]\n'
        '[[indicators]]\nkey = "only"\nname = "唯一"\nnumerator = "enterprises"\n'
        '[bulletin]\ntitle = "日报"\ncard = ["only"]\n'
    )
    pack, _warnings = checked(files.read(write(shelf, figures=figures)))
    assert [indicator.key for indicator in pack.figures.indicators] == ["only"]
    assert pack.figures.bulletin.sections == ()


def test_outlines_come_from_geojson(shelf: Path) -> None:
    folder = write(shelf, places=SMALL["places.toml"] + 'grids = [{ key = "one", name = "一" }]\n')
    square = '{"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}'
    outline = '{"features": [{"properties": {"key": "%s"}, "geometry": %s}]}'
    (folder / "places.grids.geojson").write_text(outline % ("one", square))
    pack, _warnings = checked(files.read(folder))
    assert pack.places.grids[0].outline["type"] == "Polygon"
    (folder / "places.grids.geojson").write_text(outline % ("on", square))
    assert "did you mean 'one'?" in faults(folder)[0]


ROUTE = '[[routes]]\nkey = "%s"\nname = "x"\n%ssteps = [{ post = "office", do = "approve" }]\n'


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("registry", SMALL["registry.toml"].replace("e.staff", "e.staf"), "small/registry.toml:9 segments[big].when: there is no fact 'e.staf'; did you mean 'e.staff'? (▸e.staf >= 100)"),
        ("registry", SMALL["registry.toml"].replace('when =', 'wen ='), "small/registry.toml:9 segments[big].wen: is not known here; did you mean 'when'?"),
        ("registry", SMALL["registry.toml"].replace("reviewer", "reviwer"), "small/registry.toml:4 posts[office].role: there is no role 'reviwer'; did you mean 'reviewer'?"),
        ("registry", SMALL["registry.toml"].replace("e.staff >= 100", "has_segment('bigger')"), "is never 'bigger'"),
        ("registry", SMALL["registry.toml"] + '[[segments]]\nkey = "big"\nname = "x"\nwhen = "true"\n', "segments[big]: the key 'big' is used twice"),
        ("registry", SMALL["registry.toml"] + '[[tags]]\nkey = "Bad Key"\nname = "x"\n', "a key has small letters"),
        ("places", SMALL["places.toml"].replace('"town"', '"twon"'), "small/places.toml:3 level: must be one of"),
        ("places", SMALL["places.toml"].replace("code =", "#code ="), "code: is missing"),
        ("resumption", SMALL["resumption.toml"].replace('post = "office"', 'post = "ofice"'), "small/resumption.toml:4 routes[all].steps[0].post: there is no post 'ofice'; did you mean 'office'?"),
        ("resumption", SMALL["resumption.toml"].replace("approve", "aprove"), "did you mean 'approve'?"),
        ("resumption", SMALL["resumption.toml"].replace('"approve"', '"approve", within = "revew"'), "'revew' is no clock"),
        ("resumption", ROUTE % ("one", 'when = "e.foreign"\n'), "the last route takes all others"),
        ("resumption", ROUTE % ("one", "") + ROUTE % ("two", ""), "never taken: one before it takes everything"),
        ("resumption", ROUTE % ("one", 'when = "e.foreign"\n') + ROUTE % ("two", 'when = "e.foreign "\n') + ROUTE % ("rest", ""), "never taken: one has the same condition"),
        ("resumption", SMALL["resumption.toml"] + '[[guidance]]\nkey = "g"\ntitle = "x"\ntext = "gide"\n', "there is no text 'gide'; did you mean 'guide'?"),
        ("resumption", SMALL["resumption.toml"] + '[[form]]\nkey = "c"\nname = "x"\nkind = "choice"\n', "choices belong to"),
        ("resumption", SMALL["resumption.toml"] + '[[form]]\nkey = "planned_on"\n[[form]]\nkey = "remote"\nname = "x"\n', "every filing has this already"),
        ("resumption", SMALL["resumption.toml"] + '[[escalation]]\nafter = "1 hour"\nto = "offic"\n', "there is no post 'offic'; did you mean 'office'?"),
        ("figures", '[[indicators]]\nkey = "x"\nname = "x"\nnumerator = "enterprises.resmed"\n', "there is no measure 'enterprises.resmed'; did you mean 'enterprises.resumed'?"),
        ("figures", '[[indicators]]\nkey = "x"\nname = "x"\nnumerator = "enterprises"\nsegment = "bg"\n', "there is no segment 'bg'"),
        ("figures", '[[indicators]]\nkey = "x"\nname = "x"\nnumerator = "capacity.mean"\ndenominator = "enterprises"\n', "a mean is no part of a rate"),
        ("figures", '[[bulletin.sections]]\nkey = "s"\ntitle = "x"\ntext = "{resumed_rat}"\n', "there is no indicator 'resumed_rat'; did you mean 'resumed_rate'?"),
        ("figures", '[[bulletin.sections]]\nkey = "s"\ntitle = "x"\ntext = "{staff_back.denominator}"\n', "it is no rate"),
        ("calendar", 'hours = [["09:00", "08:00"]]\n', "hours must follow each other"),
        ("calendar", 'time_zone = "Asia/Beijing"\n', "there is no time zone"),
        ("registery", "", "there is no such section; did you mean 'registry'?"),
        ("registry", "[[segments\n", "small/registry.toml"),
        ("pack", 'key = "small"\nname = "x"\ninherits = "bas"\n', "no pack 'bas' to inherit from; did you mean 'base'?"),
        ("pack", 'key = "smal"\nname = "x"\ninherits = "base"\n', "the key must be the folder's name"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_line(shelf: Path, section: str, text: str, expected: str) -> None:
    found = faults(write(shelf, **{section: text}))
    assert any(expected in each for each in found), found


JUNK = st.sampled_from(
    [None, 0, -1, 1.5, True, "", "x", "{", [], ["x"], [1], {}, {"key": 1}, [{"key": "x"}], [{"key": []}]]
)


def somewhere(draw, value: object, junk: object) -> object:
    """`value` with something inside it replaced by `junk`."""
    if isinstance(value, dict) and value and draw(st.integers(0, 5)):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: somewhere(draw, value[key], junk)}
    if isinstance(value, list) and value and draw(st.integers(0, 5)):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], somewhere(draw, value[at], junk), *value[at + 1 :]]
    return junk


@trying(deadline=None, max_examples=150)
@given(data=st.data())
@pytest.mark.thorough
def test_whatever_a_section_holds_it_is_read_or_refused(data: st.DataObject) -> None:
    """No slip of the pen ends in anything but a named mistake."""
    source = files.read(files.find(data.draw(st.sampled_from(["jimei", "fengxian_zone", "weihai_kfq"]))))
    sections = somewhere(data.draw, source.content["sections"], data.draw(JUNK))
    below = sections if isinstance(sections, dict) else {}
    for name, part in source.content["sections"].items():
        if isinstance(below.get(name), dict):
            files.merged(part, below[name])
    try:
        checked(dataclasses.replace(source, content={**source.content, "sections": below}))
    except PackFaulty as refusal:
        assert refusal.faults


def test_all_mistakes_come_at_once(shelf: Path) -> None:
    registry = SMALL["registry.toml"].replace("reviewer", "nobody").replace("e.staff", "e.people")
    assert len(faults(write(shelf, registry=registry))) == 2


def test_of_a_key_used_twice_the_second_is_named_and_the_first_holds(shelf: Path) -> None:
    facts = (
        '\n[[facts]]\nkey = "tanks"\nname = "储罐"\nkind = "yes_no"\n'
        + '\n[[segments]]\nkey = "tanks"\nname = "储罐"\nwhen = "e.tanks"\n'
    )
    facts += '\n[[facts]]\nkey = "tanks"\nname = "又是储罐"\nkind = "decimal"\n'
    text = SMALL["registry.toml"] + facts
    line = text[: text.rindex('key = "tanks"')].count("\n") + 1
    assert faults(write(shelf, registry=text)) == [
        f"small/registry.toml:{line} facts[tanks]: the key 'tanks' is used twice"
    ]


def test_an_example_is_due_when_a_filing_would_be(shelf: Path) -> None:
    """The route's clock bounds that of its steps."""
    resumption = SMALL["resumption.toml"].replace('name = "全部"', 'name = "全部"\nwithin = "2 working hours"')
    pack, _warnings = checked(files.read(write(shelf, resumption=resumption)))
    given = {"facts": {}, "filing": {}, "filed_at": dt.datetime(2026, 3, 2, 1, 30, tzinfo=dt.UTC)}
    found = pack.resumption.answers(given)
    assert (found["due"], found["approval_due"]) == ("2026-03-02 11:30", "2026-03-02 11:30")


def test_a_missing_language_is_a_warning(shelf: Path) -> None:
    write(shelf, places=SMALL["places.toml"].replace('["zh"]', '["zh", "en"]'))
    with override("en"):
        finding = lint.look("small")
    assert finding.ready
    assert any("segments[big].name: lacks: en" in f"{fault.where}: {fault.message}" for fault in finding.faults)


def test_the_installations_days_hold_for_every_pack(shelf: Path) -> None:
    (shelf / "calendar.toml").write_text("make_up_days = [2027-02-14]\n")
    pack, _warnings = checked(files.read(write(shelf)))
    assert pack.calendar.working_time.is_working_day(dt.date(2027, 2, 14))


def test_equal_content_has_one_digest_and_a_comment_changes_nothing(shelf: Path) -> None:
    before, _warnings = checked(files.read(write(shelf)))
    after, _warnings = checked(files.read(write(shelf, registry=f"# a remark\n{SMALL['registry.toml']}")))
    other, _warnings = checked(files.read(write(shelf, registry=SMALL["registry.toml"].replace("100", "200"))))
    assert before.digest == after.digest != other.digest


def test_a_pack_is_frozen(shelf: Path) -> None:
    pack, _warnings = checked(files.read(write(shelf)))
    with pytest.raises(Exception, match="frozen"):
        pack.registry.segments[0].when = "true"


@pytest.mark.django_db
def test_a_case_keeps_the_version_under_which_it_began(shelf: Path) -> None:
    write(shelf)
    with clock.showing(dt.datetime(2026, 3, 2, tzinfo=dt.UTC)):
        old = loaded.keep(key="small", by=None)
        assert loaded.keep(key="small", by=None) == old
        write(shelf, registry=SMALL["registry.toml"].replace("100", "200000"))
        new = loaded.keep(key="small", by=None)
    assert PackVersion.objects.count() == 2
    facts = {"staff": 150, "tags": []}
    assert [key for key, _why in loaded.for_version(old).registry.segments_for(facts)] == ["big"]
    assert [key for key, _why in loaded.for_version(new).registry.segments_for(facts)] == []


@pytest.mark.django_db
def test_what_is_kept_is_the_same_pack(shelf: Path) -> None:
    write(shelf)
    version = loaded.keep(key="small", by=None)
    version.refresh_from_db()
    assert build(version.content).digest == version.digest == loaded.pack("small").digest


@pytest.mark.django_db
def test_a_pack_that_is_only_inherited_from_is_not_put_to_work() -> None:
    with override("en"), pytest.raises(PackFaulty):
        loaded.keep(key="base", by=None)
    assert {"base", "epidemic"}.isdisjoint(loaded.keys())
