"""The whole way through the pages alone: from the authority's own list to filed, approved, reported and printed.

Everybody signs in with user name and password; the desk works at a desk, enterprise and officers on a phone. The place is
the Fengxian zone, its list has the columns of a published list of that district. Nothing is prepared in the database but
the administrator, whom `fugong` makes when it is installed.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from browser.walking import OWN_PASSWORD, Walker
from ground.cast import credit_code
from ground.spreadsheet import as_shown

MORNING = dt.datetime(2022, 5, 27, 1, 0, tzinfo=dt.UTC)  # 9:00 in Shanghai, a Friday
HEADING = "企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址"
NAMES = (
    "海湾精密机械", "杭州湾日化用品", "南桥汽车配件", "金汇食品", "庄行纺织品", "柘林五金", "青村包装材料", "四团农产品",
    "奉城家居用品", "西渡电子元件", "肖塘仪表", "光明塑料制品",
)  # fmt: skip
FIRM = "上海海湾精密机械有限公司"
C = "/c/zone"
PEOPLE = {"service": "吴专员", "inspector": "钱检查", "control": "孙防控", "grid": "郑网格"}


class Town:
    """Who there is, with which password; the time, which everybody shares; the enterprise that the journey follows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = MORNING
        self.passwords: dict[str, str] = {}
        self.firm = 0
        self.link = ""
        monkeypatch.setattr("fugong.core.clock.now", lambda: self.moment)

    def password(self, username: str) -> str:
        return self.passwords[username]

    def settled(self, username: str) -> None:
        """The person chose a password of their own."""
        self.passwords[username] = OWN_PASSWORD.format(username)

    def later(self, hours: int) -> None:
        self.moment += dt.timedelta(hours=hours)


@pytest.fixture
def town(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    from fugong.accounts.actions import create_user, grant
    from fugong.accounts.models import ScopeKind

    made = Town(monkeypatch)
    made.settled("root")
    root = create_user(username="root", name="系统管理员", password=made.password("root"), by=None)
    grant(user=root, role="administrator", kind=ScopeKind.ALL, by=None)
    return made


def the_list() -> bytes:
    """Twelve enterprises as a GBK sheet with a title, a repeated row and a row whose code was mistyped."""
    rows = [
        f"上海{name}有限公司,{credit_code(700 + n, '310120')},2019-01-{n + 2:02},N/A,{100 * n + 100}(万元人民币),"
        f"{name}的生产、销售。【依法须经批准的项目，经相关部门批准后方可开展经营活动。】,上海,奉贤,上海市奉贤区明城路{n + 1}号"
        for n, name in enumerate(NAMES)
    ]
    mistyped = rows[3].replace("金汇食品", "写错代码的").replace("91310120", "91310121")
    lines = ["上海市奉贤区企业名单,,,,,,,,", HEADING, *rows, mistyped, "合计,13家,,,,,,,"]
    return "\r\n".join(lines).encode("gbk")


def photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), "seagreen").save(kept, "JPEG")
    return kept.getvalue()


@pytest.mark.slow
def test_from_the_list_to_the_bulletin(desktop: Any, phone: Any, town: Town) -> None:
    desk, hand = Walker(desktop), Walker(phone, is_phone=True)
    open_campaign(desk, town)
    load_list(desk, town)
    find_people(desk, town)
    prepare(hand, town)
    sign_without_account(hand, town)
    file_it(hand, town)
    find_who_decides(desk, town)
    return_it(hand, town)
    mend_it(hand, town)
    decide(desk, hand, town)
    begin(hand, town)
    miss(desk, town)
    report(hand, town)
    publish(desk, town)
    assert desk.faults == []
    assert hand.faults == []


def open_campaign(desk: Walker, town: Town) -> None:
    """The administrator opens the campaign from a pack and makes the duty desk's account."""
    with desk.signed_in("root", town.password("root")):
        desk.go("/campaigns/")
        desk.follow("/campaigns/new/")
        desk.follow("?pack=fengxian_zone")
        desk.page.fill("[name=key]", "zone")
        desk.send(desk.form())
        desk.go("/people/")
        desk.follow("/people/new/")
        desk.page.fill("[name=name]", "周值班")
        desk.page.fill("[name=username]", "desk")
        desk.page.select_option("[name=role]", "duty_desk")
        areas = desk.page.locator("[name=area] option", has_text="工业综合开发区")
        desk.page.select_option("[name=area]", areas.first.get_attribute("value"))
        desk.send(desk.form())
        town.passwords["desk"] = desk.page.locator("code.secret").inner_text()


def load_list(desk: Walker, town: Town) -> None:
    """The desk chooses a password, uploads the list, sees what would happen, applies it, and corrects one enterprise."""
    with desk.signed_in("desk", town.password("desk")):
        town.settled("desk")
        desk.go(f"{C}/sheets/enterprises/")
        file = {"name": "奉贤企业.csv", "mimeType": "text/csv", "buffer": the_list()}
        desk.page.set_input_files("#file", file)
        desk.send(desk.form())
        assert "12" in desk.page.locator(".nav-tabs").inner_text()
        assert "写错代码的" in desk.text
        desk.send(desk.form("/application/"), sure=True)
        desk.go(f"{C}/enterprises/")
        desk.page.fill("[name=q]", "海湾")
        desk.page.wait_for_url("**q=*")  # the list narrows as one types
        assert desk.page.locator("#list tbody tr").count() == 1
        with desk.page.expect_navigation():
            desk.page.locator("#main tbody a", has_text=FIRM).click()
        desk.look()
        town.firm = int(desk.page.url.rstrip("/").rsplit("/", 1)[1])
        assert "百人以上" not in desk.page.locator("#panel-classes").inner_text()
        desk.follow("/edit/")
        for name, value in {
            "staff_total": "150",
            "staff_outside": "60",
            "output_value": "32000",
            "sector": "C3429",
        }.items():
            desk.page.fill(f"[name={name}]", value)
        desk.page.select_option("[name=above_scale]", "true")
        desk.page.select_option("[name=grid]", label=grid_label(desk))
        desk.page.fill("[name=reason]", "电话核实")
        desk.send(desk.form())
        assert "百人以上" in desk.page.locator("#panel-classes").inner_text()


def grid_label(desk: Walker) -> str:
    return str(desk.page.locator("[name=grid] option", has_text="第五网格").first.inner_text()).strip()


def find_people(desk: Walker, town: Town) -> None:
    """The desk appoints people who had no account, puts one into a group, assigns, and invites the liaison."""
    posts = {"service": "service_officer", "inspector": "inspection_group", "control": "control_office"}
    with desk.signed_in("desk", town.password("desk")):
        for username, post in posts.items():
            appoint(desk, town, username, post)
        desk.go(f"{C}/teams/")
        join = desk.form("/members/")
        join.locator("[name=user]").fill("钱检查 · inspector")
        join.locator("[name=part]").select_option("leader")
        desk.send(join)
        desk.go(f"{C}/assignments/")
        desk.follow("?uncovered=service_officer")
        desk.send(desk.form("/assignments/bulk/"), "button[value=all]", sure=True)
        desk.open(f"{C}/enterprises/{town.firm}/")
        assert "吴专员" in desk.page.locator("#panel-officers").inner_text()
        invite = desk.form("/liaisons/")
        invite.locator("[name=name]").fill("王联络")
        invite.locator("[name=username]").fill("liaison")
        desk.send(invite)
        town.passwords["liaison"] = desk.page.locator("#panel-contacts .alert code").last.inner_text()


def appoint(desk: Walker, town: Town, username: str, post: str) -> None:
    """Puts someone without an account into a post; the password for one use is shown."""
    desk.go(f"{C}/officers/")
    form = desk.page.locator("#appoint-newcomer")
    form.evaluate("form => { form.closest('details').open = true }")
    form.locator("[name=name]").fill(PEOPLE[username])
    form.locator("[name=username]").fill(username)
    form.locator("[name=post]").select_option(post)
    if post == "grid_leader":
        form.locator("[name=grid]").select_option(label=grid_label(desk))
    desk.send(form)
    town.passwords[username] = desk.page.locator("code.secret").inner_text()


def prepare(hand: Walker, town: Town) -> None:
    """The liaison chooses a password, reads the guide, writes the plan, signs, and lists the employees."""
    with hand.signed_in("liaison", town.password("liaison")):
        town.settled("liaison")
        hand.follow("/guide/")
        hand.go("/mine/")
        hand.follow("/plan/")
        for name, value in {"closed_loop_staff": "80", "capacity_week_1": "30", "capacity_week_4": "90"}.items():
            hand.page.fill(f"[name=a-{name}]", value)
        hand.send(hand.form())
        hand.go("/mine/")
        hand.follow("/commitments/")
        sign = hand.form("/signature/")
        sign.locator("[name=name]").fill("王联络")
        sign.locator("[name=agreed]").check()
        hand.send(sign)
        roster = hand.page.locator('form[action$="/roster/"]:has(textarea)')
        roster.locator("textarea").fill("金敏秀 123X\n王芳 4321")
        hand.send(roster)
        hand.send(hand.form("/link/"))
        town.link = hand.page.locator('#main a[href*="/s/"]').first.get_attribute("href")


def sign_without_account(hand: Walker, town: Town) -> None:
    """An employee reads and signs in Korean."""
    hand.who = "employee"
    hand.open(town.link)
    with hand.page.expect_navigation():
        hand.page.locator("a[lang=ko]").click()
    hand.look()
    assert hand.page.locator("html").get_attribute("lang") == "ko"
    hand.page.fill("[name=name]", "金敏秀")
    hand.page.fill("[name=identity]", "123x")
    hand.page.check("[name=agreed]")
    hand.send(hand.form())
    assert "金敏秀" in hand.text


def file_it(hand: Walker, town: Town) -> None:
    """The liaison fills in the form on the phone, photographs the papers, is told what is missing, and files."""
    answers = {"planned_on": "2022-05-28", "staff_returning": "80", "staff_outside": "20", "capacity_planned": "30",
               "person_in_charge": "王负责", "control_specialist": "赵防疫", "masks": "5000"}  # fmt: skip
    with hand.signed_in("liaison", town.password("liaison")):
        hand.follow("/filing/")
        hand.send(hand.form("/filing/beginning/"))
        for name, value in answers.items():
            hand.page.fill(f"[name=a-{name}]", value)
        hand.page.locator("[name=a-isolation_room]").first.check()
        for paper in ("restart_plan", "control_plan"):
            attach(hand, paper)
        assert hand.page.input_value("[name=a-masks]") == "5000"
        hand.send(hand.page.locator("#main"), 'button[form="filing"]')
        assert "20220527-0001" in hand.text


def attach(hand: Walker, paper: str) -> None:
    file = {"name": f"{paper}.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    with hand.page.expect_navigation():
        hand.page.set_input_files(f"#file-{paper}", file)
    hand.look()


def find_who_decides(desk: Walker, town: Town) -> None:
    """Nobody leads the grid yet: the filing stands in the desk's list of today until somebody does."""
    with desk.signed_in("desk", town.password("desk")):
        desk.go(f"{C}/today/")
        assert FIRM in desk.text
        appoint(desk, town, "grid", "grid_leader")
        desk.go(f"{C}/today/")
        assert FIRM not in desk.text


def return_it(hand: Walker, town: Town) -> None:
    """The grid leader finds the filing in today's list and returns it, item by item."""
    town.later(1)
    with hand.signed_in("grid", town.password("grid")):
        town.settled("grid")
        open_todo(hand)
        decision = hand.form("/decision/")
        decision.locator("[name=opinion]").fill("口罩数量请核对")
        decision.locator("details").evaluate("details => { details.open = true }")
        decision.locator("[name=r-masks]").fill("库存不足一周用量")
        hand.send(decision, "button[value=return]")


def open_todo(hand: Walker) -> None:
    hand.go(f"{C}/today/")
    with hand.page.expect_navigation():
        hand.page.locator("#main .list-group a", has_text=FIRM).first.click()
    hand.look()


def mend_it(hand: Walker, town: Town) -> None:
    """The liaison sees what is to be mended, mends it, and files again."""
    with hand.signed_in("liaison", town.password("liaison")):
        hand.follow("/filing/")
        assert "库存不足一周用量" in hand.text
        hand.send(hand.form("/filing/revision/"))
        assert "库存不足一周用量" in hand.text
        hand.page.fill("[name=a-masks]", "20000")
        hand.send(hand.page.locator("#main"), 'button[form="filing"]')
        assert "20220527-0001/2" in hand.text


def decide(desk: Walker, hand: Walker, town: Town) -> None:
    """Grid leader passes, the desk sends a group, which fills the checklist in on site; the office approves."""
    with hand.signed_in("grid", town.password("grid")):
        open_todo(hand)
        hand.send(hand.form("/decision/"), "button[value=pass]")
    with desk.signed_in("desk", town.password("desk")):
        desk.go(f"{C}/today/")
        desk.page.locator("#main .list-group a", has_text=FIRM).first.click()
        desk.page.wait_for_url("**/filings/*/")
        desk.send(desk.form("/team/"))
    with hand.signed_in("inspector", town.password("inspector")):
        town.settled("inspector")
        open_todo(hand)
        hand.follow("/visit/")
        check_all(hand)
        hand.send(hand.form("/decision/"), "button[value=pass]")
    with hand.signed_in("control", town.password("control")):
        town.settled("control")
        open_todo(hand)
        hand.send(hand.form("/decision/"), "button[value=pass]")


def check_all(hand: Walker) -> None:
    """Yes to every item, with a note, and the number where one is asked for."""
    form = hand.form()
    for label in form.locator('label[for$="-yes"]').all():
        label.click()
    for note in form.locator('input[name^="n-"], input[name^="v-"]').all():
        note.fill("15")
    hand.send(form)


def begin(hand: Walker, town: Town) -> None:
    """The enterprise is at work again."""
    with hand.signed_in("liaison", town.password("liaison")):
        hand.send(hand.form("/first-day/"))


def miss(desk: Walker, town: Town) -> None:
    """The desk sees whose report is missing."""
    with desk.signed_in("desk", town.password("desk")):
        desk.go(f"{C}/reports/")
        assert FIRM in desk.text


def report(hand: Walker, town: Town) -> None:
    """The day's report takes two taps and its numbers; then it is corrected."""
    with hand.signed_in("liaison", town.password("liaison")):
        send_report(
            hand, {"staff_back": "80", "staff_outside": "20", "capacity": "30", "exceptions": "0", "stock": "19500"}
        )
        hand.go("/mine/")
        send_report(hand, {"staff_back": "90", "reason": "下午又到10人"})


def send_report(hand: Walker, numbers: dict[str, str]) -> None:
    hand.follow("/report/")
    for name, value in numbers.items():
        hand.page.fill(f"[name={name}]", value)
    hand.send(hand.form())


def publish(desk: Walker, town: Town) -> None:
    """The desk sees figures and reports, opens the rows behind a number, issues the bulletin and takes it as PDF and sheet."""
    town.later(7)
    with desk.signed_in("desk", town.password("desk")):
        desk.go(f"{C}/reports/")
        assert FIRM not in desk.text
        desk.go(f"{C}/")
        desk.go(f"{C}/figures/")
        desk.go(f"{C}/bulletins/")
        desk.follow("/bulletins/2022-05-27/")
        assert "12家，已复工1家，复工率8.3" in desk.text.replace(" ", "")
        desk.follow("/rows/?day=2022-05-27")
        assert FIRM in desk.text
        desk.open(f"{C}/bulletins/2022-05-27/")
        desk.send(desk.form("/issue/"), "button:not([formaction])", sure=True)
        paper = "".join(page.extract_text() for page in PdfReader(taken(desk, "/pdf/")).pages)
        sheet = openpyxl.load_workbook(taken(desk, "/sheet/"))
        desk.open(f"{C}/bulletins/2022-05-27/card/")
        desk.follow("/bulletins/2022-05-27/")
    said = "".join(paper.split())
    for number in (
        "共有企业12家，已复工1家，复工率8.3%",
        "返岗员工90人，占职工总数150人的60.0%；其中本地70人，外地20人",
    ):
        assert number in said
    shown = [[as_shown(cell) for cell in row] for page in sheet for row in page.iter_rows()]
    cells = {row[0]: tuple(row[1:4]) for row in shown}
    assert cells["复工率"] == ("8.3%", "1", "12")
    assert cells["返岗率"] == ("60.0%", "90", "150")


def taken(desk: Walker, address_end: str) -> Any:
    """The file that a link of the page gives."""
    with desk.page.expect_download() as download:
        desk.page.locator(f'.page-actions a[href$="{address_end}"]').click()
    return io.BytesIO(Path(download.value.path()).read_bytes())
