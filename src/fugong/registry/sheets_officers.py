"""The list of officers: who holds which post where and serves which enterprises, a row for each person or each enterprise.

It makes accounts without a password: first ones are made when they are handed over (`views.passwords`), so nothing secret
waits in a list on its way in.
"""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import Conflict
from fugong.places.models import Campaign, Grid, code_prefix
from fugong.registry import sheets_officers_check
from fugong.registry.access import over_part_of
from fugong.registry.actions import assignments, postings
from fugong.registry.models import Posting
from fugong.registry.sheets import HEADINGS
from fugong.registry.sheets_officers_people import as_username
from fugong.sheets import cells, staging
from fugong.sheets.cells import Bad, softly
from fugong.sheets.columns import Column
from fugong.sheets.kinds import Counts, SheetKind, Work, register
from fugong.sheets.models import SheetRow, Verdict

KEY = "officers"
_SPACED = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")


def name(cell: Any, unit: int | None) -> str:
    """A person's name; `张　三`, as lists space it out, is 张三."""
    return _SPACED.sub("", str(cells.text(60)(cell, unit)))


def username(cell: Any, unit: int | None) -> str:
    """A user name as accounts take it."""
    found = str(cells.text(150)(cell, unit)).replace(" ", "")
    if not re.fullmatch(r"[\w.@+-]+", found):
        raise Bad(_("A user name has letters, digits and @ . + - _ only."), "username")
    return found


def codes(cell: Any, unit: int | None) -> str:
    """One or several credit codes."""
    if not isinstance(cell, str):
        return str(cells.credit_code(cell, unit))
    parts = [part for part in re.split(r"[、,，;；/\s]+", cell) if part]
    return "、".join(dict.fromkeys(str(cells.credit_code(part, unit)) for part in parts))


def columns(campaign: Campaign) -> tuple[Column, ...]:
    """Person, post, where, and which enterprises."""
    posts = campaign.pack.registry.posts
    words = {post.key: (*post.name.by_language.values(), post.key) for post in posts}
    names = {post.key: post.name for post in posts}
    called = [each for post in posts for each in post.name.by_language.values()]  # a column 驻厂员 holds their names
    found = [
        Column(key="name", name=pgettext_lazy("of a person", "Name"), required=True, width=14, read=name, example="王建国",
               second="李秀英", synonyms=("姓名", "人员姓名", "干部姓名", "包联干部", "包联干部姓名", "包联人", "包联人员",
               "驻厂员姓名", "驻企干部姓名", "责任人姓名", "officer", *called)),
        Column(key="username", name=gettext_lazy("User name"), width=16, read=username,
               synonyms=("用户名", "账号", "帐号", "登录名", "登录账号", "系统账号", "account", "username"),
               help=gettext_lazy("Where it is empty, a new account is called by the telephone number.")),
        Column(key="post", name=gettext_lazy("Post"), width=16, read=softly(cells.choice(words)),
               choices=tuple(post.name for post in posts), show=lambda key: str(names.get(key, key)),
               synonyms=("职务", "岗位", "包联岗位", "岗位名称", "担任岗位", "职责", "角色"),
               help=gettext_lazy("Where it is empty: the one that the person holds, or the only one there is.")),
        Column(key="phone", name=gettext_lazy("Telephone"), width=16, read=cells.telephone, personal=True,
               example="13800000000", synonyms=("联系电话", "手机", "手机号", "手机号码", "电话", "联系方式", "移动电话")),
        Column(key="area", name=gettext_lazy("Area"), width=18, read=cells.text(80),
               synonyms=("负责区域", "区域", "责任区域", "包联区域", "负责片区", "片区", "乡镇", "街道", "镇街", "乡镇街道",
               "所在街道", "所属街道", "所属乡镇", "负责乡镇", "town"),
               help=gettext_lazy("One area or grid, by name or code. Where it is empty: the whole area of the campaign.")),
        Column(key="grid", name=gettext_lazy("Grid"), width=12, read=cells.text(80),
               synonyms=("网格", "负责网格", "所属网格", "责任网格", "网格名称", "网格编号")),
        Column(key="enterprises", name=gettext_lazy("Enterprises"), width=36, read=cells.text(2_000),
               synonyms=("包联企业", "包联企业名称", "企业名称", "企业", "服务企业", "驻点企业", "派驻企业", "包保企业", "联系企业",
               "负责企业", "包联单位", "单位名称", "enterprise"),
               help=gettext_lazy("Names or credit codes: several with 、 or ; between them, or a row for each.")),
        Column(key="uscc", name=gettext_lazy("unified social credit code"), width=22, read=codes, in_template=False,
               synonyms=HEADINGS["uscc"]),
        Column(key="office", name=gettext_lazy("Office or department"), width=18, read=cells.text(120), in_template=False,
               synonyms=("单位", "部门", "所在单位", "工作单位", "所在部门", "所属部门", "派出单位", "科室", "department")),
    ]  # fmt: skip
    if groups := campaign.pack.registry.groups:
        chosen = {each.key: (*each.name.by_language.values(), each.key) for each in groups}
        found.append(
            Column(key="group", name=gettext_lazy("Industry group"), width=16, read=cells.choice(chosen),
                   synonyms=("行业组", "行业专班", "所属行业组"), in_template=False)
        )  # fmt: skip
    return tuple(found)


def apply(work: Work) -> Counts:
    """Each by the actions that appoint and assign one by one."""
    people: dict[str, User] = {}
    shares: dict[str, dict[int, list[int]]] = {}
    counted = {Verdict.NEW: 0, Verdict.CHANGED: 0}
    for row in work.rows():
        username = row.values.get("username") or as_username(staging.personal(row)[1]["phone"])
        user = people[username] = _appointed(work, row, username, people.get(username))
        if row.values["firms"]:
            shares.setdefault(row.values["post"], {}).setdefault(user.pk, []).extend(row.values["firms"])
        counted[Verdict(row.verdict)] += 1
    for post, share in shares.items():
        assignments.assign_many(campaign=work.campaign, post=post, shares=share, by=work.by)
    return Counts(counted[Verdict.NEW], counted[Verdict.CHANGED])


def _appointed(work: Work, row: SheetRow, username: str, user: User | None) -> User:
    """The row's person, in the row's post: whoever is there and holds it already, else newly."""
    values, post = row.values, row.values["post"]
    user = user or User.objects.filter(username=username).first()
    if user is not None and (user.name != values["name"] or not user.is_active):
        raise Conflict(
            _("An account has changed meanwhile: %(name)s. Upload the sheet again.") % {"name": user.username}
        )
    if user is not None and holds(work.campaign, user, post, values["where"]):
        return user
    said = values["where"]
    grid = Grid.objects.select_related("jurisdiction").get(pk=said["grid"]) if said.get("grid") else None
    area = said.get("area") or ("" if grid else values["otherwise"])
    where = {"post": post, "area": area, "group": said.get("group", ""), "grid": grid}
    if user is None:
        given = {"username": username, "name": values["name"], **where}
        return postings.enter_newcomer(campaign=work.campaign, by=work.by, **given).user
    return postings.appoint(campaign=work.campaign, user=user, by=work.by, **where).user


def holds(campaign: Campaign, user: User, post: str, where: dict[str, Any]) -> bool:
    """Whether the person holds the post there; where nothing is said, anywhere."""
    given = {key: value for key, value in where.items() if key != "area"}
    if where.get("area"):
        given["area"] = code_prefix(where["area"])
    return Posting.objects.filter(campaign=campaign, user=user, post=post, until=None, **given).exists()


def may(user: Any, campaign: Campaign) -> bool:
    """Whoever fills posts and opens accounts in the campaign's area, or in a part of it."""
    return all(over_part_of(user, each, campaign) for each in (Permission.ASSIGNMENT_MANAGE, Permission.ACCOUNT_MANAGE))


register(
    SheetKind(
        key=KEY,
        name=gettext_lazy("List of officers"),
        about=gettext_lazy(
            "Who holds which post, and which enterprises they serve: a row for each person, or one for each enterprise."
        ),
        columns=columns,
        identify=("name", "username", "phone", "post", "area", "grid", "enterprises", "uscc"),
        check=sheets_officers_check.check,
        apply=apply,
        may=may,
        forgets=True,
        after_url="registry:officer_passwords",
    )
)
